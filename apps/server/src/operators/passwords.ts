import type { Secret } from "@drawbridge/adapter-kit";
import { hash, verify } from "@node-rs/argon2";

// OWASP's least for argon2id: 19 MiB, two passes. About 30 ms each.
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** What is compared where there is no operator, so that an unknown address takes as long. Nobody knows its password. */
const nobodys = "$argon2id$v=19$m=19456,t=2,p=1$9TiKHS+ZWKi6xoDH/V8SHQ$RbT8cYUA8Ul8PhX1Y26Xx0vH9JFP3+2W0mWIeW+B/eo";

/** argon2id of a password. */
export const hashPassword = (password: Secret): Promise<string> => hash(password.reveal(), cost);

/** True when this is the password; null is nobody's hash and takes the same time. */
export const matchesPassword = async (password: Secret, known: string | null): Promise<boolean> => {
  const matches = await verify(known ?? nobodys, password.reveal());
  return matches && known !== null;
};
