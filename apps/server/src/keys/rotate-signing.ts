import { addSigningVersion, letSign, openSigningVersions, type SigningPurpose, type SigningVersion } from "../vault/signing-keys.ts";
import { keyFileOf, KeysRefusal, type KeysCall } from "./keys-call.ts";

/** Whoever keeps the published keys for a while has read the new ones by then. */
const READ_BY_THEN_MS = 15 * 60_000;

const idsOf = ({ keys }: SigningVersion): string => keys.map(({ kid = "" }) => kid).join(", ");

/** Published after the ones that sign, and waiting to do so. */
const waitingIn = ([signs, ...others]: readonly SigningVersion[]): SigningVersion | null =>
  others.find(({ number, maySign }) => !maySign && number > (signs?.number ?? 0)) ?? null;

/** The keys of every purpose that sign, that wait, and that only verify what they signed. */
export const showSigning = async (call: KeysCall): Promise<void> => {
  for (const purpose of ["identity", "credentials"] as const) {
    const versions = await openSigningVersions(keyFileOf(call), purpose);
    for (const version of versions) {
      const made = version.madeAt ? `made ${version.madeAt.toISOString()}` : "from the first start";
      const use = version === versions[0] ? "signs" : version === waitingIn(versions) ? "published, does not sign yet" : "published, signs no more";
      call.say(`${purpose}  ${idsOf(version)}  ${made}  ${use}`);
    }
  }
};

/** New keys, which servers publish before any of them signs; `signsAtOnce` is for one server alone. */
export const rotateSigning = async (call: KeysCall, purpose: SigningPurpose, { signsAtOnce }: { readonly signsAtOnce: boolean }): Promise<void> => {
  const path = keyFileOf(call);
  const waiting = waitingIn(await openSigningVersions(path, purpose));
  if (waiting && !signsAtOnce) throw new KeysRefusal(`${idsOf(waiting)} was made and does not sign yet. Run \`drawbridge keys sign ${purpose}\`.`);
  const number = await addSigningVersion(path, purpose, call.now);
  if (signsAtOnce) await letSign(path, purpose, number);
  const made = (await openSigningVersions(path, purpose)).filter((version) => version.number === number).map(idsOf);
  call.say(
    signsAtOnce
      ? `${made.join()} signs from the next start of the server. Restart it now.`
      : `${made.join()} is published by every server that starts from now on. Restart all of them; 15 minutes later run \`drawbridge keys sign ${purpose}\`.`,
  );
};

/** The keys that wait sign in every server that starts from now on. */
export const signWithNewest = async (call: KeysCall, purpose: SigningPurpose): Promise<void> => {
  const path = keyFileOf(call);
  const waiting = waitingIn(await openSigningVersions(path, purpose));
  if (!waiting) throw new KeysRefusal(`No keys wait to sign. Run \`drawbridge keys rotate ${purpose}\` first.`);
  const from = new Date((waiting.madeAt?.getTime() ?? 0) + READ_BY_THEN_MS);
  if (call.now < from)
    throw new KeysRefusal(`${idsOf(waiting)} was made a moment ago; not everybody has read it. Try again from ${from.toISOString()}.`);
  await letSign(path, purpose, waiting.number);
  call.say(`${idsOf(waiting)} signs in every server that starts from now on. Restart all of them; what was signed before still verifies.`);
};
