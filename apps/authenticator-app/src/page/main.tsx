import { render } from "preact";
import { App } from "./app.tsx";
import { readBoot } from "./boot.ts";
import { createClient } from "./mc/client.ts";
import { readEnrolLink } from "./mc/entry.ts";
import { loadSpeech, SpeechProvider, tellDocument } from "./text/speech.ts";

const boot = readBoot(document.querySelector<HTMLMetaElement>('meta[name="drawbridge-boot"]')?.content ?? "");
const link = readEnrolLink(location.hash);
// The code stays in no address bar, no history and no referrer.
if (location.hash !== "") history.replaceState(null, "", location.pathname);

const speech = await loadSpeech(navigator.languages);
tellDocument(speech);
const client = createClient(boot, link, speech.tag);
const root = document.getElementById("app");
if (root) {
  root.replaceChildren();
  render(
    <SpeechProvider value={speech}>
      <App client={client} tenantId={boot.tenant} />
    </SpeechProvider>,
    root,
  );
}
void client.start();
// Without a worker the app works as well, only not without the network.
if ("serviceWorker" in navigator) void navigator.serviceWorker.register(`/shell-worker.js?build=${boot.build}`).catch(() => null);
