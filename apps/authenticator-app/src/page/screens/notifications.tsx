import { Button } from "@drawbridge/widget/parts/button";
import { Mark } from "@drawbridge/widget/parts/icon";
import { Notice } from "@drawbridge/widget/parts/notice";
import { Screen } from "@drawbridge/widget/parts/screen";
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Client } from "../mc/client.ts";
import type { PushStanding } from "../mc/push.ts";
import { TroubleNote } from "../parts/trouble-note.tsx";
import { wordsOf } from "../text/push-words.ts";
import { useSpeech } from "../text/speech.ts";

/** Turns notifications on and off; the browser asks once more by itself. */
export function Notifications({ client }: { readonly client: Client }): JSX.Element {
  const speech = useSpeech();
  const { text } = speech;
  const [standing, setStanding] = useState<PushStanding | "asking">("asking");
  const change = (changing: Promise<PushStanding>): void => {
    setStanding("asking");
    void changing.then(setStanding);
  };
  useEffect(() => change(client.pushStanding()), []);
  const problem = standing === "refused" || standing === "failed" ? text.notifications[standing] : null;
  return (
    <Screen mark={<Mark name="bell" />} title={text.notifications.title} lead={text.notifications.lead}>
      <p>{text.notifications.what}</p>
      {problem !== null && <TroubleNote id="push-trouble">{problem}</TroubleNote>}
      <div role="status">
        {standing === "on" && <Notice tone="ok">{text.notifications.on}</Notice>}
        {standing === "not_here" && <Notice tone="info">{text.notifications.notHere}</Notice>}
      </div>
      <div class="actions">
        {standing === "on" ? (
          <Button kind="secondary" onClick={() => change(client.turnPushOff())}>
            {text.notifications.turnOff}
          </Button>
        ) : (
          standing !== "not_here" && (
            <Button busy={standing === "asking"} onClick={() => change(client.turnPushOn(wordsOf(speech)))}>
              {text.notifications.turnOn}
            </Button>
          )
        )}
      </div>
    </Screen>
  );
}
