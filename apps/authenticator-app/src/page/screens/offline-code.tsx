import type { StatusType, UserIdentifier } from "@drawbridge/contract";
import { announce } from "@drawbridge/widget/announce";
import { Button } from "@drawbridge/widget/parts/button";
import { Screen } from "@drawbridge/widget/parts/screen";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { nameOf, userKey, type AppState } from "../mc/app-state.ts";
import type { Client } from "../mc/client.ts";
import { PinPad } from "../parts/pin-pad.tsx";
import { TextField } from "../parts/text-field.tsx";
import { useSpeech } from "../text/speech.ts";
import { troubleText } from "../text/trouble-text.ts";

const CODE_HALF = 4; // eight digits are read in two groups

interface Tried {
  readonly working: boolean;
  readonly code: string | null;
  readonly failed: StatusType | null;
}
const untried: Tried = { working: false, code: null, failed: null };

/** A code that needs no network; whoever is logged in, or one of the users of the device. */
export function OfflineCode({ state, client }: { readonly state: AppState; readonly client: Client }): JSX.Element {
  const { text } = useSpeech();
  const [data, setData] = useState("");
  const [tried, setTried] = useState(untried);
  const [user, setUser] = useState<UserIdentifier | null>(state.user ?? state.chosen ?? state.users[0]?.userIdentifier ?? null);
  const make = async (pin: string): Promise<void> => {
    if (!user) return;
    setTried({ ...untried, working: true });
    const made = await client.makeOfflineCode(user, pin, data);
    if ("code" in made) announce(`${text.offlineCode.code}: ${Array.from(made.code).join(" ")}`);
    setTried("code" in made ? { ...untried, code: made.code } : { ...untried, failed: made.status });
  };
  const { code, failed, working } = tried;
  if (code !== null) return <Shown code={code} onAgain={() => setTried(untried)} />;
  return (
    <Screen title={text.offlineCode.title} lead={text.offlineCode.lead}>
      {!state.user && state.users.length > 1 && user && <Whose state={state} user={user} onUser={setUser} />}
      <details class="more">
        <summary>{text.offlineCode.dataToo}</summary>
        <TextField label={text.offlineCode.data} value={data} onValue={setData} hint={text.offlineCode.dataHint} />
      </details>
      <PinPad
        label={text.pin.label}
        busy={working}
        trouble={failed && troubleText(text, { status: failed, triesLeft: null, lastTry: false, reportId: "" })}
        onPin={(pin) => void make(pin)}
      />
    </Screen>
  );
}

function Whose(props: { readonly state: AppState; readonly user: UserIdentifier; readonly onUser: (user: UserIdentifier) => void }): JSX.Element {
  const { text } = useSpeech();
  const { state, user, onUser } = props;
  return (
    <fieldset class="options">
      <legend>{text.offlineCode.whose}</legend>
      {state.users.map(({ userIdentifier }) => (
        <label key={userKey(userIdentifier)} class="option">
          <input type="radio" name="whose" checked={userKey(userIdentifier) === userKey(user)} onChange={() => onUser(userIdentifier)} />
          <span>{nameOf(state.users, userIdentifier)}</span>
        </label>
      ))}
    </fieldset>
  );
}

function Shown({ code, onAgain }: { readonly code: string; readonly onAgain: () => void }): JSX.Element {
  const { text } = useSpeech();
  return (
    <Screen
      key="shown"
      title={text.offlineCode.code}
      lead={text.offlineCode.once}
      actions={
        <Button kind="secondary" onClick={onAgain}>
          {text.offlineCode.again}
        </Button>
      }
    >
      <output class="code">
        <span>{code.slice(0, CODE_HALF)}</span>
        <span>{code.slice(CODE_HALF)}</span>
      </output>
    </Screen>
  );
}
