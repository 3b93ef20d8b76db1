import { open, readFile, rm } from "node:fs/promises";

/** A second process holds the file: two writers of one counter would show the same code twice. */
export class FileInUse extends Error {
  override readonly name = "FileInUse";
}

/** Takes a lock that other processes see; what a process left behind that no longer lives counts as free. */
export const lockFile = async (path: string): Promise<() => Promise<void>> => {
  const take = async (): Promise<void> => {
    const file = await open(path, "wx", 0o600);
    await file.writeFile(String(process.pid));
    await file.close();
  };
  try {
    await take();
  } catch {
    if (await isHeld(path)) throw new FileInUse(`${path} is held by another process`);
    await rm(path, { force: true });
    await take();
  }
  return () => rm(path, { force: true });
};

const isHeld = async (path: string): Promise<boolean> => {
  const pid = Number(await readFile(path, "utf8").catch(() => ""));
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
};
