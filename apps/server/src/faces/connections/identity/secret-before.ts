import { AsyncLocalStorage } from "node:async_hooks";
import { compactVerify, decodeJwt, decodeProtectedHeader, errors } from "jose";
import { hashToken, matchesHash } from "../../../http/token-hash.ts";
import type { Deps } from "../../../use-cases/deps.ts";
import { previousSecretOf, type KnownClient } from "./client-book.ts";

/** Where a client may show that it has its secret. */
export interface Showing {
  readonly authorization: string | undefined;
  readonly form: URLSearchParams;
}

/** A client as it was when its request came, with the secret that the request was made with. */
export type InPlay = Pick<KnownClient, "id" | "registration">;

/**
 * For a day after a client's secret was replaced, both work. The library knows one secret of a client and is not patched
 * (rulings.md 9): which one a request was made with is found out here, and behind that the client has this one. So the
 * library's own checks are the same for both, and so are the ID tokens that it signs with a secret. A client stays for the
 * whole request what it was at its start: a rotation in between would have it refused.
 */
const inPlay = new AsyncLocalStorage<InPlay | null>();

/** Runs the library on a request. */
export const runWith = <T>(client: InPlay | null, work: () => T): T => inPlay.run(client, work);

/** A client's registration with the secret that the request at hand was made with. */
export const registrationOf = ({ id, registration }: KnownClient): KnownClient["registration"] => {
  const shown = inPlay.getStore();
  return shown?.id === id ? shown.registration : registration;
};

/** The client that shows a secret, right or wrong; null: the request shows none. */
export const clientInPlay = async (deps: Deps, showing: Showing): Promise<InPlay | null> => {
  const shown = inHeader(showing.authorization) ?? inForm(showing.form);
  const client = shown && (await deps.identity.clients.find(shown.clientId));
  const previous = client && previousSecretOf(client, deps.now());
  if (!shown || !client || previous === null || !(await shown.isMadeWith(previous))) return client;
  return { id: client.id, registration: { ...client.registration, client_secret: previous } };
};

/** The secret that a client signed with: the one before, when it fits, else the one of now. */
export const secretBehind = async (client: KnownClient, jwt: string, now: Date): Promise<Uint8Array> => {
  const previous = previousSecretOf(client, now);
  const secret = previous !== null && (await isSignedWith(jwt, previous)) ? previous : String(client.registration["client_secret"]);
  return new TextEncoder().encode(secret);
};

interface Shown {
  readonly clientId: string;
  readonly isMadeWith: (secret: string) => boolean | Promise<boolean>;
}

const plain = (clientId: string, shown: string): Shown => ({ clientId, isMadeWith: (secret) => matchesHash(shown, hashToken(secret)) });

const inHeader = (authorization: string | undefined): Shown | null => {
  const [scheme, encoded = ""] = (authorization ?? "").split(" ");
  if (scheme?.toLowerCase() !== "basic") return null;
  const [clientId = "", ...rest] = Buffer.from(encoded, "base64").toString("utf8").split(":").map(unescaped);
  return plain(clientId, rest.join(":"));
};

// RFC 6749, 2.3.1; what is not escaped rightly is nobody's.
const unescaped = (text: string): string => {
  try {
    return decodeURIComponent(text.replaceAll("+", "%20"));
  } catch {
    return "";
  }
};

/** As parameters; else signed with it, to authenticate or as a request object. */
const inForm = (form: URLSearchParams): Shown | null => {
  const [clientId, secret] = [form.get("client_id"), form.get("client_secret")];
  if (clientId !== null && secret !== null) return plain(clientId, secret);
  return inSignature(form.get("client_assertion")) ?? inSignature(form.get("request"));
};

const inSignature = (jwt: string | null): Shown | null => {
  try {
    if (jwt === null || !decodeProtectedHeader(jwt).alg?.startsWith("HS")) return null;
    const { client_id: named, iss } = decodeJwt(jwt);
    const clientId = named ?? iss;
    return typeof clientId === "string" ? { clientId, isMadeWith: (secret) => isSignedWith(jwt, secret) } : null;
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError) return null;
    throw error;
  }
};

const isSignedWith = async (jwt: string, secret: string): Promise<boolean> => {
  try {
    await compactVerify(jwt, new TextEncoder().encode(secret), { algorithms: ["HS256", "HS384", "HS512"] });
    return true;
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError) return false;
    throw error;
  }
};
