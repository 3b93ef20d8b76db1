import { readFile } from "node:fs/promises";
import { type Static, Type } from "typebox";
import { Value } from "typebox/value";
import { PlaygroundError } from "./playground-error.ts";

/** What the development start leaves for the playground: the tenant's credentials. They never reach the browser. */
const DevFile = Type.Object({
  tenant: Type.Object({
    partnerId: Type.String(),
    partnerSecret: Type.String(),
    appKey: Type.String(),
  }),
  api: Type.Object({ token: Type.String() }),
});
export type DevFile = Static<typeof DevFile>;

/** Reads the file anew each time: a restarted server writes new credentials. */
export const readDevFile = async (path: string): Promise<DevFile> => {
  try {
    return Value.Parse(DevFile, JSON.parse(await readFile(path, "utf8")));
  } catch (cause) {
    throw new PlaygroundError(503, "There are no development credentials yet. Start the server first.", { cause });
  }
};
