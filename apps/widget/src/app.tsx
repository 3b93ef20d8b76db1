import type { JSX } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { Frame } from "./parts/frame.tsx";
import { Loading } from "./screens/loading/loading.tsx";
import { MessagePage } from "./screens/ended/message-page.tsx";
import { Refused } from "./screens/ended/refused.tsx";
import { Button } from "./parts/button.tsx";
import { OpenPage } from "./open-page.tsx";
import type { PageState } from "./session/page-state.ts";
import type { SessionClient } from "./session/session-client.ts";
import { SpeechProvider, speechOf } from "./text/texts.ts";

/** The whole page: draws the client's state, whatever it is. */
export function App({ client }: { readonly client: SessionClient }): JSX.Element {
  const [state, setState] = useState<PageState>(client.state());
  useEffect(() => client.subscribe(() => setState(client.state())), [client]);
  const locale = state.at === "open" ? state.view.locale : navigator.language;
  const speech = useMemo(() => speechOf(locale), [locale]);
  const open = (): void => void client.open();
  return (
    <SpeechProvider value={speech}>
      {state.at === "open" ? (
        <OpenPage state={state} client={client} />
      ) : (
        <Frame busy={state.at === "loading"}>
          {state.at === "loading" && <Loading onRetry={open} />}
          {state.at === "refused" && <Refused problem={state.problem} onRetry={open} />}
          {state.at === "timed_out" && (
            <MessagePage words={speech.text.ended.timeout} icon="clock" tone="warn" />
          )}
          {state.at === "taken_over" && (
            <MessagePage words={speech.text.ended.takenOver} icon="away">
              <Button kind="secondary" onClick={open}>
                {speech.text.ended.useThis}
              </Button>
            </MessagePage>
          )}
        </Frame>
      )}
    </SpeechProvider>
  );
}
