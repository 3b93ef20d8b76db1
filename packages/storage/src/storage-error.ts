/** The database cannot be started or used; the message says why and is safe to show. */
export class StorageError extends Error {
  override readonly name = "StorageError";
}
