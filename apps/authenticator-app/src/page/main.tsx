import { render } from "preact";
import { readBoot } from "./boot.ts";
import { createClient } from "./mc/client.ts";
import { readEnrolLink } from "./mc/entry.ts";
import { Root } from "./root.tsx";
import { chosenLanguage } from "./text/chosen-language.ts";
import { loadSpeech, tellDocument } from "./text/speech.ts";

const boot = readBoot(document.querySelector<HTMLMetaElement>('meta[name="drawbridge-boot"]')?.content ?? "");
const link = readEnrolLink(location.hash);
// The code stays in no address bar, no history and no referrer.
if (location.hash !== "") history.replaceState(null, "", location.pathname);

const speech = await loadSpeech([...chosenLanguage(), ...navigator.languages]);
tellDocument(speech);
const client = createClient(boot, link, speech.tag);
const root = document.getElementById("app");
if (root) {
  root.replaceChildren();
  render(<Root client={client} tenantId={boot.tenant} first={speech} />, root);
}
void client.start();
// Without a worker the app works as well, only not without the network.
if ("serviceWorker" in navigator) void navigator.serviceWorker.register(`/shell-worker.js?build=${boot.build}`).catch(() => null);
