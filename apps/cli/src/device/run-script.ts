import { statusCategories, type AstEnvelope } from "@drawbridge/contract";
import { CliError } from "../cli-error.ts";
import { printable } from "../printable.ts";
import type { Chaos } from "./chaos.ts";
import { fillIn, type Script, type ScriptStep } from "./script.ts";
import { openDevice, type DeviceOptions, type SimulatedDevice } from "./simulated-device.ts";

/** A run: the device, what its script may name, what goes wrong, and where it tells of it. */
export interface ScriptRun {
  readonly options: Omit<DeviceOptions, "clockSkew">;
  readonly script: Script;
  readonly variables: Readonly<Record<string, string>>;
  readonly chaos: Chaos;
  readonly say: (text: string) => void;
}

const WAIT_SECONDS = 30;
const successes = new Set(Object.entries(statusCategories).flatMap(([status, category]) => (category === "success" ? [status] : [])));

/** Runs a script on the device; throws at the first step that does not go as it says. */
export const runScript = async (run: ScriptRun): Promise<void> => {
  const running = createRunning(run, await openDevice({ ...run.options, clockSkew: run.chaos.clockSkew }));
  try {
    for (const step of run.script) await running.take(step);
  } finally {
    await running.close();
  }
};

/** What the device told last time, in the way scripts name it. */
const lookUp = (name: string, device: SimulatedDevice, variables: ScriptRun["variables"]): unknown => {
  const [event = "", parameter] = name.split(".");
  if (parameter === undefined) return variables[name];
  const found = device.last(event)?.payload[parameter];
  return Array.isArray(found) && found.length === 1 ? found[0] : found;
};

const createRunning = ({ options, variables, chaos, say }: ScriptRun, first: SimulatedDevice) => {
  const held = { device: first, lost: !chaos.lostBanner, restarted: !chaos.serverRestart };
  const call = async (name: string, payload: unknown): Promise<AstEnvelope> =>
    held.device.send(
      name,
      fillIn(payload, (wanted) => lookUp(wanted, held.device, variables)),
    );
  const logInAgain = async (): Promise<void> => {
    await call("Login", { userIdentifier: "${StartLogin.userIdentifiers}", pin: "${pin}" });
    const result = await held.device.next(["LoginResult"], WAIT_SECONDS);
    check(result, { name: "LoginResult" });
  };
  const restartServer = async (): Promise<void> => {
    held.restarted = true;
    say("chaos: line and session are gone; the device comes back");
    await held.device.close();
    held.device = await openDevice({ ...options, clockSkew: chaos.clockSkew });
    await call("Start", appStart);
    await logInAgain();
  };
  const loseBanner = async (): Promise<void> => {
    held.lost = true;
    await held.device.next(["TriggerBanner"], WAIT_SECONDS);
    say("chaos: a banner was lost; the device logs in again");
    await call("Restart", appStart);
    await logInAgain();
  };
  const wait = async ({ wait: name, status, seconds = WAIT_SECONDS }: Extract<ScriptStep, { readonly wait: string }>): Promise<void> => {
    if (name === "TriggerBanner" && !held.restarted) await restartServer();
    if (name === "TriggerBanner" && !held.lost) await loseBanner();
    say(lineOf(check(await held.device.next([name], seconds), { name, status })));
  };
  const choose = async ({ either, seconds = WAIT_SECONDS }: Extract<ScriptStep, { readonly either: unknown }>): Promise<void> => {
    const names = Object.keys(either);
    const came = await held.device.next(names, seconds);
    say(lineOf(check(came, { name: names.join(" or ") })));
    for (const step of either[came?.name ?? ""] ?? []) await take(step);
  };
  const take = async (step: ScriptStep): Promise<void> => {
    if ("wait" in step) return wait(step);
    if ("either" in step) return choose(step);
    const drift = step.call.startsWith("Generate") ? chaos.counterDrift : 0;
    for (let made = 0; made < drift; made += 1) await call(step.call, step.with ?? {});
    say(
      lineOf(
        check(await call(step.call, step.call === "Start" ? { ...appStart, ...step.with } : (step.with ?? {})), {
          name: step.call,
          status: step.status,
        }),
      ),
    );
  };
  return { take, close: () => held.device.close() };
};

const appStart = { locale: "en", appName: "drawbridge-cli", version: { major: 1, minor: 0, build: 0 } };

/** The event, where it is what the step wants. */
const check = (event: AstEnvelope | null, { name, status }: { readonly name: string; readonly status?: string | undefined }): AstEnvelope => {
  if (!event) throw new CliError("refused", `${printable(name)} did not come.`);
  const came = event.payload["status"] ?? event.payload["updateStatus"] ?? (event.name === "InvalidState" ? "InvalidState" : null);
  const isWell = status === undefined ? came === null || came === "OK" || (typeof came === "string" && successes.has(came)) : came === status;
  if (!isWell) throw new CliError("refused", `${lineOf(event)}${event.error ? `  ${printable(event.error.errorDescription)}` : ""}`);
  return event;
};

/** An event on one line. What only its receiver may see is part of a script's own output: the device belongs to who runs it. */
const lineOf = ({ name, payload }: AstEnvelope): string => printable(`${name}  ${JSON.stringify(payload)}`);
