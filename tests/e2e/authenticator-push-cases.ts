import { randomBytes } from "node:crypto";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startPushService, subscribe, type PushService } from "../journeys/push-service.ts";
import { choosePin, enrolByLink, pin, typePin, type AuthenticatorStage, type Invited } from "./authenticator-stage.ts";
import { heading } from "./support.ts";

/** What the cases play on. */
interface Ground {
  readonly stage: AuthenticatorStage;
  readonly browser: Browser;
}

/** Delivers a push to a worker, as a push service does. */
const deliver = async (context: BrowserContext, page: Page, { origin, scope }: { readonly origin: string; readonly scope: string }) => {
  const session = await context.newCDPSession(page);
  const registered = new Promise<string>((resolve) => {
    session.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      const found = registrations.find(({ scopeURL }) => scopeURL === `${origin}${scope}`);
      if (found) resolve(found.registrationId);
    });
  });
  await session.send("ServiceWorker.enable");
  await session.send("ServiceWorker.deliverPushMessage", { origin, registrationId: await registered, data: "signed.content.here" });
  return session;
};

/** What a push shows while the person looks elsewhere. */
const shownFor = async (context: BrowserContext, app: Page): Promise<readonly string[]> => {
  const away = await context.newPage();
  await away.bringToFront();
  await deliver(context, app, { origin: new URL(app.url()).origin, scope: "/" });
  const shown = (): Promise<readonly string[]> =>
    app.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      return (await registration.getNotifications()).map(({ title, body }) => `${title}: ${body}`);
    });
  await expect.poll(shown).not.toEqual([]);
  await away.close();
  return shown();
};

const endpointName = (key: string): string => key.slice(1, 17);

