import type { UserIdentifier } from "@drawbridge/contract";
import { Button } from "@drawbridge/widget/parts/button";
import { Dialog } from "@drawbridge/widget/parts/dialog";
import { Icon } from "@drawbridge/widget/parts/icon";
import { Screen } from "@drawbridge/widget/parts/screen";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { nameOf, userKey, type AppState } from "../mc/app-state.ts";
import type { Client } from "../mc/client.ts";
import { TroubleNote } from "../parts/trouble-note.tsx";
import { useSpeech } from "../text/speech.ts";
import { troubleText } from "../text/trouble-text.ts";

/** The users of this device: to log in as one, to add one and to remove one. */
export function Users({ state, client }: { readonly state: AppState; readonly client: Client }): JSX.Element {
  const { text } = useSpeech();
  const [leaving, setLeaving] = useState<UserIdentifier | null>(null);
  const { users, user } = state;
  const pick = (picked: UserIdentifier): void => {
    client.go("home");
    client.choose(picked);
  };
  const remove = (gone: UserIdentifier): void => {
    setLeaving(null);
    client.deleteUser(gone);
  };
  return (
    <Screen
      title={user ? text.users.manage : text.users.title}
      actions={
        <Button kind="secondary" onClick={() => client.openEnrolment("add_user")}>
          {text.users.add}
        </Button>
      }
    >
      {state.trouble && <TroubleNote id="users-trouble">{troubleText(text, state.trouble)}</TroubleNote>}
      <ul class="rows">
        {users.map(({ userIdentifier }) => (
          <UserRow
            key={userKey(userIdentifier)}
            name={nameOf(users, userIdentifier)}
            tenant={userIdentifier.tenantId}
            state={!user ? "can_log_in" : userKey(user) === userKey(userIdentifier) ? "is_you" : "other"}
            onPick={() => pick(userIdentifier)}
            onRemove={() => setLeaving(userIdentifier)}
          />
        ))}
      </ul>
      {leaving && (
        <Dialog title={text.users.removeTitle(nameOf(users, leaving))} onClose={() => setLeaving(null)}>
          <p>{text.users.removeText}</p>
          <div class="actions">
            <Button autoFocus onClick={() => setLeaving(null)}>
              {text.users.keep}
            </Button>
            <Button kind="secondary" onClick={() => remove(leaving)}>
              {text.users.remove(nameOf(users, leaving))}
            </Button>
          </div>
        </Dialog>
      )}
    </Screen>
  );
}

function UserRow(props: {
  readonly name: string;
  readonly tenant: string;
  readonly state: "can_log_in" | "is_you" | "other";
  readonly onPick: () => void;
  readonly onRemove: () => void;
}): JSX.Element {
  const { text } = useSpeech();
  const { name, tenant, state } = props;
  const who = (
    <span class="row-text">
      <strong>{name}</strong>
      <span class="muted">{state === "is_you" ? text.users.isYou : tenant}</span>
    </span>
  );
  return (
    <li class="user-row">
      {state === "can_log_in" ? (
        <button type="button" class="link-row" onClick={props.onPick}>
          {who}
          <Icon name="chevron" />
        </button>
      ) : (
        <div class="link-row">{who}</div>
      )}
      {state !== "is_you" && (
        <button type="button" class="bar-button" aria-label={text.users.remove(name)} onClick={props.onRemove}>
          <Icon name="close" />
        </button>
      )}
    </li>
  );
}
