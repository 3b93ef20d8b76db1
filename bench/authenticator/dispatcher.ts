import { initialMcState, stepMc, type McInput, type McOutcome } from "@drawbridge/domain";

const now = new Date("2026-03-01T12:00:00Z");
const later = new Date(now.getTime() + 120_000);
const user = { tenantId: "bank", userId: "ada" };
const display = { text: "Share balances with Acme until 2026-06-01", data: {}, numberMatch: null };

const call = (name: string, payload: unknown = {}): McInput => ({ type: "call", id: name, name, payload, now });
const done = (callId: string, outcome: McOutcome): McInput => ({ type: "done", callId, outcome, now });
const version = { major: 1, minor: 0, build: 0 };

const begin: readonly McInput[] = [
  call("Start", { locale: "en", appName: "bench", version }),
  call("Login", { userIdentifier: user, pin: "135790" }),
  done("Login", { status: "kOk", login: { user, otp: "otp", claims: null } }),
];

/** An operation from banner to signature, with a look at the state in the middle and two events that are refused. */
const round: readonly McInput[] = [
  { type: "offers", offers: [{ kind: "TRANSACTION", id: "op_1", banner: "A payment", deadline: later }], now },
  call("StartTransaction"),
  done("StartTransaction", { status: "kOk", factor: "PIN", deadline: later, display: null }),
  call("GetState"),
  call("StartChangePIN"),
  call("ProvidePIN", { confirmationType: "OK", pin: "135790" }),
  done("ProvidePIN", { status: "kOk", deadline: later, display }),
  call("Nonsense"),
  call("DisplayConfirmation", { confirmationType: "OK", transactionInformation: display.text }),
  done("DisplayConfirmation", { status: "kOk" }),
];

/** What goes through the dispatcher in a second: inputs, and the events they cause. */
export const measureDispatcher = (rounds: number): { readonly inputsPerSecond: number; readonly eventsPerSecond: number } => {
  const details = [{ userIdentifier: user, displayUsername: "", displayEmail: "" }];
  const pinPolicy = { minLength: 6, maxLength: 12, digitsOnly: true };
  const held = { state: initialMcState({ environments: ["SSMS"], platform: "Desktop", fixedTenant: null, pinPolicy }, details), said: 0 };
  const put = (input: McInput): void => {
    const step = stepMc(held.state, input);
    held.state = step.state;
    held.said += step.emits.length;
  };
  const walk = (times: number): void => {
    for (let nth = 0; nth < times; nth += 1) for (const input of round) put(input);
  };
  for (const input of begin) put(input);
  walk(rounds / 10);
  if (held.state.at !== "LOGGED_IN") throw new Error(`the round ended at ${held.state.at}`);
  held.said = 0;
  const begun = performance.now();
  walk(rounds);
  const seconds = (performance.now() - begun) / 1000;
  return { inputsPerSecond: (rounds * round.length) / seconds, eventsPerSecond: held.said / seconds };
};
