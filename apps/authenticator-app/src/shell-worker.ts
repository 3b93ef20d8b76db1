// Keeps the shell of the app, so that it opens without the network: offline codes need none. Answers of the server never pass here.

interface FetchCall extends Event {
  readonly request: Request;
  readonly respondWith: (response: Promise<Response>) => void;
}
interface LifeCall extends Event {
  readonly waitUntil: (work: Promise<unknown>) => void;
}
const isFetch = (event: Event): event is FetchCall => "respondWith" in event;
const isLife = (event: Event): event is LifeCall => "waitUntil" in event;

// The page registers this file under the name of its build: another build is another worker.
const shell = `shell-${new URL(location.href).searchParams.get("build") ?? ""}`;

const fill = async (): Promise<void> => {
  const listed: unknown = await (await fetch("/shell.json")).json();
  const paths = Array.isArray(listed) ? listed.filter((path) => typeof path === "string") : [];
  await (await caches.open(shell)).addAll(paths);
};

const dropOld = async (): Promise<void> => {
  for (const name of await caches.keys()) if (name !== shell) await caches.delete(name);
};

/** The page itself comes from the network where there is one: it says which build and which server are right. */
const answer = async (request: Request): Promise<Response> => {
  const kept = await (await caches.open(shell)).match(request.mode === "navigate" ? "/" : request, { ignoreSearch: true });
  if (request.mode !== "navigate") return kept ?? fetch(request);
  return fetch(request).catch(() => kept ?? Response.error());
};

addEventListener("install", (event) => {
  if (isLife(event)) event.waitUntil(fill());
});
addEventListener("activate", (event) => {
  if (isLife(event)) event.waitUntil(dropOld());
});
addEventListener("fetch", (event) => {
  if (isFetch(event) && event.request.method === "GET" && new URL(event.request.url).origin === location.origin) {
    event.respondWith(answer(event.request));
  }
});
