/** Routes that are protected together (widget-and-data.md, section 5). */
export const authGroups = ["widget", "data", "deletion"] as const;
export type AuthGroupName = (typeof authGroups)[number];

/** Whose tokens a group accepts, and for what. */
export interface TokenRules {
  readonly issuer: string;
  readonly audiences: readonly [string, ...string[]];
  /** Where the issuer's public keys are, or the key it shares with this server. */
  readonly keys: { readonly jwksUrl: string } | { readonly shared: string };
  readonly algorithms: readonly string[];
  /** A token needs all of them. */
  readonly scopes: readonly string[];
}

/** `standard`: no issuer is set up, so only API tokens count, or nothing on loopback in development. `off`: 404. */
export type AuthGroup = { readonly kind: "standard" } | { readonly kind: "off" } | { readonly kind: "tokens"; readonly rules: TokenRules };
export type AuthGroups = Readonly<Record<AuthGroupName, AuthGroup>>;

/** What holds where nothing is configured. */
export const standardGroups: AuthGroups = { widget: { kind: "standard" }, data: { kind: "standard" }, deletion: { kind: "standard" } };

type Env = Readonly<Record<string, string | undefined>>;
type Refuse = (sentence: string) => never;

const shared = ["HS256", "HS384", "HS512"];
const signed = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"];
const SHORTEST_KEY = 32; // bytes; RFC 7518, 3.2 asks for the length of the hash

const listOf = (text: string): readonly string[] => text.split(/[\s,]+/).filter((part) => part !== "");

/**
 * Reads the three groups. Each has `DRAWBRIDGE_<GROUP>_AUTH_ISSUER`, `_AUDIENCE`, `_ALGORITHMS`, `_SCOPES` and either
 * `_JWKS_URL` or `_KEY`; all of them or none. `DRAWBRIDGE_<GROUP>_ROUTES=off` turns a group off.
 */
export const readAuthGroups = (env: Env, problem: (sentence: string) => Error): AuthGroups => {
  const refuse: Refuse = (sentence) => {
    throw problem(sentence);
  };
  return { widget: readGroup(env, "WIDGET", refuse), data: readGroup(env, "DATA", refuse), deletion: readGroup(env, "DELETION", refuse) };
};

const readGroup = (env: Env, name: string, refuse: Refuse): AuthGroup => {
  const routes = env[`DRAWBRIDGE_${name}_ROUTES`]?.trim() || "on";
  if (routes === "off") return { kind: "off" };
  if (routes !== "on") refuse(`DRAWBRIDGE_${name}_ROUTES is "${routes}"; it can be on or off`);
  const prefix = `DRAWBRIDGE_${name}_AUTH_`;
  const value = (part: string): string => env[`${prefix}${part}`]?.trim() ?? "";
  const needed = ["ISSUER", "AUDIENCE", "ALGORITHMS", "SCOPES"];
  const keys = ["JWKS_URL", "KEY"].filter((part) => value(part) !== "");
  const missing = needed.filter((part) => value(part) === "").map((part) => prefix + part);
  if (keys.length === 0 && missing.length === needed.length) return { kind: "standard" };
  if (keys.length === 0) missing.push(`${prefix}JWKS_URL or ${prefix}KEY`);
  if (missing.length > 0) refuse(`the ${name.toLowerCase()} group's authentication is set up in part; ${missing.join(", ")} missing`);
  if (keys.length > 1) refuse(`${prefix}JWKS_URL and ${prefix}KEY are both set; a group has one of them`);
  return { kind: "tokens", rules: rulesOf(value, prefix, refuse) };
};

const rulesOf = (value: (part: string) => string, prefix: string, refuse: Refuse): TokenRules => {
  const [first, ...more] = listOf(value("AUDIENCE"));
  const algorithms = listOf(value("ALGORITHMS"));
  const possible = value("KEY") === "" ? signed : shared;
  const other = algorithms.find((algorithm) => !possible.includes(algorithm));
  if (other !== undefined) refuse(`${prefix}ALGORITHMS names ${other}; with this kind of key it can be ${possible.join(", ")}`);
  return {
    issuer: value("ISSUER"),
    audiences: [first ?? refuse(`${prefix}AUDIENCE names no audience`), ...more],
    keys: value("KEY") === "" ? { jwksUrl: checkUrl(value("JWKS_URL"), prefix, refuse) } : { shared: checkKey(value("KEY"), prefix, refuse) },
    algorithms,
    scopes: listOf(value("SCOPES")),
  };
};

const checkUrl = (text: string, prefix: string, refuse: Refuse): string => {
  const url = URL.parse(text);
  const loopback = url?.hostname === "localhost" || url?.hostname === "127.0.0.1";
  if (url && (url.protocol === "https:" || (loopback && url.protocol === "http:"))) return text;
  return refuse(`${prefix}JWKS_URL must be an https address`);
};

const checkKey = (text: string, prefix: string, refuse: Refuse): string =>
  Buffer.byteLength(text) < SHORTEST_KEY ? refuse(`${prefix}KEY must have at least ${SHORTEST_KEY} bytes`) : text;
