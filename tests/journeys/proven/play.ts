import { visitBank } from "../../../apps/sandbox-bank/test/bank-visitor.ts";
import { openPage, type Page } from "./page.ts";
import type { Asked, FormTry, Visit, WindowTry } from "./script.ts";
import type { MortalServer } from "./server.ts";

/** What is known before the first visit. */
export interface World {
  readonly server: MortalServer;
  readonly experiences: Readonly<Record<Visit["experience"], string | null>>;
  readonly unsupported: string;
  /** Connections by the person's first visit. */
  readonly connections: Map<string, string>;
}

/** How long a connection took at least and at most, as the page saw it; null: none was made. */
export interface Played {
  readonly visit: Visit;
  readonly page: Page;
  readonly took: { readonly least: number; readonly most: number } | null;
}

const rightAnswers = { text: "blue", otp: "123456", choice: "right", multi: "key-2,key-3", image: "image-3" } as const;
const wrongAnswers = { text: "red", otp: "000000", choice: "left", multi: "key-1,key-4", image: "image-1" } as const;

const linkOf = async ({ server, experiences, connections }: World, visit: Visit): Promise<string> => {
  const { user, journey, locale, named, bank } = visit;
  const experienceId = experiences[visit.experience];
  const connectionId = connections.get(user);
  const body = {
    kind: journey,
    user: { externalId: user },
    locale,
    jobTypes: ["accountNumber"],
    ...(journey === "reauth" && { connectionId, jobTypes: undefined }),
    ...(journey === "connect" && named && bank !== null && { institutionId: bank }),
    ...(experienceId !== null && { experienceId }),
  };
  const answer = await server.api("/v1/links", { method: "POST", body });
  if (!answer.ok) throw new Error(`no link: ${answer.status} ${await answer.text()}`);
  return ((await answer.json()) as { url: string }).url.split("#link=")[1] ?? "";
};

const toBank = async (page: Page, { unsupported }: World, visit: Visit): Promise<void> => {
  if (visit.journey === "reauth" || !visit.consents) return;
  await page.give({ type: "consent_given" });
  if (visit.named) return;
  for (const { term } of visit.searches) await page.give({ type: "search_settled", term });
  if (visit.unsupported) await page.give({ type: "institution_chosen", institutionId: unsupported });
  if (visit.bank === null) return;
  if (visit.unsupported) await page.give({ type: "choose_other" });
  await page.give({ type: "institution_chosen", institutionId: visit.bank });
};

const answer = async (page: Page, { kind, answer: which }: Asked): Promise<void> => {
  const { challenges } = await page.until("mfa");
  if (which === "none") return;
  const values = which === "right" ? rightAnswers : wrongAnswers;
  await page.fill("answers_submitted", Object.fromEntries(challenges.map(({ id }) => [id, values[kind]])));
};

const tryForm = async (page: Page, { username, asks, failure }: FormTry): Promise<void> => {
  if (page.view().step.at === "error") await page.give({ type: "retry" });
  await page.fill("credentials_submitted", { username, password: "pass_ok" });
  for (const asked of asks) await answer(page, asked);
  if (asks.at(-1)?.answer === "none") return;
  await page.until(...(failure === null ? (["accounts", "review"] as const) : (["sign_in", "error"] as const)));
};

const tryWindow = async (page: Page, { result }: WindowTry, { server }: World): Promise<void> => {
  if (page.view().step.at === "error") await page.give({ type: "retry" });
  const { url } = await page.until("oauth");
  if (result === "blocked") return page.give({ type: "oauth_launched", blocked: true });
  const launched = await fetch(url ?? "", { redirect: "manual" });
  await page.give({ type: "oauth_launched", blocked: false });
  if (result === "left") return;
  if (result === "cancelled") return page.give({ type: "oauth_cancelled" });
  const back = `${server.origin}/oauth/sandbox/redirect_from/`;
  const decision = result === "allowed" ? "allow" : "deny";
  const returned = await visitBank(launched.headers.get("location") ?? "", back, { username: "user_ok", decision });
  await fetch(`${back}?${new URLSearchParams(returned)}`);
  await page.until("review", "error");
};

const addAccounts = async (page: Page): Promise<void> => {
  const step = await page.until("accounts", "review");
  if (step.at === "review") return;
  await page.give({ type: "accounts_chosen", accountIds: step.accounts.filter(({ eligible }) => eligible).map(({ id }) => id) });
  await page.until("review");
};

/**
 * A bank that is killed forgets whom it asked, whom it had on its own pages, and whom it let in a moment ago: no loss of
 * the server's, so not what is looked at here.
 */
const isFragile = (one: FormTry | WindowTry): boolean => one.way === "window" || one.failure === null;

const tryAll = async (page: Page, world: World, { tries, accounts }: Visit): Promise<number> => {
  const go = (one: FormTry | WindowTry): Promise<void> => (one.way === "form" ? tryForm(page, one) : tryWindow(page, one, world));
  const at = tries.findIndex(isFragile);
  for (const one of at < 0 ? tries : tries.slice(0, at)) await go(one);
  if (at < 0) return performance.now();
  return world.server.within(async () => {
    for (const one of tries.slice(at)) await go(one);
    const inside = performance.now();
    if (accounts === "added") await addAccounts(page);
    return inside;
  });
};

const endings = { complete: { type: "submitted" }, exit: { type: "exit" }, own_clock: { type: "idle_expired" } } as const;

/** Plays one visit over HTTP. */
export const playVisit = async (world: World, visit: Visit): Promise<Played> => {
  const before = performance.now();
  const { page, opened } = await world.server.within(async () => {
    const token = await linkOf(world, visit);
    return { page: await openPage(world.server, token, visit), opened: performance.now() };
  });
  await toBank(page, world, visit);
  const almost = await tryAll(page, world, visit);
  const { step } = page.view();
  // A window's accounts are added while the page still waits for the person to be back.
  const least = visit.bank === "drawbridge-bank" ? almost - opened : 0;
  const took = step.at === "review" ? { least, most: performance.now() - before } : null;
  if (step.at === "review" && step.added[0]) world.connections.set(visit.user, step.added[0].connectionId);
  const { ending } = visit;
  if (ending === "complete" || ending === "exit" || ending === "own_clock") await page.give(endings[ending]);
  if (ending === "gone") (await page.stay())();
  return { visit, page, took };
};

/** Plays visits, some at a time; `after` is called with how many are done. */
export const playAll = async (
  world: World,
  visits: readonly Visit[],
  { atOnce, after }: { readonly atOnce: number; readonly after?: (done: number) => void },
): Promise<readonly Played[]> => {
  const [queue, played]: [Visit[], Played[]] = [[...visits], []];
  const work = async (): Promise<void> => {
    for (let visit = queue.shift(); visit; visit = queue.shift()) {
      const which = visit;
      played.push(
        await playVisit(world, which).catch((error: unknown) => {
          throw new Error(`visit ${JSON.stringify(which)}`, { cause: error });
        }),
      );
      after?.(played.length);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return played;
};
