import type { FastifyRequest } from "fastify";

/** Kinds of devices that numbers are told apart by. */
export type DeviceClass = "mobile" | "tablet" | "desktop" | "unknown";

const rules: readonly (readonly [RegExp, DeviceClass])[] = [
  [/iPad|Tablet|PlayBook|Silk|Android(?!.*Mobile)/i, "tablet"],
  [/Mobi|iPhone|iPod|Android/i, "mobile"],
  [/Windows NT|Macintosh|X11|CrOS/i, "desktop"],
];

/** The kind of device a request comes from: what the browser says of itself, else its agent's name; the name is not kept. */
export const deviceClassOf = ({ headers }: Pick<FastifyRequest, "headers">): DeviceClass => {
  const agent = headers["user-agent"] ?? "";
  if (headers["sec-ch-ua-mobile"] === "?1") return "mobile";
  return rules.find(([pattern]) => pattern.test(agent))?.[1] ?? "unknown";
};
