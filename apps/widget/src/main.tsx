import { render } from "preact";
import { App } from "./app.tsx";
import { findDoor } from "./session/find-door.ts";
import { createSessionClient } from "./session/session-client.ts";

const boot = document.querySelector<HTMLMetaElement>('meta[name="drawbridge-boot"]');
const door = findDoor({
  search: location.search,
  hash: location.hash,
  boot: boot?.content ?? null,
});
boot?.remove();
// Neither query, fragment nor token stays in the address bar, the history or a referrer.
history.replaceState(history.state, "", "/connect");

const client = createSessionClient(door);
const root = document.getElementById("app");
if (root) {
  root.replaceChildren();
  render(<App client={client} />, root);
}
void client.open();
