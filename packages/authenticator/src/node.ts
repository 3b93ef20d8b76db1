export { openFileKeyStore, type FileKeyStoreOptions } from "./key-store/file-key-store.ts";
export { FileInUse } from "./key-store/lock-file.ts";
