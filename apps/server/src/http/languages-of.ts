import type { FastifyRequest } from "fastify";

const MOST = 20; // no browser has more
const LONGEST = 35; // of a language tag

const weightOf = (parts: readonly string[]): number => {
  const quality = parts.map((part) => /^\s*q=([01](?:\.\d{0,3})?)\s*$/.exec(part)?.[1]).find((found) => found !== undefined);
  return quality === undefined ? 1 : Number(quality);
};

/** The languages of a browser, the dearest first (RFC 9110, 12.5.4); a header that makes no sense names none. */
export const languagesOf = ({ headers }: Pick<FastifyRequest, "headers">): readonly string[] =>
  (headers["accept-language"] ?? "")
    .split(",", MOST)
    .map((entry) => {
      const [tag = "", ...parameters] = entry.split(";");
      return { tag: tag.trim(), weight: weightOf(parameters) };
    })
    .filter(({ tag, weight }) => weight > 0 && tag.length <= LONGEST && /^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{1,8})*$/.test(tag))
    .toSorted((a, b) => b.weight - a.weight)
    .map(({ tag }) => tag);
