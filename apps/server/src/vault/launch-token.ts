import { CompactSign, compactVerify } from "jose";
import type { Kms } from "./kms.ts";

/** Signs and reads the capability in a launch address: it names a session and works until that session ends. */
export interface LaunchTokens {
  readonly sign: (sessionId: string) => Promise<string>;
  /** The session id; null for anything we did not sign. */
  readonly verify: (token: string) => Promise<string | null>;
}

/** Builds the signer on a key derived from the Kms. */
export const createLaunchTokens = (kms: Kms): LaunchTokens => {
  const key = kms.derive("drawbridge-launch-v1");
  return {
    sign: (sessionId) => new CompactSign(Buffer.from(sessionId)).setProtectedHeader({ alg: "HS256" }).sign(key),
    verify: async (token) => {
      try {
        const { payload } = await compactVerify(token, key, { algorithms: ["HS256"] });
        return Buffer.from(payload).toString("utf8");
      } catch {
        return null;
      }
    },
  };
};
