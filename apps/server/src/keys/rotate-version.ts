import type { JWK } from "jose";
import { keyPurposes, type KeyPurpose } from "../vault/key-kinds.ts";
import { addKeyVersion, letBeUsed, openKeyVersions, type KeyVersion } from "../vault/key-versions.ts";
import { keyFileOf, KeysRefusal, type KeysCall } from "./keys-call.ts";

/** Whoever keeps the published keys for a while has read the new ones by then. */
const READ_BY_THEN_MS = 15 * 60_000;

const idsOf = ({ keys }: KeyVersion): string => keys.map(({ kid = "" }) => kid).join(", ");

/** Newer than the ones that are used, and waiting for it. */
const waitingIn = ([used, ...others]: readonly KeyVersion[]): KeyVersion | null =>
  others.find(({ number, mayBeUsed }) => !mayBeUsed && number > (used?.number ?? 0)) ?? null;

const words = {
  sig: { used: "signs", waits: "published, does not sign yet", replaced: "published, signs no more" },
  enc: { used: "is given out, and opens", waits: "opens, is not given out yet", replaced: "opens only" },
} as const;

const useOf = (version: KeyVersion, versions: readonly KeyVersion[]): string => {
  const said = words[version.keys[0]?.use === "enc" ? "enc" : "sig"];
  if (version === versions[0]) return said.used;
  return version === waitingIn(versions) ? said.waits : said.replaced;
};

/** Banks that take keys by hand are given this. */
const publicText = ({ kty, crv, x, y, kid, alg, use }: JWK): string => JSON.stringify({ kty, crv, x, y, kid, alg, use });

/** The keys of every purpose that are used, that wait, and that were replaced. */
export const showVersions = async (call: KeysCall): Promise<void> => {
  for (const purpose of keyPurposes) {
    const versions = await openKeyVersions(keyFileOf(call), purpose);
    for (const line of versions.flatMap((version) => linesOf(purpose, version, useOf(version, versions)))) call.say(line);
  }
};

const linesOf = (purpose: KeyPurpose, version: KeyVersion, use: string): readonly string[] => {
  const made = version.madeAt ? `made ${version.madeAt.toISOString()}` : "from the first start";
  const line = `${purpose}  ${idsOf(version)}  ${made}  ${use}`;
  return purpose === "banks" ? [line, ...version.keys.map((key) => `  ${publicText(key)}`)] : [line];
};

/** New keys, which servers know before any of them uses them; `usedAtOnce` is for one server alone. */
export const rotateVersion = async (call: KeysCall, purpose: KeyPurpose, { usedAtOnce }: { readonly usedAtOnce: boolean }): Promise<void> => {
  const path = keyFileOf(call);
  const waiting = waitingIn(await openKeyVersions(path, purpose));
  if (waiting && !usedAtOnce) throw new KeysRefusal(`${idsOf(waiting)} was made and is not used yet. Run \`drawbridge keys use ${purpose}\`.`);
  const number = await addKeyVersion(path, purpose, call.now);
  if (usedAtOnce) await letBeUsed(path, purpose, number);
  const made = (await openKeyVersions(path, purpose)).filter((version) => version.number === number).map(idsOf);
  call.say(
    usedAtOnce
      ? `${made.join()} is used from the next start of the server. Restart it now.`
      : `${made.join()} is known to every server that starts from now on. Restart all of them; 15 minutes later run \`drawbridge keys use ${purpose}\`.`,
  );
};

/** The keys that wait are used by every server that starts from now on. */
export const useNewest = async (call: KeysCall, purpose: KeyPurpose): Promise<void> => {
  const path = keyFileOf(call);
  const waiting = waitingIn(await openKeyVersions(path, purpose));
  if (!waiting) throw new KeysRefusal(`No keys wait to be used. Run \`drawbridge keys rotate ${purpose}\` first.`);
  const from = new Date((waiting.madeAt?.getTime() ?? 0) + READ_BY_THEN_MS);
  if (call.now < from)
    throw new KeysRefusal(`${idsOf(waiting)} was made a moment ago; not everybody has read it. Try again from ${from.toISOString()}.`);
  await letBeUsed(path, purpose, waiting.number);
  call.say(
    `${idsOf(waiting)} is used by every server that starts from now on. Restart all of them; what was made with the ones before is still good.`,
  );
};
