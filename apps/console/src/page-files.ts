import { readdir, readFile } from "node:fs/promises";
import { extname, join } from "node:path";

/** A file of the built page. */
export interface PageFile {
  readonly type: string;
  readonly content: Buffer;
}

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** Reads the built page once, by address: only what was built can be asked for. */
export const readPageFiles = async (folder: string): Promise<ReadonlyMap<string, PageFile>> => {
  const names = (await readdir(folder, { recursive: true })).filter((name) => extname(name) in types);
  const files = await Promise.all(
    names.map(async (name): Promise<readonly [string, PageFile]> => {
      const type = types[extname(name)] ?? "application/octet-stream";
      return [`/${name.replaceAll("\\", "/")}`, { type, content: await readFile(join(folder, name)) }];
    }),
  );
  return new Map(files);
};
