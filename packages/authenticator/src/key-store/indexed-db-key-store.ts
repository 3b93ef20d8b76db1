import { emptyDevice, encryptionAlgorithm, signingAlgorithm, type DeviceKeys, type KeyStore, type StoredDevice } from "./key-store.ts";

const STORE = "device";
const KEY = "stored";

/** A key store of a browser: keys are made not extractable, and IndexedDB keeps them without ever showing them to a script. */
export const openIndexedDbKeyStore = async (name = "drawbridge-authenticator"): Promise<KeyStore> => {
  const database = await openDatabase(name);
  const run = <Result>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<Result>): Promise<Result> =>
    new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode, { durability: "strict" });
      const request = work(transaction.objectStore(STORE));
      transaction.addEventListener("complete", () => resolve(request.result));
      transaction.addEventListener("error", () => reject(transaction.error ?? new DOMException("the transaction failed")));
      transaction.addEventListener("abort", () => reject(transaction.error ?? new DOMException("the transaction was aborted")));
    });
  return {
    generateKeys,
    // Two tabs are two writers.
    alone: async (work) => navigator.locks.request(`${name}.writer`, work),
    read: async () => {
      const stored: StoredDevice | undefined = await run("readonly", (store) => store.get(KEY));
      return stored ?? emptyDevice;
    },
    write: async (device) => {
      await run("readwrite", (store) => store.put(device, KEY));
    },
    close: async () => database.close(),
  };
};

const generateKeys = async (): Promise<DeviceKeys> => ({
  signing: await crypto.subtle.generateKey(signingAlgorithm, false, ["sign", "verify"]),
  encryption: await crypto.subtle.generateKey(encryptionAlgorithm, false, ["deriveBits"]),
});

const openDatabase = (name: string): Promise<IDBDatabase> =>
  new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.addEventListener("upgradeneeded", () => request.result.createObjectStore(STORE));
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error ?? new DOMException("the database cannot be opened")));
  });
