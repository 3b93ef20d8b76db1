import type { Mc, SelfServiceAnswer, SelfServiceName } from "@drawbridge/authenticator";
import { isAstPayload, type DevicePayload, type OwnDevice, type StatusType } from "@drawbridge/contract";
import type { Send, Store } from "./client.ts";

/** What people see and do about themselves. */
export interface SelfService {
  readonly loadShared: () => void;
  /** Asks for an operation that renews or ends a consent; it opens as soon as it comes. */
  readonly askAbout: (connectionId: string, question: "renew" | "revoke") => void;
  readonly loadDevices: () => void;
  readonly renameDevice: (device: OwnDevice, name: string) => Promise<StatusType>;
  readonly removeDevice: (device: OwnDevice) => void;
}

interface Wires {
  readonly mc: () => Promise<Mc>;
  readonly store: Store;
  readonly send: Send;
}

/** The same on an MC. A refusal is told as trouble. */
export const selfService = ({ mc, store, send }: Wires): SelfService => {
  const ask = async <Name extends SelfServiceName>(name: Name, payload: DevicePayload<Name>): Promise<SelfServiceAnswer<Name>> => {
    const asked = store.state().user;
    store.patch({ trouble: null });
    const answer = await (await mc()).ask(name, payload);
    // What was asked for one person is not shown to the next.
    if (store.state().user !== asked) return { outcome: "refused", status: "kLoginRequired" };
    if (answer.outcome === "refused") store.patch({ trouble: { status: answer.status, triesLeft: null, lastTry: false, reportId: "" } });
    return answer;
  };
  const loadDevices = async (): Promise<void> => {
    const answer = await ask("devices.list", {});
    if (answer.outcome === "answered") store.patch({ devices: answer.result.devices });
  };
  return {
    loadShared: () => void loadShared(ask, store),
    askAbout: (connectionId, question) => void askAbout(ask, store, { connectionId, question }),
    loadDevices: () => void loadDevices(),
    renameDevice: async ({ deviceId, isThis }, deviceName) => {
      const status = isThis
        ? readStatus(await send("SetDeviceName", { deviceName }))
        : statusOf(await ask("devices.rename", { deviceId, deviceName }));
      if (status === "kOk") await loadDevices();
      return status;
    },
    removeDevice: ({ deviceId }) => {
      const remove = async (): Promise<void> => {
        const answer = await ask("devices.remove", { deviceId });
        if (answer.outcome === "answered") store.patch({ page: "devices", about: null, devices: null, note: "device_removed" });
      };
      void remove();
    },
  };
};

type Ask = <Name extends SelfServiceName>(name: Name, payload: DevicePayload<Name>) => Promise<SelfServiceAnswer<Name>>;

const loadShared = async (ask: Ask, store: Store): Promise<void> => {
  const answer = await ask("connections.list", {});
  if (answer.outcome === "refused") return;
  const shared = answer.result;
  const { page, about } = store.state();
  const isGone = page === "connection" && !shared.connections.some(({ id }) => id === about);
  store.patch({ shared, ...(isGone ? { page: "shared", about: null } : {}) });
};

const askAbout = async (ask: Ask, store: Store, wish: DevicePayload<"connection.ask">): Promise<void> => {
  const waitsAlready = store.state().offer !== null;
  store.patch({ asking: !waitsAlready });
  const answer = await ask("connection.ask", wish);
  if (answer.outcome === "refused") return store.patch({ asking: false });
  if (waitsAlready) store.patch({ page: "home", about: null }); // one after the other: the card shows what comes first
};

const statusOf = (answer: SelfServiceAnswer<SelfServiceName>): StatusType => (answer.outcome === "answered" ? "kOk" : answer.status);

const readStatus: (event: Awaited<ReturnType<Send>>) => StatusType = ({ payload }) =>
  isAstPayload("SetDeviceNameResult", payload) ? payload.status : "kFailed";
