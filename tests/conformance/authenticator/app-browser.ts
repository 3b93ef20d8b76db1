/** What an app knows when it opens the identity provider's page. */
export interface SignIn {
  readonly origin: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly clientData: string;
  readonly astClientId: string;
  readonly codeChallenge: string;
  /** What the tenant's own sign-in gave. */
  readonly loginToken: string;
}

/** Pushes the request (RFC 9126), so that no address carries a secret; says what to open, or why not. */
const push = async ({ origin, clientId, redirectUri, ...known }: SignIn): Promise<{ readonly request_uri?: string; readonly error?: string }> => {
  const headers = { "x-kobil-astclientid": known.astClientId, "x-kobil-astclientdata": known.clientData };
  const form = { client_id: clientId, redirect_uri: redirectUri, response_type: "code", scope: "openid", state: "s-1" };
  const pkce = { code_challenge: known.codeChallenge, code_challenge_method: "S256", login_hint_token: known.loginToken };
  const response = await fetch(`${origin}/identity/oidc/request`, { method: "POST", headers, body: new URLSearchParams({ ...form, ...pkce }) });
  return (await response.json()) as { readonly request_uri?: string };
};

/** Where the browser of an app ends: the parameters of the return. */
export const signInAt = async (known: SignIn): Promise<URLSearchParams> => {
  const { request_uri: pushed, ...refused } = await push(known);
  if (pushed === undefined) throw new Error(`the request was not taken: ${JSON.stringify(refused)}`);
  const cookies = new Map<string, string>();
  const open = async (url: URL): Promise<URLSearchParams> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(url, { redirect: "manual", headers: { cookie } });
    for (const set of response.headers.getSetCookie()) {
      const [pair = ""] = set.split(";");
      cookies.set(pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1));
    }
    const location = response.headers.get("location");
    if (location === null) throw new Error(`the identity provider stopped at ${url.pathname}: ${response.status} ${await response.text()}`);
    const next = new URL(location, url);
    return next.href.startsWith(known.redirectUri) ? next.searchParams : open(next);
  };
  return open(new URL(`/identity/oidc/auth?${new URLSearchParams({ client_id: known.clientId, request_uri: pushed }).toString()}`, known.origin));
};
