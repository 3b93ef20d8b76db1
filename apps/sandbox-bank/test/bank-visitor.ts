/** Query parameters that the bank sent the browser back with. */
export type Returned = Readonly<Record<string, string>>;

/** Who goes to the bank, and what they do there. */
export interface Visitor {
  readonly username: string;
  readonly password?: string;
  readonly decision?: "allow" | "deny";
  /** Accounts to untick. */
  readonly untick?: number;
}

const MOST_STEPS = 15;

/** A browser without a screen: keeps cookies and follows redirects up to the address it is waited for at. */
const createBrowser = (redirectUri: string) => {
  const jar = new Map<string, string>();
  const send = async (url: string, form?: URLSearchParams): Promise<Response> => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(url, { method: form ? "POST" : "GET", headers: { cookie }, redirect: "manual", ...(form && { body: form }) });
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === "") jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  };
  return async (url: string, form?: URLSearchParams): Promise<{ readonly url: string; readonly page: string | null }> => {
    let at = url;
    let response = await send(at, form);
    for (let step = 0; step < MOST_STEPS; step += 1) {
      const location = response.headers.get("location");
      if (location === null) return { url: at, page: await response.text() };
      at = new URL(location, at).href;
      if (at.startsWith(redirectUri)) return { url: at, page: null };
      response = await send(at);
    }
    throw new Error("the bank redirects in a circle");
  };
};

/** Where the form that ends in this word goes. */
const actionOf = (page: string, word: string): string => {
  const action = new RegExp(`action="([^"]+/${word})"`).exec(page)?.[1];
  if (action === undefined) throw new Error(`no way to ${word} on this page: ${page}`);
  return action;
};

/** Plays a person at the bank's own pages and gives what the bank comes back with. */
export const visitBank = async (start: string, redirectUri: string, visitor: Visitor): Promise<Returned> => {
  const { username, password = "pass_ok", decision = "allow", untick = 0 } = visitor;
  const open = createBrowser(redirectUri);
  const { origin } = new URL(start);
  let step = await open(start);
  if (step.page !== null) step = await open(`${origin}${actionOf(step.page, "login")}`, new URLSearchParams({ username, password }));
  if (step.page !== null) {
    const ticked = [...step.page.matchAll(/name="account" value="([^"]+)"/g)].map(([, id = ""]): [string, string] => ["account", id]);
    step = await open(`${origin}${actionOf(step.page, decision)}`, new URLSearchParams(decision === "allow" ? ticked.slice(untick) : []));
  }
  if (step.page !== null) throw new Error(`the bank did not come back: ${step.page}`);
  return Object.fromEntries(new URL(step.url).searchParams);
};
