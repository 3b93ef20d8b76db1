import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { FastifyReply } from "fastify";
import { pagePolicy } from "../../http/security-headers.ts";

/** How a page is sent. */
export interface PageOptions {
  /** Origins that may frame it; `*` only for pages without any tenant's data. */
  readonly frameAncestors: readonly string[];
  /** What the page needs to know before its first request. */
  readonly boot?: Readonly<Record<string, unknown>>;
}

/** Sends the widget's shell. */
export type SendPage = (reply: FastifyReply, options: PageOptions) => FastifyReply;

const escapeAttribute = (text: string): string => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");

/** Origins that may frame a tenant's pages (rulings.md 3). */
export const ancestorsOf = (origins: readonly string[], loopback: boolean): readonly string[] => [
  ...origins,
  ...(loopback ? ["http://localhost:*", "http://127.0.0.1:*"] : []),
];

/** Headers of every page people see while connecting; the others are those of every answer. */
export const pageHeaders = (ancestors: readonly string[]): Readonly<Record<string, string>> => ({
  "content-security-policy": pagePolicy(ancestors.length > 0 ? ancestors.join(" ") : "'none'"),
});

/** Reads the built shell once. */
export const createPageSender = async (dist: string): Promise<SendPage> => {
  const shell = await readFile(join(dist, "index.html"), "utf8");
  return (reply, { frameAncestors, boot }) => {
    const meta = boot ? `<meta name="drawbridge-boot" content="${escapeAttribute(JSON.stringify(boot))}">` : "";
    return reply.headers(pageHeaders(frameAncestors)).type("text/html; charset=utf-8").send(shell.replace("<!--boot-->", meta));
  };
};
