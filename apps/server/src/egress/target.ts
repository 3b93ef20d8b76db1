import { lookup } from "node:dns/promises";
import { isIP, type LookupFunction } from "node:net";
import { isLoopbackAddress, isPublicAddress } from "./public-address.ts";

/** One address of a name. */
export interface Address {
  readonly address: string;
  readonly family: number;
}

/** Why an address may not be called. */
export type Refusal =
  | "not_a_url"
  | "not_https"
  | "not_tls"
  | "has_credentials"
  | "port_not_allowed"
  | "private_name"
  | "private_address"
  | "unknown_name";

/** Who may be called. `resolve` answers every address of a name; `loopback`: this machine may be called, without TLS too. */
export interface Reach {
  readonly loopback: "allowed" | "refused";
  readonly resolve?: (host: string) => Promise<readonly Address[]>;
}

/** What a protocol allows beyond loopback. */
export interface Protocol {
  /** Its protocols on loopback. */
  readonly near: RegExp;
  /** The one protocol elsewhere, and what to say to others. */
  readonly far: string;
  readonly otherwise: Refusal;
  readonly ports: ReadonlySet<string>;
}

/** Where to connect, with its addresses looked up once and checked. */
export type Target = { readonly url: URL; readonly addresses: readonly [Address, ...Address[]] } | { readonly refused: Refusal };

const privateNames = /(^|\.)(localhost|local|internal|intranet|lan|home|corp|home\.arpa)\.?$/i;

const resolveName = (host: string): Promise<readonly Address[]> => lookup(host, { all: true });

/** The name or address in a URL, without brackets. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, "");

const isLoopbackHost = (host: string): boolean => host === "localhost" || isLoopbackAddress(host);

const shapeRefusal = (url: URL, { far, otherwise, ports }: Protocol): Refusal | null => {
  if (url.protocol !== far) return otherwise;
  if (!ports.has(url.port)) return "port_not_allowed";
  const host = hostOf(url);
  if (isIP(host) === 0 && (!host.includes(".") || privateNames.test(host))) return "private_name";
  return null;
};

const addressesOf = async (host: string, resolve: (host: string) => Promise<readonly Address[]>): Promise<readonly Address[]> => {
  const family = isIP(host);
  if (family !== 0) return [{ address: host, family }];
  return resolve(host).catch(() => []);
};

/** Reads a URL and resolves its name once; one bad address among several refuses them all. */
export const aim = async (text: string, { loopback, resolve = resolveName }: Reach, protocol: Protocol): Promise<Target> => {
  if (!URL.canParse(text)) return { refused: "not_a_url" };
  const url = new URL(text);
  if (url.username !== "" || url.password !== "") return { refused: "has_credentials" };
  const host = hostOf(url);
  const near = loopback === "allowed" && isLoopbackHost(host) && protocol.near.test(url.protocol);
  const refused = near ? null : shapeRefusal(url, protocol);
  if (refused) return { refused };
  const [first, ...rest] = await addressesOf(host, resolve);
  if (!first) return { refused: "unknown_name" };
  const allowed = near ? isLoopbackAddress : isPublicAddress;
  if (![first, ...rest].every(({ address }) => allowed(address))) return { refused: "private_address" };
  return { url, addresses: [first, ...rest] };
};

/** Answers a connection's question for the name with what was checked, so that the name is not resolved again. */
export const pinTo =
  ([first, ...rest]: readonly [Address, ...Address[]]): LookupFunction =>
  (_host, options, done) => {
    if (options.all) return done(null, [first, ...rest]);
    return done(null, first.address, first.family);
  };
