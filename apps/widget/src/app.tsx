import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Frame } from "./parts/frame.tsx";
import { Loading } from "./screens/loading/loading.tsx";
import { MessagePage } from "./screens/ended/message-page.tsx";
import { Refused } from "./screens/ended/refused.tsx";
import { Button } from "./parts/button.tsx";
import { OpenPage } from "./open-page.tsx";
import type { PageState } from "./session/page-state.ts";
import type { SessionClient } from "./session/session-client.ts";
import { english, SpeechProvider, useLoadedSpeech, useSpeech } from "./text/texts.ts";

/** The whole page: draws the client's state, whatever it is. */
export function App({ client }: { readonly client: SessionClient }): JSX.Element {
  const [state, setState] = useState<PageState>(client.state());
  useEffect(() => client.subscribe(() => setState(client.state())), [client]);
  const speech = useLoadedSpeech([useSessionLocale(state), ...navigator.languages]);
  return (
    <SpeechProvider value={speech ?? english}>
      <Page state={speech ? state : { at: "loading" }} client={client} />
    </SpeechProvider>
  );
}

/** What the session's link said, also after the session; "und" (undetermined) until it is known. */
const useSessionLocale = (state: PageState): string => {
  const known = useRef("und");
  if (state.at === "open") known.current = state.view.locale;
  return known.current;
};

function Page(props: { readonly state: PageState; readonly client: SessionClient }): JSX.Element {
  const { state, client } = props;
  const { text } = useSpeech();
  const open = (): void => void client.open();
  if (state.at === "open") return <OpenPage state={state} client={client} />;
  return (
    <Frame busy={state.at === "loading"}>
      {state.at === "loading" && <Loading onRetry={open} />}
      {state.at === "refused" && <Refused problem={state.problem} onRetry={open} />}
      {state.at === "timed_out" && <MessagePage words={text.ended.timeout} icon="clock" tone="warn" />}
      {state.at === "taken_over" && (
        <MessagePage words={text.ended.takenOver} icon="away">
          <Button kind="secondary" onClick={open}>
            {text.ended.useThis}
          </Button>
        </MessagePage>
      )}
    </Frame>
  );
}
