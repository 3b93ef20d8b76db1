const ours: ReadonlySet<string> = new Set([
  "x-finicity-signature",
  "content-type",
  "content-length",
  "content-encoding",
  "transfer-encoding",
  "connection",
  "keep-alive",
  "upgrade",
  "host",
  "te",
  "trailer",
  "expect",
  "accept",
  "proxy-authorization",
  "proxy-connection",
]);

const NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/; // RFC 9110, token
const VALUE = /^[\t\x20-\x7e]{0,2000}$/;
const MOST = 50;

/** The headers a link adds to its webhooks; null when one of them is no header. Those the sender owns are left out. */
export const readWebhookHeaders = (value: unknown): Readonly<Record<string, string>> | null => {
  if (value === undefined || value === null) return {};
  if (typeof value !== "object" || Array.isArray(value)) return null;
  const pairs = Object.entries(value).map(([name, text]: [string, unknown]) => [name, typeof text === "number" ? String(text) : text] as const);
  const good = pairs.flatMap(([name, text]) =>
    NAME.test(name) && typeof text === "string" && VALUE.test(text) ? [[name.toLowerCase(), text] as const] : [],
  );
  if (good.length !== pairs.length || pairs.length > MOST) return null;
  return Object.fromEntries(good.filter(([name]) => !ours.has(name) && !name.startsWith("webhook-")));
};
