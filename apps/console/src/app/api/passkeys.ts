import { browserSupportsWebAuthn, startAuthentication, startRegistration, WebAuthnError } from "@simplewebauthn/browser";
import { Type, type Static } from "typebox";
import { changeApi } from "./client.ts";
import { ApiProblem } from "./problem.ts";
import { Nothing } from "./shapes.ts";

const Text = Type.String();
const OrNothing = Type.Union([Text, Type.Null()]);

export const Passkey = Type.Object({ id: Text, name: Text, createdAt: Text, lastUsedAt: OrNothing });
export type Passkey = Static<typeof Passkey>;
export const Passkeys = Type.Object({ passkeys: Type.Array(Passkey) });

// What the browser is handed as the server gave it; the parts it cannot do without are named.
const Descriptor = Type.Object({ id: Text, type: Type.Literal("public-key") });
const Verification = Type.Enum(["required", "preferred", "discouraged"]);
const RequestOptions = Type.Object({ challenge: Text, rpId: Text, timeout: Type.Number(), userVerification: Verification });
const CreationOptions = Type.Object({
  challenge: Text,
  rp: Type.Object({ id: Text, name: Text }),
  user: Type.Object({ id: Text, name: Text, displayName: Text }),
  pubKeyCredParams: Type.Array(Type.Object({ type: Type.Literal("public-key"), alg: Type.Integer() })),
  timeout: Type.Number(),
  attestation: Type.Literal("none"),
  excludeCredentials: Type.Array(Descriptor),
  authenticatorSelection: Type.Object({ residentKey: Type.Literal("required"), userVerification: Type.Literal("required") }),
});

/** True where this browser can use passkeys here: an address that is a number has none. */
export const canUsePasskeys = (): boolean => browserSupportsWebAuthn() && !/^(\d+\.){3}\d+$|^\[/.test(window.location.hostname);

const stopped = (error: unknown): never => {
  if (error instanceof WebAuthnError && error.code === "ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED")
    throw new ApiProblem({ status: 0, code: "PASSKEY_KNOWN", title: "This passkey is registered already", detail: "Use another device or key." });
  if (error instanceof ApiProblem) throw error;
  throw new ApiProblem({
    status: 0,
    code: "PASSKEY_STOPPED",
    title: "No passkey was used",
    detail: "The browser's question was closed, or took too long.",
  });
};

/** Has a passkey sign what the server asks; answers what to sign in with. */
export const askPasskey = async () => {
  const optionsJSON = await changeApi(RequestOptions, "/v1/console/sign-ins/challenges", { method: "POST", body: {} });
  return startAuthentication({ optionsJSON }).catch(stopped);
};

/** Makes a passkey on this device or key, under a name. */
export const addPasskey = async (name: string): Promise<Passkey> => {
  const optionsJSON = await changeApi(CreationOptions, "/v1/console/passkeys/registrations", { method: "POST", body: {} });
  const response = await startRegistration({ optionsJSON }).catch(stopped);
  return changeApi(Passkey, "/v1/console/passkeys", { method: "POST", body: { name, response } });
};

/** Forgets one. */
export const removePasskey = ({ id }: Passkey): Promise<unknown> => changeApi(Nothing, `/v1/console/passkeys/${id}`, { method: "DELETE" });
