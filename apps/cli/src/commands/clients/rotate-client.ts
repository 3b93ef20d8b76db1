import { jsonUpload } from "../../call-server.ts";
import type { Command } from "../command.ts";
import { askForClients, clientLines, clientPath, secretLines } from "./client-record.ts";
import { readKeys } from "./read-keys.ts";

/** Gives a client a new secret, beside which the one before works for a day, or new keys. */
export const rotateClient: Command = {
  name: "clients rotate",
  operand: "ID",
  summary: "Give a client a new secret, beside which the one before works for a day; or with --jwks new keys at once",
  options: { jwks: { type: "string" }, "end-previous": { type: "boolean" } },
  help: [
    ["--end-previous", "the secret before ends now instead of in a day"],
    ["--jwks FILE", "the client's public keys (JWK Set); list old and new ones while both are in use"],
  ],
  run: async ({ target, operand, values, say }) => {
    const { jwks } = values;
    const call =
      typeof jwks === "string"
        ? { path: clientPath(operand, "/keys"), upload: jsonUpload(await readKeys(jwks)) }
        : { path: clientPath(operand, "/secret-rotations"), upload: jsonUpload(values["end-previous"] === true ? { previous: "end" } : {}) };
    const body = await askForClients(target, call);
    for (const line of [...clientLines(body), ...secretLines(body)]) say(line);
  },
};
