import { JobType } from "@drawbridge/contract";
import { type Static, Type } from "typebox";
import type { CallServer } from "../call-server.ts";
import type { DevFile } from "../dev-file.ts";

/** What the page asks for. */
export const OpenRequest = Type.Object(
  {
    door: Type.Enum(["native", "connect", "widget-v2", "widget-v1"]),
    userId: Type.String({ minLength: 1, maxLength: 100 }),
    institution: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    jobTypes: Type.Array(JobType, { minItems: 1, uniqueItems: true }),
  },
  { additionalProperties: false },
);
export type OpenRequest = Static<typeof OpenRequest>;

/** What a door needs to make a link. */
export interface DoorDeps {
  readonly call: CallServer;
  readonly dev: DevFile;
  readonly serverOrigin: string;
  /** The page's own origin: the receiver of the messages. */
  readonly origin: string;
}

/** Makes a link on the server and answers its address. */
export type Door = (request: OpenRequest, deps: DoorDeps) => Promise<string>;

/** The header that proves the tenant on the native and widget routes. */
export const bearer = (dev: DevFile): Readonly<Record<string, string>> => ({
  authorization: `Bearer ${dev.api.token}`,
});
