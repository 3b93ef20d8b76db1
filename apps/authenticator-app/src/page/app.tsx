import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { userKey, type AppState, type Page } from "./mc/app-state.ts";
import type { Client } from "./mc/client.ts";
import { AppFrame } from "./parts/app-frame.tsx";
import { ChangePin } from "./screens/change-pin.tsx";
import { Connection } from "./screens/connection.tsx";
import { Device } from "./screens/device.tsx";
import { Devices } from "./screens/devices.tsx";
import { Enrol } from "./screens/enrol.tsx";
import { Home } from "./screens/home.tsx";
import { LockScreen } from "./screens/lock.tsx";
import { Login } from "./screens/login.tsx";
import { FreshSignIn } from "./screens/fresh-sign-in.tsx";
import { NewPin } from "./screens/new-pin.tsx";
import { OfflineCode } from "./screens/offline-code.tsx";
import { Confirm, OperationPin, OperationToken } from "./screens/operation.tsx";
import { Notifications } from "./screens/notifications.tsx";
import { OutcomeScreen } from "./screens/outcome.tsx";
import { Broken, Message, Opening, UpdateNeeded } from "./screens/plain.tsx";
import { Receipts } from "./screens/receipts.tsx";
import { Shared } from "./screens/shared.tsx";
import { Users } from "./screens/users.tsx";
import { useSpeech } from "./text/speech.ts";
import { troubleText } from "./text/trouble-text.ts";

interface AppProps {
  readonly client: Client;
  readonly tenantId: string;
}

/** The whole app: draws the state, whatever it is. */
export function App(props: AppProps): JSX.Element {
  const { client } = props;
  const [state, setState] = useState(client.state());
  useEffect(() => client.subscribe(() => setState(client.state())), [client]);
  return (
    <AppFrame line={state.line} busy={state.busy} onBack={wayBack(state, client)} onWaiting={wayToWaiting(state, client)}>
      <CurrentScreen state={state} {...props} />
    </AppFrame>
  );
}

const above: Partial<Readonly<Record<Page, Page>>> = { connection: "shared", receipts: "shared", device: "devices" };

/** Nothing but a page is on the screen. */
const isAtPage = ({ prompt, message, outcome }: AppState): boolean =>
  (prompt.ask === "login" || prompt.ask === "nothing") && message === null && outcome === null;

/** Pages lead back to where they were opened; questions are answered, not left. */
const wayBack = (state: AppState, client: Client): (() => void) | null =>
  state.page !== "home" && isAtPage(state) ? () => client.go(above[state.page] ?? "home") : null;

const wayToWaiting = (state: AppState, client: Client): (() => void) | null =>
  state.offer && !state.asking && state.page !== "home" && isAtPage(state) ? () => client.go("home") : null;

interface ScreenProps extends AppProps {
  readonly state: AppState;
}

function CurrentScreen(props: ScreenProps): JSX.Element {
  const { text } = useSpeech();
  const { state, client } = props;
  const { prompt } = state;
  if (state.broken) return <Broken />;
  if (state.update?.type === "MANDATORY") return <UpdateNeeded url={state.update.url} />;
  if (state.message !== null) return <Message words={state.message} onClose={client.closeMessage} />;
  if (state.outcome) return <OutcomeScreen outcome={state.outcome} onDone={client.closeOutcome} onChangePin={client.startChangePin} />;
  switch (prompt.ask) {
    case "start":
      return <Opening />;
    case "code":
      return <Enrol key={prompt.purpose + (state.link?.code ?? "")} purpose={prompt.purpose} {...props} />;
    case "new_pin":
      return (
        <NewPin
          busy={state.busy}
          refused={state.trouble && troubleText(text, state.trouble)}
          onPin={(pin) => client.setPin(prompt.purpose, pin)}
          onCancel={client.cancel}
        />
      );
    case "changed_pin":
      return <ChangePin state={state} client={client} />;
    case "operation_pin":
      return <OperationPin state={state} client={client} prompt={prompt} />;
    case "operation_token":
      return <OperationToken state={state} client={client} prompt={prompt} />;
    case "fresh_sign_in":
      return <FreshSignIn until={prompt.until} banner={state.offer?.banner} busy={state.busy} onSignIn={client.signInAgain} />;
    case "confirm":
      return <Confirm state={state} client={client} prompt={prompt} />;
    case "login":
      return <LoginPages {...props} />;
    case "nothing":
      return <Pages {...props} />;
  }
}

function LoginPages({ state, client }: ScreenProps): JSX.Element {
  const { users, page, locks } = state;
  const [tried, setTried] = useState<unknown>(null);
  const chosen =
    users.find(({ userIdentifier }) => state.chosen && userKey(userIdentifier) === userKey(state.chosen)) ?? (users.length === 1 ? users[0] : null);
  if (page === "offline_code") return <OfflineCode state={state} client={client} />;
  if (page === "users" || !chosen) return <Users state={state} client={client} />;
  const { userIdentifier } = chosen;
  const lock = locks[userKey(userIdentifier)];
  if (lock && lock !== tried) return <LockScreen key={lock.kind} lock={lock} user={chosen} client={client} onTry={() => setTried(lock)} />;
  return <Login key={userKey(userIdentifier)} state={state} client={client} user={userIdentifier} />;
}

function Pages({ state, client }: ScreenProps): JSX.Element {
  const { page, user, about, shared, devices } = state;
  switch (page) {
    case "home":
      return <Home state={state} client={client} />;
    case "users":
      return <Users state={state} client={client} />;
    case "offline_code":
      return <OfflineCode state={state} client={client} />;
    case "receipts":
      return <Receipts state={state} client={client} />;
    case "notifications":
      return <Notifications client={client} />;
    case "shared":
    case "connection": {
      const connection = page === "connection" ? shared?.connections.find(({ id }) => id === about) : undefined;
      if (!shared || !connection) return <Shared state={state} client={client} />;
      return <Connection key={connection.id} state={state} client={client} connection={connection} tenant={shared.tenant} />;
    }
    case "devices":
    case "device": {
      const device = page === "device" ? devices?.find(({ deviceId }) => deviceId === about) : undefined;
      if (!user || !device) return <Devices state={state} client={client} />;
      return <Device key={device.deviceId} state={state} client={client} user={user} device={device} />;
    }
  }
}
