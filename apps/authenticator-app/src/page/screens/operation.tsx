import { Button } from "@drawbridge/widget/parts/button";
import { Screen } from "@drawbridge/widget/parts/screen";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { AppState, Prompt } from "../mc/app-state.ts";
import type { Client } from "../mc/client.ts";
import { PinPad } from "../parts/pin-pad.tsx";
import { TextField } from "../parts/text-field.tsx";
import { TimeLeft } from "../parts/time-left.tsx";
import { TroubleNote } from "../parts/trouble-note.tsx";
import { useSpeech } from "../text/speech.ts";
import { troubleText } from "../text/trouble-text.ts";
import { DenyDialog } from "./deny-dialog.tsx";

type Asked<Ask extends Prompt["ask"]> = Extract<Prompt, { readonly ask: Ask }>;

interface Props<Ask extends Prompt["ask"]> {
  readonly state: AppState;
  readonly client: Client;
  readonly prompt: Asked<Ask>;
}

/** The PIN an operation asks for before its text is shown. */
export function OperationPin({ state, client, prompt }: Props<"operation_pin">): JSX.Element {
  const { text } = useSpeech();
  return (
    <Screen title={text.operation.pinTitle} lead={state.offer?.banner}>
      <TimeLeft until={prompt.until} />
      <PinPad label={text.pin.label} busy={state.busy} trouble={state.trouble && troubleText(text, state.trouble, "pin")} onPin={client.givePin} />
      <Refusal busy={state.busy} client={client} />
    </Screen>
  );
}

/** The code another party gave the person. */
export function OperationToken({ state, client, prompt }: Props<"operation_token">): JSX.Element {
  const { text } = useSpeech();
  const [token, setToken] = useState("");
  const [tried, setTried] = useState(false);
  const submit = (event: Event): void => {
    event.preventDefault();
    setTried(true);
    if (token === "" || state.busy) return;
    client.giveToken(token);
    setToken("");
    setTried(false);
  };
  return (
    <Screen title={text.operation.tokenTitle} lead={state.offer?.banner}>
      <TimeLeft until={prompt.until} />
      {state.trouble && <TroubleNote id="token-trouble">{troubleText(text, state.trouble)}</TroubleNote>}
      <form onSubmit={submit} noValidate>
        <TextField
          label={text.operation.token}
          value={token}
          onValue={setToken}
          autocomplete="one-time-code"
          problem={tried && token === "" ? text.operation.tokenMissing : null}
        />
        <Button type="submit" busy={state.busy}>
          {text.operation.next}
        </Button>
      </form>
      <Refusal busy={state.busy} client={client} />
    </Screen>
  );
}

/** The exact text, the time left, and the three answers. */
export function Confirm({ state, client, prompt }: Props<"confirm">): JSX.Element {
  const { text } = useSpeech();
  const [number, setNumber] = useState("");
  const [wrong, setWrong] = useState(false);
  const { numberMatch } = prompt;
  const approve = (): void => {
    const fits = numberMatch === null || number.trim() === numberMatch;
    setWrong(!fits);
    if (fits) client.approve(prompt.text);
  };
  return (
    <Screen title={text.operation.title}>
      <blockquote class="exact" dir="auto">
        <Words words={prompt.text} />
      </blockquote>
      <div class="signs">
        <TimeLeft until={prompt.until} />
        <p class="muted">{text.operation.exact}</p>
      </div>
      {numberMatch !== null && (
        <TextField
          label={text.operation.number}
          value={number}
          onValue={setNumber}
          hint={text.operation.numberHint}
          inputMode="numeric"
          maxLength={numberMatch.length}
          problem={wrong ? text.operation.numberWrong : null}
        />
      )}
      <div class="actions">
        <Button busy={state.busy} onClick={approve}>
          {text.operation.approve}
        </Button>
      </div>
      <Refusal busy={state.busy} client={client} />
    </Screen>
  );
}

/** The text to the letter; its first line, the question itself, stands out. */
function Words({ words }: { readonly words: string }): JSX.Element {
  const end = words.includes("\n") ? words.indexOf("\n") : words.length;
  return (
    <>
      <strong>{words.slice(0, end)}</strong>
      {words.slice(end)}
    </>
  );
}

/** "Deny" asks why; "this was not me" needs no second question. */
function Refusal({ busy, client }: { readonly busy: boolean; readonly client: Client }): JSX.Element {
  const { text } = useSpeech();
  const [asking, setAsking] = useState(false);
  return (
    <div class="refusal">
      <Button kind="secondary" disabled={busy} onClick={() => setAsking(true)}>
        {text.operation.deny}
      </Button>
      <Button kind="quiet" disabled={busy} onClick={() => client.refuse("not_me")}>
        {text.operation.notMe}
      </Button>
      {asking && <DenyDialog onBack={() => setAsking(false)} onDeny={client.refuse} />}
    </div>
  );
}
