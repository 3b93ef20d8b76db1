import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { extname, join } from "node:path";

/** A file of the built app. */
export interface AppFile {
  readonly type: string;
  readonly content: Buffer;
}

/** The built app: its files by address, and a name for exactly this build. */
export interface AppFiles {
  readonly files: ReadonlyMap<string, AppFile>;
  readonly build: string;
}

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".webmanifest": "application/manifest+json",
};

const BUILD_LENGTH = 12;

/** Reads the built app once: only what was built can be asked for. */
export const readAppFiles = async (folder: string): Promise<AppFiles> => {
  const names = (await readdir(folder)).filter((name) => extname(name) in types).toSorted();
  const hash = createHash("sha256");
  const files = new Map<string, AppFile>();
  for (const name of names) {
    const content = await readFile(join(folder, name));
    hash.update(name).update(content);
    files.set(name === "index.html" ? "/" : `/${name}`, { type: types[extname(name)] ?? "application/octet-stream", content });
  }
  return { files, build: hash.digest("hex").slice(0, BUILD_LENGTH) };
};
