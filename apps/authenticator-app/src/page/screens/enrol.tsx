import type { UserIdentifier } from "@drawbridge/contract";
import { Button } from "@drawbridge/widget/parts/button";
import { Screen } from "@drawbridge/widget/parts/screen";
import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import { TextField } from "../parts/text-field.tsx";
import { TroubleNote } from "../parts/trouble-note.tsx";
import type { AppState, Purpose } from "../mc/app-state.ts";
import type { Client } from "../mc/client.ts";
import { spellCode } from "../mc/entry.ts";
import { useSpeech } from "../text/speech.ts";
import { troubleText } from "../text/trouble-text.ts";
import { Scan } from "./scan.tsx";

const ONE_TIME_LENGTH = 12;
const CODE_LENGTH = 23; // 20 characters and three dashes

interface Props {
  readonly state: AppState;
  readonly client: Client;
  readonly purpose: Purpose;
  readonly tenantId: string;
}

/** User name and activation code, typed or scanned; a link has filled both. */
export function Enrol(props: Props): JSX.Element {
  const { text } = useSpeech();
  const { state, client, purpose } = props;
  const [scanning, setScanning] = useState(false);
  if (scanning) return <Scan onLink={client.takeLink} onType={() => setScanning(false)} />;
  const { link } = state;
  return (
    <Screen title={text.enrol.title[purpose]} lead={link ? text.enrol.byLink(link.userId) : text.enrol.lead[purpose]}>
      {state.trouble && <TroubleNote id="enrol-trouble">{troubleText(text, state.trouble)}</TroubleNote>}
      <CodeForm {...props}>
        <Button type="submit" busy={state.busy}>
          {text.enrol.next}
        </Button>
        <Button kind="secondary" onClick={() => setScanning(true)}>
          {text.enrol.scan}
        </Button>
        {purpose !== "activation" && (
          <Button kind="quiet" onClick={client.cancel}>
            {text.cancel}
          </Button>
        )}
      </CodeForm>
    </Screen>
  );
}

/** Whom a code is for: the link's person, or the one that gets a new PIN. */
const startOf = ({ state: { link, chosen }, purpose, tenantId }: Props): UserIdentifier =>
  link ?? (chosen && purpose !== "add_user" ? chosen : { userId: "", tenantId });

function CodeForm(props: Props & { readonly children: ComponentChildren }): JSX.Element {
  const { text } = useSpeech();
  const { state, client, purpose } = props;
  const start = startOf(props);
  const [user, setUser] = useState(start.userId);
  const [code, setCode] = useState(state.link?.code ?? "");
  const [oneTime, setOneTime] = useState("");
  const [tried, setTried] = useState(false);
  const submit = (event: Event): void => {
    event.preventDefault();
    setTried(true);
    if (user.trim() !== "" && code !== "" && !state.busy) {
      const given = oneTime === "" ? code : `${code}.${oneTime}`;
      client.giveCode(purpose, { tenantId: start.tenantId, userId: user.trim() }, given);
    }
  };
  return (
    <form onSubmit={submit} noValidate>
      <TextField
        label={text.enrol.user}
        value={user}
        onValue={setUser}
        autocomplete="username"
        problem={tried && user.trim() === "" ? text.enrol.userMissing : null}
      />
      <TextField
        label={text.enrol.code}
        value={code}
        onValue={(typed) => setCode(spellCode(typed).slice(0, CODE_LENGTH))}
        hint={text.enrol.codeHint}
        autocomplete="one-time-code"
        maxLength={40}
        code
        problem={tried && code === "" ? text.enrol.codeMissing : null}
      />
      <details class="more">
        <summary>{text.enrol.oneTimeToo}</summary>
        <TextField
          label={text.enrol.oneTime}
          value={oneTime}
          onValue={(typed) => setOneTime(typed.replaceAll(/\D/g, "").slice(0, ONE_TIME_LENGTH))}
          autocomplete="one-time-code"
          inputMode="numeric"
        />
      </details>
      <div class="actions">{props.children}</div>
    </form>
  );
}
