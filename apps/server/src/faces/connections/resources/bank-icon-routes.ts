import type { FastifyInstance, FastifyReply } from "fastify";
import type { Deps } from "../../../use-cases/deps.ts";
import { unknownThing } from "./ids.ts";
import { Query } from "./read-query.ts";

const defaultIcon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><rect width="48" height="48" rx="10" fill="#3d5a66"/>' +
  '<path d="M24 9 9 18v3h30v-3zM13 24v9m7-9v9m8-9v9m7-9v9M10 37h28" fill="none" stroke="#fff" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round"/></svg>';

interface Icon {
  readonly type: "image/svg+xml" | "image/png" | "image/jpeg";
  readonly bytes: Buffer;
}

const drawn: Icon = { type: "image/svg+xml", bytes: Buffer.from(defaultIcon) };

/** Logos of the directory are data addresses; anything else is no icon. */
const readLogo = (logo: string | null): Icon | null => {
  const [, type, encoding, data] = /^data:(image\/(?:svg\+xml|png|jpeg))(?:;charset=[\w-]+)?(;base64)?,(.*)$/s.exec(logo ?? "") ?? [];
  if (data === undefined || (type !== "image/svg+xml" && type !== "image/png" && type !== "image/jpeg")) return null;
  return { type, bytes: encoding ? Buffer.from(data, "base64") : Buffer.from(decodeURIComponent(data)) };
};

const endings: Readonly<Record<string, Icon["type"]>> = { png: "image/png", jpg: "image/jpeg" };

/** An icon may be a drawing from a list: it must run nothing when somebody opens it as a page. */
const sendIcon = (reply: FastifyReply, { type, bytes }: Icon): FastifyReply =>
  reply
    .header("cache-control", "public, max-age=86400")
    .header("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox")
    .header("x-content-type-options", "nosniff")
    .header("cross-origin-resource-policy", "cross-origin")
    .type(type)
    .send(bytes);

/** Icons of banks by their reference (connections.md, 2.2). */
export const bankIconRoutes =
  (deps: Deps) =>
  async (app: FastifyInstance): Promise<void> => {
    app.get<{ Params: { bankRef: string } }>("/bank-icons/:bankRef", async (request, reply) => {
      const [, bankRef = "", ending = ""] = /^(.*?)(?:\.(png|jpg))?$/.exec(request.params.bankRef) ?? [];
      const wanted = endings[ending];
      const icon = bankRef === "default" ? drawn : readLogo(logoOf(deps, bankRef));
      if (icon && (wanted === undefined || wanted === icon.type)) return sendIcon(reply, icon);
      if (new Query(request).flag("defaultIcon") === true) return sendIcon(reply, drawn);
      throw unknownThing("icon");
    });
  };

const logoOf = (deps: Deps, bankRef: string): string | null => {
  const entry = deps.directory.resolve(bankRef, []);
  return (entry && deps.directory.byUuid(entry.uuid)?.record.logo) ?? null;
};
