export { createMc, type Mc, type McOptions } from "./mc.ts";
export type { McHost } from "./mc-host.ts";
export type { SelfServiceAnswer, SelfServiceName } from "./self-service.ts";
export { openIndexedDbKeyStore } from "./key-store/indexed-db-key-store.ts";
export type { DeviceKeys, KeyStore, OfflineSeed, Removal, StoredDevice, StoredUser } from "./key-store/key-store.ts";
