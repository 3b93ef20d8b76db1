// Keeps the shell of the app, so that it opens without the network: offline codes need none. Answers of the server never pass here.

interface FetchCall extends Event {
  readonly request: Request;
  readonly respondWith: (response: Promise<Response>) => void;
}
interface LifeCall extends Event {
  readonly waitUntil: (work: Promise<unknown>) => void;
}
interface ClickCall extends LifeCall {
  readonly notification: Notification;
}
/** What a worker has beside a page, as far as it is used here. */
interface WorkerScope {
  readonly registration: ServiceWorkerRegistration;
  readonly clients: {
    readonly matchAll: (options: object) => Promise<readonly { readonly focused: boolean; readonly focus: () => Promise<unknown> }[]>;
    readonly openWindow: (url: string) => Promise<unknown>;
  };
}
const isWorkerScope = (scope: unknown): scope is WorkerScope =>
  typeof scope === "object" && scope !== null && "registration" in scope && "clients" in scope;
const isClick = (event: Event): event is ClickCall => "notification" in event && "waitUntil" in event;
const isFetch = (event: Event): event is FetchCall => "respondWith" in event;
const isLife = (event: Event): event is LifeCall => "waitUntil" in event;

// The page registers this file under the name of its build: another build is another worker. Others are there only to be
// woken (push-subscriptions.ts): they leave the shell alone.
const given = new URL(location.href).searchParams;
const keepsShell = given.get("only") !== "push";
const shell = `shell-${given.get("build") ?? ""}`;

const fill = async (): Promise<void> => {
  const listed: unknown = await (await fetch("/shell.json")).json();
  const paths = Array.isArray(listed) ? listed.filter((path) => typeof path === "string") : [];
  await (await caches.open(shell)).addAll(paths);
};

const dropOld = async (): Promise<void> => {
  for (const name of await caches.keys()) if (name !== shell && name !== "words") await caches.delete(name);
};

/** The page itself comes from the network where there is one: it says which build and which server are right. */
const answer = async (request: Request): Promise<Response> => {
  const kept = await (await caches.open(shell)).match(request.mode === "navigate" ? "/" : request, { ignoreSearch: true });
  if (request.mode !== "navigate") return kept ?? fetch(request);
  return fetch(request).catch(() => kept ?? Response.error());
};

/** Of a worker that keeps no page: those of the other. */
const windows = { type: "window", includeUncontrolled: !keepsShell } as const;

/** Says that something waits, and never what: the content is for the app, behind the PIN. Whoever looks at the app sees it there. */
const notify = async ({ registration, clients }: WorkerScope): Promise<void> => {
  if ((await clients.matchAll(windows)).some(({ focused }) => focused)) return;
  const kept: unknown = await (await (await caches.open("words")).match("/notification.json"))?.json();
  const { title, ...words } = { title: "Drawbridge Authenticator", ...(typeof kept === "object" ? kept : null) };
  await registration.showNotification(title, { ...words, icon: "/icon-192.png", tag: "waiting" });
};

const openApp = async ({ clients }: WorkerScope): Promise<void> => {
  const [open] = await clients.matchAll(windows);
  await (open ? open.focus() : clients.openWindow("/"));
};

const scope: unknown = globalThis;
addEventListener("push", (event) => {
  if (isLife(event) && isWorkerScope(scope)) event.waitUntil(notify(scope));
});
addEventListener("notificationclick", (event) => {
  if (!isClick(event) || !isWorkerScope(scope)) return;
  event.notification.close();
  event.waitUntil(openApp(scope));
});
addEventListener("install", (event) => {
  if (keepsShell && isLife(event)) event.waitUntil(fill());
});
addEventListener("activate", (event) => {
  if (keepsShell && isLife(event)) event.waitUntil(dropOld());
});
addEventListener("fetch", (event) => {
  if (keepsShell && isFetch(event) && event.request.method === "GET" && new URL(event.request.url).origin === location.origin) {
    event.respondWith(answer(event.request));
  }
});
