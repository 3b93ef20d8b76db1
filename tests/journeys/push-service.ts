import { createECDH, randomBytes, type ECDH } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { decrypt } from "http_ece";

/** What a push service was given. */
export interface Delivered {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** It counts what comes, by the name at the end of the address. */
export interface PushService {
  readonly endpoint: (name: string) => string;
  readonly delivered: (name: string) => readonly Delivered[];
  /** Status of the next answers under a name, the last one for good; 201 unless told. */
  readonly answer: (name: string, ...statuses: number[]) => void;
  readonly close: () => void;
}

/** A push service on this machine: it keeps what it is given and cannot read it. */
export const startPushService = async (): Promise<PushService> => {
  const kept = new Map<string, Delivered[]>();
  const plans = new Map<string, number[]>();
  const server = createServer((request, response) => {
    const name = (request.url ?? "").split("/").at(-1) ?? "";
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => void chunks.push(chunk));
    request.on("end", () => {
      kept.set(name, [...(kept.get(name) ?? []), { headers: request.headers, body: Buffer.concat(chunks) }]);
      const plan = plans.get(name) ?? [];
      response.writeHead((plan.length > 1 ? plan.shift() : plan[0]) ?? 201).end();
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    endpoint: (name) => `http://127.0.0.1:${port}/push/${name}`,
    delivered: (name) => kept.get(name) ?? [],
    answer: (name, ...statuses) => void plans.set(name, statuses),
    close: () => void server.close(),
  };
};

/** A browser's subscription: its keys, and the token an app makes of it. */
export const subscribe = (endpoint: string) => {
  const keys: ECDH = createECDH("prime256v1");
  keys.generateKeys();
  const auth = randomBytes(16).toString("base64url");
  const subscription = { endpoint, expirationTime: null, keys: { p256dh: keys.getPublicKey("base64url"), auth } };
  const token = `WEB:${Buffer.from(JSON.stringify(subscription)).toString("base64url")}`;
  const open = ({ body }: Delivered): string => decrypt(body, { version: "aes128gcm", privateKey: keys, authSecret: auth }).toString("utf8");
  return { subscription, token, open };
};

/** The key a push was signed with, and its signature (RFC 8292). */
export const keyShown = ({ headers }: Delivered): { readonly token: string; readonly key: string } => {
  const [, token = "", key = ""] = /^vapid t=([^,]+), k=(.+)$/.exec(headers.authorization ?? "") ?? [];
  return { token, key };
};
