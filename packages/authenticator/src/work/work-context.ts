import type { DevicePayload, DeviceRequestName, DeviceResult, UserIdentifier } from "@drawbridge/contract";
import { isSameUser, type McApp, type McProfile, type McUpdate } from "@drawbridge/domain";
import { ChannelRefusal } from "../channel/channel-refusal.ts";
import type { Channel, ChannelCaller } from "../channel/channel.ts";
import type { KeyStore, StoredDevice, StoredUser } from "../key-store/key-store.ts";
import type { McHost } from "../mc-host.ts";
import type { ServerKeys } from "../server-keys.ts";
import type { IamMemory } from "./iam/iam-memory.ts";

/** The session that is open, as the device has to know it. */
export interface OpenSession {
  readonly token: string;
  readonly user: StoredUser;
  /** Where the server's events begin. */
  readonly after: number;
  /** What the offline functions need of the PIN. */
  readonly pins: KnownPins;
  /** What a login without PIN said of the person. */
  readonly claims: Readonly<Record<string, string>> | null;
  /** Versions of the properties that were read, by owner and key. */
  readonly seenProperties: Map<string, number>;
}

/** PINs of a session, in memory alone; they end with it. */
export interface KnownPins {
  /** Proved by the login. */
  proven: string | null;
  /** Given for an offline code before, which proves nothing. */
  given: string | null;
}

/** What the work of a device has at hand. */
export interface WorkContext {
  readonly channel: Channel;
  readonly keyStore: KeyStore;
  readonly serverKeys: ServerKeys;
  readonly host: McHost;
  readonly app: () => McApp;
  readonly session: { current: OpenSession | null };
  /** The operation on the screen, with what the server signed about it. */
  readonly operation: { current: RunningOperation | null };
  readonly now: () => Date;
  /** Now, by the server's clock. */
  readonly serverNow: () => Date;
  /** Origin of the server. */
  readonly server: string;
  /** What is remembered of the identity provider. */
  readonly iam: IamMemory;
  /** The tenant this app is for, where no user is known yet. */
  readonly workspace: { tenantId: string };
  /** A key for requests of nobody: it proves nothing and belongs to no device. */
  readonly anonymousKey: ChannelCaller;
  /** The last change of the key store that is under way. */
  readonly writes: { last: Promise<void> };
  /** A new seed of the offline codes that is under way. */
  readonly seed: { fetching: Promise<void> };
  /** The server says that a session is over. */
  readonly onSessionEnded: (token: string) => void;
  /** False once a restart came between: nobody waits for this work any more, and no session may come of it. */
  readonly isWanted: () => boolean;
  /** What the machine knows. */
  readonly known: { readonly update: () => McUpdate | null; readonly profile: () => McProfile };
}

/** An operation on the screen. */
export interface RunningOperation {
  readonly id: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** The app as the channel names it. */
export const appOf = ({ app }: WorkContext): { appName: string; version: string } => {
  const { appName, version } = app();
  return { appName, version: `${version.major}.${version.minor}.${version.build}` };
};

/** What the device keeps of a user; null for one it does not know. */
export const findUser = async ({ keyStore }: WorkContext, user: UserIdentifier): Promise<StoredUser | null> => {
  const { users } = await keyStore.read();
  return users.find(({ userIdentifier }) => isSameUser(userIdentifier, user)) ?? null;
};

/** Changes what the device keeps: one change after the other, so that none is lost. */
export const changeDevice = ({ keyStore, writes }: WorkContext, change: (device: StoredDevice) => StoredDevice): Promise<void> => {
  const replace = async (): Promise<void> => keyStore.write(change(await keyStore.read()));
  const write = (): Promise<void> => keyStore.alone?.(replace) ?? replace();
  const written = writes.last.then(write);
  writes.last = written.catch(() => undefined);
  return written;
};

/** Keeps a user in place of what was kept before. */
export const keepUser = (context: WorkContext, user: StoredUser): Promise<void> =>
  changeDevice(context, (device) => ({
    ...device,
    users: [...device.users.filter(({ userIdentifier }) => !isSameUser(userIdentifier, user.userIdentifier)), user],
  }));

/** Nobody is logged in, and the request needs somebody. */
export class NoSession extends Error {
  override readonly name = "NoSession";
}

/** The open session. */
export const requireSession = ({ session }: WorkContext): OpenSession => {
  if (!session.current) throw new NoSession("nobody is logged in");
  return session.current;
};

/** Asks the server in the open session. */
export const askInSession = async <Name extends DeviceRequestName>(
  context: WorkContext,
  name: Name,
  payload: DevicePayload<Name>,
): Promise<DeviceResult<Name>> => {
  const { token, user } = requireSession(context);
  try {
    return await context.channel.request(name, payload, { signing: user.keys.signing, session: token });
  } catch (error) {
    // The result of this request is told first, then the end of the session.
    if (error instanceof ChannelRefusal && error.body.refusal === "SESSION_ENDED") setTimeout(() => context.onSessionEnded(token), 0);
    throw error;
  }
};
