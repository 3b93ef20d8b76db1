import { ask, type ConnectionData } from "./back-end.ts";
import { doorHints, type Outcome, pageDoors, windowDoors } from "./doors.ts";
import { create, element } from "./element.ts";
import { connectionIn, followEvents } from "./event-feed.ts";
import { createLog } from "./log.ts";
import { drawData } from "./tables.ts";

const form = element("open-form", HTMLFormElement);
const door = element("door", HTMLSelectElement);
const place = element("place", HTMLSelectElement);
const button = element("open", HTMLButtonElement);
const status = element("status", HTMLParagraphElement);
const log = createLog();

const sentences: Readonly<Record<Outcome, string>> = {
  done: "Connected.",
  cancel: "Closed without a connection.",
  error: "It ended with an error; the log says which.",
};

const say = (text: string, kind: "info" | "error" = "info"): void => {
  status.textContent = text;
  status.dataset["kind"] = kind;
};

const textOf = (fields: FormData, name: string): string => {
  const value = fields.get(name);
  return typeof value === "string" ? value.trim() : "";
};

const readForm = () => {
  const fields = new FormData(form);
  const institution = textOf(fields, "institution");
  // Job types are not asked for at the Connect door; its back-end route wants some all the same.
  const jobTypes = door.value === "connect" ? ["transactions"] : fields.getAll("jobTypes").map(String);
  return {
    door: door.value,
    userId: textOf(fields, "userId"),
    jobTypes,
    ...(institution ? { institution } : {}),
  };
};

const connect = async (): Promise<void> => {
  const request = readForm();
  const openDoor = pageDoors[request.door];
  if (!openDoor) return;
  if (request.jobTypes.length === 0) return say("Choose at least one kind of data.", "error");
  say("Making a link…");
  const { url } = await ask<{ readonly url: string }>("/api/open", request);
  const connections = new Set<string>();
  const feed = await followEvents((event) => {
    log.add("server", event.type, event.data);
    const connection = connectionIn(event);
    if (connection) connections.add(connection);
  });
  say("Drawbridge is open.");
  const popup = place.value === "window" && windowDoors.has(request.door);
  const outcome = await openDoor({ url, popup, log, onConnected: (id) => connections.add(id) });
  await feed.stop();
  say(sentences[outcome], outcome === "error" ? "error" : "info");
  if (connections.size > 0) await showData(request.userId, [...connections]);
};

const showData = async (userId: string, connections: readonly string[]): Promise<void> => {
  const tables = element("tables", HTMLDivElement);
  tables.replaceChildren();
  for (const connectionId of connections) {
    const query = new URLSearchParams({ userId, connectionId });
    tables.append(create("p", connectionId, "hint"), ...drawData(await ask<ConnectionData>(`/api/data?${query}`)));
  }
  element("data", HTMLElement).hidden = false;
  element("data-title", HTMLElement).focus();
};

const showDoor = (): void => {
  element("door-hint", HTMLParagraphElement).textContent = doorHints[door.value] ?? "";
  element("jobs", HTMLFieldSetElement).disabled = door.value === "connect";
  place.disabled = !windowDoors.has(door.value);
};

door.addEventListener("change", showDoor);
showDoor();
form.addEventListener("submit", (event) => {
  event.preventDefault();
  button.disabled = true;
  connect()
    .catch((error: unknown) => say(error instanceof Error ? error.message : String(error), "error"))
    .finally(() => {
      button.disabled = false;
    });
});
const { bankOrigin } = await ask<{ readonly bankOrigin: string }>("/api/settings");
element("bank", HTMLAnchorElement).href = `${bankOrigin}/`;
