import { Button } from "@drawbridge/widget/parts/button";
import { Screen } from "@drawbridge/widget/parts/screen";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { TextField } from "../parts/text-field.tsx";
import { TroubleNote } from "../parts/trouble-note.tsx";
import type { AppState, Purpose } from "../mc/app-state.ts";
import type { Client } from "../mc/client.ts";
import { spellCode } from "../mc/entry.ts";
import { text } from "../text/en.ts";
import { troubleText } from "../text/trouble-text.ts";

const CODE_LENGTH = 23; // 20 characters and three dashes

/** User name and activation code; a link has filled both. */
export function Enrol(props: {
  readonly state: AppState;
  readonly client: Client;
  readonly purpose: Purpose;
  readonly tenantId: string;
}): JSX.Element {
  const { state, client, purpose } = props;
  const { link } = state;
  const [user, setUser] = useState(link?.userId ?? (purpose === "add_user" ? "" : (state.chosen?.userId ?? "")));
  const [code, setCode] = useState(link?.code ?? "");
  const [tried, setTried] = useState(false);
  const tenantId = purpose === "reactivation" ? (state.chosen?.tenantId ?? props.tenantId) : (link?.tenantId ?? props.tenantId);
  const submit = (event: Event): void => {
    event.preventDefault();
    setTried(true);
    if (user.trim() !== "" && code !== "" && !state.busy) client.giveCode(purpose, { tenantId, userId: user.trim() }, code);
  };
  return (
    <Screen title={text.enrol.title[purpose]} lead={link ? text.enrol.byLink(link.userId) : text.enrol.lead[purpose]}>
      {state.trouble && <TroubleNote id="enrol-trouble">{troubleText(state.trouble)}</TroubleNote>}
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
        <div class="actions">
          <Button type="submit" busy={state.busy}>
            {text.enrol.next}
          </Button>
          {purpose !== "activation" && (
            <Button kind="quiet" onClick={client.cancel}>
              {text.cancel}
            </Button>
          )}
        </div>
      </form>
    </Screen>
  );
}