/** Headless Chromium has no push service of its own: these are what its subscriptions would be, one for each worker, each bound to a key. */
const withPushService = async (context: BrowserContext, service: PushService): Promise<void> => {
  const { keys } = subscribe("").subscription;
  await context.addInitScript(
    ({ address, secrets }) => {
      const bytesOf = (key: string): ArrayBuffer =>
        Uint8Array.from(atob(key.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.codePointAt(0) ?? 0).buffer;
      const managerOf = (name: string) => {
        const held = () => {
          const key = localStorage.getItem(name);
          return (
            key && {
              options: { applicationServerKey: bytesOf(key) },
              unsubscribe: async () => localStorage.removeItem(name),
              toJSON: () => ({ endpoint: address + key.slice(1, 17), keys: secrets }),
            }
          );
        };
        const make = async ({ applicationServerKey: key }: { readonly applicationServerKey: string }) => {
          if ((localStorage.getItem(name) ?? key) !== key) throw new DOMException("another key", "InvalidStateError");
          localStorage.setItem(name, key);
          return held();
        };
        return { getSubscription: async () => held(), subscribe: make };
      };
      Object.defineProperty(ServiceWorkerRegistration.prototype, "pushManager", {
        get(this: ServiceWorkerRegistration) {
          return managerOf(`subscription ${this.scope}`);
        },
      });
    },
    { address: service.endpoint(""), secrets: keys },
  );
};

const turnOn = async (app: Page): Promise<void> => {
  await app.getByRole("button", { name: "Notifications" }).click();
  await app.getByRole("button", { name: "Turn on notifications" }).click();
  await app.getByText("Notifications are on for this device.").waitFor();
};

const goBack = (app: Page): Promise<void> => app.getByRole("button", { name: "Back" }).click();

/** Somebody else comes to the browser. */
const joinByLink = async (app: Page, { link }: Invited): Promise<void> => {
  await app.goto("about:blank");
  await app.goto(link);
  await heading(app, /Add a user/);
  await app.getByRole("button", { name: "Continue" }).click();
  await choosePin(app, pin);
  await heading(app, /Approvals/);
};

/** Notifications of the app, for a file whose stage is started. */
export const notificationCases = (ground: () => Ground): void => {
  describe("notifications", () => {
    let service: PushService;
    beforeAll(async () => {
      service = await startPushService();
    });
    afterAll(() => service.close());

    const keyOfServer = async (): Promise<string> => {
      const told = (await (await fetch(`${ground().stage.server}/device/v1/push-key`)).json()) as { readonly publicKey: string };
      return told.publicKey;
    };
    const open = async (): Promise<BrowserContext> => {
      const context = await ground().browser.newContext({ permissions: ["notifications"] });
      await withPushService(context, service);
      return context;
    };

    it("are sent to the subscription of the browser, and say that something waits, never what", async () => {
      const { stage } = ground();
      const context = await open();
      const person = await stage.newPerson("woken");
      const app = await enrolByLink(context, person);
      await turnOn(app);
      await stage.ask("/v1/operations", { userId: person.id, banner: "A secret question", text: "Pay?" });
      const name = endpointName(await keyOfServer());
      await expect.poll(() => service.delivered(name).map(({ headers }) => headers["content-encoding"]), { timeout: 30_000 }).toEqual(["aes128gcm"]);
      expect(await shownFor(context, app)).toEqual(["Something waits for you: Open the app to see it."]);
      await app.getByRole("button", { name: "Something waits for you" }).click();
      await app.getByText("A secret question").first().waitFor();
      await context.close();
    });

    it("come by a new key once a person comes back; who does not is still reached by the one before", async () => {
      const { stage } = ground();
      const context = await open();
      const [early, late] = [await stage.newPerson("early"), await stage.newPerson("late")];
      const app = await enrolByLink(context, late);
      await turnOn(app);
      await joinByLink(app, early);
      await turnOn(app);
      await goBack(app);
      const newKey = `B${randomBytes(64).toString("base64url")}`;
      const [older, newer] = [endpointName(await keyOfServer()), endpointName(newKey)];
      /** Wakes somebody, and answers by which key. */
      const wakenBy = async ({ id }: Invited): Promise<string> => {
        const { devices } = await stage.ask(`/v1/users/${id}/devices`);
        const [device] = devices as readonly { readonly id: string }[];
        const before = service.delivered(newer).length;
        expect(await stage.ask(`/v1/devices/${device?.id ?? ""}/push-tests`, {})).toEqual({ outcome: "sent" });
        return service.delivered(newer).length > before ? newer : older;
      };
      const comeBack = async ({ externalId }: Invited): Promise<void> => {
        await app.getByRole("button", { name: "Log out" }).click();
        await app.getByRole("button", { name: "Another user" }).click();
        await app.getByRole("button", { name: new RegExp(`^${externalId}`) }).click();
        await typePin(app, pin);
        await heading(app, /Approvals/);
      };
      const headers = { "access-control-allow-origin": "*" };
      await context.route("**/device/v1/push-key", (route) => route.fulfill({ json: { publicKey: newKey }, headers }));

      await comeBack(early);
      await expect.poll(() => wakenBy(early), { interval: 200 }).toBe(newer);
      expect(await wakenBy(late)).toBe(older);
      const subscriptions = () =>
        app.evaluate(async () => {
          const registrations = await navigator.serviceWorker.getRegistrations();
          const held = await Promise.all(
            registrations.map(async (one) => ((await one.pushManager.getSubscription()) ? new URL(one.scope).pathname : null)),
          );
          return held.filter((path) => path !== null).toSorted();
        });
      expect(await subscriptions()).toEqual(["/", `/push/${newer}/`]);

      await comeBack(late);
      await expect.poll(() => wakenBy(late), { interval: 200 }).toBe(newer);
      expect(await wakenBy(early)).toBe(newer);
      await expect.poll(subscriptions).toEqual([`/push/${newer}/`]);
      // No page of the app is open any more: the worker that is there for pushes alone says so, too.
      await app.goto("about:blank");
      const session = await deliver(context, app, { origin: stage.app, scope: `/push/${newer}/` });
      const shown = async () => {
        const worker = context.serviceWorkers().find((one) => one.url().includes("only=push"));
        return worker?.evaluate<readonly string[]>("registration.getNotifications().then((all) => all.map(({ title }) => title))");
      };
      await expect.poll(shown).toEqual(["Something waits for you"]);
      await session.detach();
      await context.close();
    });
  });
};
