import { CliError } from "../cli-error.ts";

/** What is to go wrong on purpose. */
export interface Chaos {
  /** The first banner is not seen; the device finds the operation when it logs in again. */
  readonly lostBanner: boolean;
  /** The device's clock is ahead by so many seconds. */
  readonly clockSkew: number;
  /** So many codes are made before each one that is shown. */
  readonly counterDrift: number;
  /** Line and session are gone before the first banner, as after a restart of the server. */
  readonly serverRestart: boolean;
}

const numberOf = (name: string, text: string | undefined, most: number): number => {
  const value = Number(text);
  if (text === undefined || !Number.isInteger(value) || Math.abs(value) > most)
    throw new CliError("usage", `--chaos ${name} needs a whole number up to ${most}.`);
  return value;
};

const names = ["lost-banner", "clock-skew", "counter-drift", "server-restart"];

/** Reads `lost-banner,clock-skew=90,counter-drift=10,server-restart`. */
export const parseChaos = (text: string): Chaos => {
  const given = new Map(
    text
      .split(",")
      .filter((part) => part !== "")
      .map((part): readonly [string, string | undefined] => {
        const [name = "", value] = part.split("=");
        return [name, value];
      }),
  );
  const unknown = [...given.keys()].find((name) => !names.includes(name));
  if (unknown !== undefined) throw new CliError("usage", `--chaos knows ${names.join(", ")}, not ${unknown}.`);
  return {
    lostBanner: given.has("lost-banner"),
    clockSkew: given.has("clock-skew") ? numberOf("clock-skew", given.get("clock-skew"), 1_000_000) : 0,
    counterDrift: given.has("counter-drift") ? Math.abs(numberOf("counter-drift", given.get("counter-drift"), 1000)) : 0,
    serverRestart: given.has("server-restart"),
  };
};
