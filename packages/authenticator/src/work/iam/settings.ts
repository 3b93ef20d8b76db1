import type { AstPayload } from "@drawbridge/contract";
import type { McOutcome } from "@drawbridge/domain";
import type { WorkContext } from "../work-context.ts";

const isLocale = (locale: string): boolean => {
  try {
    return Intl.getCanonicalLocales(locale).length === 1;
  } catch {
    return false;
  }
};

/** Tells the server the languages that wait, for everybody on this device; they go on waiting where there is nobody. */
export const sendLocales = async ({ iam, keyStore, channel }: WorkContext): Promise<void> => {
  const { users } = await keyStore.read();
  const { locales } = iam;
  if (locales === null || users.length === 0) return;
  for (const { deviceId, keys } of users) await channel.request("locales.set", { deviceId, locales: [...locales] }, { signing: keys.signing });
  iam.locales = null;
};

/** SetLocales: before anybody is on the device they are kept, and told with the first sign-in. */
export const setLocales = async (context: WorkContext, { locales }: AstPayload<"SetLocales">): Promise<McOutcome> => {
  if (!locales.every(isLocale)) return { status: "kInvalidParameter" };
  context.iam.locales = [...locales];
  await sendLocales(context);
  return { status: "kOk" };
};

/** ProvideNonce: the key that answers is the person's, else the one a sign-in has begun with, else nobody's. */
export const provideNonce = async (context: WorkContext, { nonce, action }: AstPayload<"ProvideNonce">): Promise<McOutcome> => {
  const { users, lastUser } = await context.keyStore.read();
  const name = context.session.current?.user.userIdentifier ?? lastUser;
  const owner = users.find(({ userIdentifier: u }) => u.tenantId === name?.tenantId && u.userId === name.userId) ?? users[0];
  const signing = owner?.keys.signing ?? context.iam.pending?.keys.signing ?? context.anonymousKey.signing;
  const tenantId = owner?.userIdentifier.tenantId ?? context.workspace.tenantId;
  await context.channel.request("nonce.provide", { tenantId, nonce, action, ...(owner ? { deviceId: owner.deviceId } : {}) }, { signing });
  return { status: "kOk" };
};
