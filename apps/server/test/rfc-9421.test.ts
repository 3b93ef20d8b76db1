import { constants, createHash, createPrivateKey, createPublicKey, verify } from "node:crypto";
import { createSigner, createVerifier, httpbis, type Request, type Response, type SigningKey } from "http-message-signatures";
import { describe, expect, it } from "vitest";
import published from "./rfc-9421.json" with { type: "json" };

/** RFC 9421, appendix B: keys, signatures, a proxy that ends TLS, messages changed under way. The product's webhooks are signed otherwise. */

type Vector = (typeof published.vectors)[number];
type Message = Request | Response;
const keys: Readonly<Record<string, { readonly pem: string; readonly publicPem: string }>> = published.keys;
const messages: Readonly<Record<string, Message>> = published.messages;
const found = <T>(record: Readonly<Record<string, T>>, name: string): T => {
  const value = record[name];
  if (value === undefined) throw new Error(name);
  return value;
};
const secret = Buffer.from(published.sharedSecret, "base64");
const isSecret = ({ alg }: Vector): boolean => alg === "hmac-sha256";
const privateOf = (vector: Vector) => (isSecret(vector) ? secret : createPrivateKey(found(keys, vector.key).pem));
const publicOf = (vector: Vector) => (isSecret(vector) ? secret : createPublicKey(found(keys, vector.key).publicPem));
const baseOf = ({ base, parameters }: Vector): string => [...base, `"@signature-params": ${parameters}`].join("\n");
const withHeaders = (message: Message, headers: Message["headers"]): Message => ({ ...message, headers: { ...message.headers, ...headers } });
const signatureHeaders = ({ label, parameters, signature }: Vector) => ({
  "Signature-Input": `${label}=${parameters}`,
  Signature: `${label}=:${signature}:`,
});
const signedOf = (vector: Vector): Message => withHeaders(found(messages, vector.message), signatureHeaders(vector));

/** Says what the library holds a message to be signed over, and whether the signature is right. */
const check = async (vector: Vector, message: Message) => {
  let base = "";
  const verifier = createVerifier(publicOf(vector), vector.alg);
  const lookUp = async ({ keyid }: { readonly keyid?: string }) => {
    const seen = async (data: Buffer, signature: Buffer) => {
      base = data.toString();
      return verifier(data, signature);
    };
    return keyid === vector.key ? { id: vector.key, algs: [vector.alg], verify: seen } : null;
  };
  const asked = { keyLookup: lookUp };
  const verified = await ("status" in message ? httpbis.verifyMessage(asked, message) : httpbis.verifyMessage(asked, message));
  return { base, verified };
};

const sign = async (vector: Vector): Promise<Message> => {
  const [, list = "", rest = ""] = /^\((.*?)\)(;.*)$/.exec(vector.parameters) ?? [];
  const params = [...rest.matchAll(/;(\w+)=(?:"([^"]*)"|(\d+))/g)];
  const values = params.map(([, name = "", text, seconds]) => [name, seconds === undefined ? text : new Date(Number(seconds) * 1000)] as const);
  const key: SigningKey = createSigner(privateOf(vector), vector.alg, vector.key);
  const fields = list.match(/"[^"]*"(?:;name="[^"]*")?/g) ?? [];
  const asked = { key, name: vector.label, fields: [...fields], params: values.map(([name]) => name), paramValues: Object.fromEntries(values) };
  const message = found(messages, vector.message);
  return "status" in message ? httpbis.signMessage(asked, message) : httpbis.signMessage(asked, message);
};

describe("RFC 9421, appendix B.1: the keys", () => {
  it.each(Object.values(published.keys))("$jwk.kid is one key in all its forms", ({ pem, publicPem, jwk }) => {
    const [key, fromJwk] = [createPrivateKey(pem), createPrivateKey({ key: jwk, format: "jwk" })];
    expect(createPublicKey(fromJwk).export({ type: "spki", format: "pem" })).toBe(createPublicKey(publicPem).export({ type: "spki", format: "pem" }));
    const { kid: _kid, ...members } = jwk;
    expect(fromJwk.export({ format: "jwk" })).toEqual(members);
    // A key that is for PSS only has its own kind of wrapping; what is wrapped is the same.
    const inner = jwk.kty === "RSA" ? fromJwk.export({ type: "pkcs1", format: "der" }) : fromJwk.export({ type: "pkcs8", format: "der" });
    const outer = key.export({ type: "pkcs8", format: "der" });
    expect(outer.subarray(-inner.length).equals(inner)).toBe(true);
  });
});

describe("RFC 9421, appendix B.2, B.3 and B.4: signatures", () => {
  it.each([published.messages["test-request"], published.messages["test-response"]])("the digest of $content", ({ headers, content }) => {
    expect(headers["Content-Digest"]).toBe(`sha-512=:${createHash("sha512").update(content).digest("base64")}:`);
    expect(headers["Content-Length"]).toBe(String(content.length));
  });

  it.each(published.vectors)("$section, $alg: the signed text and the signature", async (vector) => {
    expect(await check(vector, signedOf(vector))).toEqual({ base: baseOf(vector), verified: true });
    const [first = "", ...others] = vector.signature;
    const forged = signedOf({ ...vector, signature: [first === "A" ? "B" : "A", ...others].join("") });
    expect(await check(vector, forged)).toEqual({ base: baseOf(vector), verified: false });
  });

  it.each(published.vectors)("$section, $alg: signed by the library", async (vector) => {
    const signed = await sign(vector);
    expect(signed.headers["Signature-Input"]).toBe(`${vector.label}=${vector.parameters}`);
    expect(await check(vector, signed)).toEqual({ base: baseOf(vector), verified: true });
    // What takes no chances is the same byte for byte.
    if (["ed25519", "hmac-sha256"].includes(vector.alg)) expect(signed.headers).toMatchObject(signatureHeaders(vector));
  });

  it.each(published.vectors.filter(({ alg }) => alg === "rsa-pss-sha512"))("$section: the salt has 64 bytes", (vector) => {
    const key = { key: createPublicKey(found(keys, vector.key).publicPem), padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 64 };
    expect(verify("sha512", Buffer.from(baseOf(vector)), key, Buffer.from(vector.signature, "base64"))).toBe(true);
  });
});

describe("RFC 9421, appendix B.4: what a message may become under way", () => {
  const original = published.messages["B.4"];
  const { Host, Date, Accept } = original.headers;
  it.each([
    [
      "a query parameter and a header more",
      { url: `${original.url}&param=added`, headers: { Host, Date, Accept, "Accept-Language": "en-US,en;q=0.5" } },
      true,
    ],
    ["one line instead of two", { headers: { Host, Referer: "https://developer.example.org/demo", Accept: "application/json, */*" } }, true],
    ["another order of the headers", { headers: { Accept, Date, Host } }, true],
    [
      "another method and authority",
      { method: "POST", url: original.url.replace("example.org", "example.com"), headers: { Host: "example.com", Date, Accept } },
      false,
    ],
    ["another order of two headers of one name", { headers: { Host, Date, Accept: Accept.toReversed() } }, false],
  ])("%s: verified %s", async (_change, change, verified) => {
    const vector = published.vectors.find(({ section }) => section === "B.4");
    if (!vector) throw new Error("B.4");
    expect(await check(vector, withHeaders({ ...original, ...change }, signatureHeaders(vector)))).toMatchObject({ verified });
  });
});
