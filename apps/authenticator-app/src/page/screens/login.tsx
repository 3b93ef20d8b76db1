import type { UserIdentifier } from "@drawbridge/contract";
import { Button } from "@drawbridge/widget/parts/button";
import { Notice } from "@drawbridge/widget/parts/notice";
import { Screen } from "@drawbridge/widget/parts/screen";
import type { JSX } from "preact";
import { nameOf, type AppState } from "../mc/app-state.ts";
import type { Client } from "../mc/client.ts";
import { PinPad } from "../parts/pin-pad.tsx";
import { useSpeech } from "../text/speech.ts";
import { troubleText } from "../text/trouble-text.ts";

/** The PIN of one user. */
export function Login(props: { readonly state: AppState; readonly client: Client; readonly user: UserIdentifier }): JSX.Element {
  const { text } = useSpeech();
  const { state, client, user } = props;
  return (
    <Screen title={text.login.title(nameOf(state.users, user))}>
      {state.note === "session_ended" && <Notice tone="info">{text.login.sessionEnded}</Notice>}
      {state.note === "fresh_sign_in" && <Notice tone="info">{text.login.freshSignIn}</Notice>}
      {state.note === "enrolled" && <Notice tone="ok">{text.login.enrolled}</Notice>}
      <PinPad
        label={text.pin.label}
        busy={state.busy}
        trouble={state.trouble && troubleText(text, state.trouble, "pin")}
        onPin={(pin) => client.login(user, pin)}
      />
      <div class="side-actions">
        <Button kind="quiet" onClick={() => client.openEnrolment("reactivation")}>
          {text.login.forgot}
        </Button>
        <Button kind="quiet" onClick={() => client.go("users")}>
          {text.login.otherUser}
        </Button>
        <Button kind="quiet" onClick={() => client.go("offline_code")}>
          {text.offlineCode.title}
        </Button>
      </div>
    </Screen>
  );
}
