import { formatActivationCode, initialMcState, stepMc, type McInput, type McOutcome, type McState } from "@drawbridge/domain";

/** An edge of a drawing: what led from one state to the next. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly by: string;
}

/** A flow with the walks that show its states. */
export interface DrawnFlow {
  readonly title: string;
  readonly walks: readonly Walk[];
}

interface Walk {
  readonly users: number;
  readonly steps: readonly Step[];
}

type Step = readonly [by: string, input: McInput];

const now = new Date("2026-01-01T00:00:00Z");
const deadline = new Date(now.getTime() + 120_000);
const user = { tenantId: "bank", userId: "ada" };
const other = { tenantId: "bank", userId: "bob" };
const detailsOf = (userIdentifier: typeof user) => ({ userIdentifier, displayUsername: "", displayEmail: "" });
const activationCode = formatActivationCode(new Uint8Array(10));
const pin = "135790";
const display = { text: "text", data: {}, numberMatch: null };

const call = (name: string, payload: object = {}): Step => [name, { type: "call", id: name, name, payload, now }];
const done = (callId: string, by: string, outcome: McOutcome): Step => [by, { type: "done", callId, outcome, now }];
const start = call("Start", { locale: "en", appName: "app", version: { major: 1, minor: 0, build: 0 } });
const session: McOutcome = { status: "kOk", login: { user, otp: "", claims: null } };
const login = [start, call("Login", { userIdentifier: user, pin }), done("Login", "right PIN", session)];
const idOf = (name: string, of: typeof user): Step => call(name, { userIdentifier: of, activationCode });
const pinOf = (name: string): Step => call(name, { pin, autoLogin: false });
const enrolled = (of: typeof user): McOutcome => ({ status: "kOk", enrolled: detailsOf(of) });
const refused: McOutcome = { status: "kWrongCredentials" };
const banner = (kind: "TRANSACTION" | "DISPLAY_MESSAGE"): Step => [
  "the server offers",
  { type: "offers", offers: [{ kind, id: "op_1", banner: "", deadline }], now },
];
const begun = (factor: "PIN" | "TOKEN" | "NONE"): readonly Step[] => [
  ...login,
  banner("TRANSACTION"),
  call("StartTransaction"),
  done("StartTransaction", `${factor} wanted`, { status: "kOk", factor, deadline, display: factor === "NONE" ? display : null }),
];
const confirm = call("DisplayConfirmation", { confirmationType: "OK", transactionInformation: display.text });
const oneUser = (...steps: readonly Step[]): Walk => ({ users: 1, steps });
const nobody = (...steps: readonly Step[]): Walk => ({ users: 0, steps });
const restarted: Step = ["RestartResult", { type: "restarted", users: [detailsOf(user)], now }];
const late: Step = ["deadline", { type: "tick", now: deadline }];

/** Every flow that has states of its own, walked through the machine itself. */
export const drawnFlows: readonly DrawnFlow[] = [
  {
    title: "Session",
    walks: [
      nobody(start),
      oneUser(...login, ["five minutes without the person", { type: "idle", now }]),
      oneUser(...login, call("Restart", { locale: "en", appName: "app", version: { major: 1, minor: 0, build: 0 } }), restarted),
      oneUser(...login, ["alert", { type: "alert", status: "kLockedUser", errorCode: 500_000_031, description: "", now }], restarted),
      oneUser(...login, ["suspend", { type: "suspend", now }], ["resume", { type: "resume", now }]),
    ],
  },
  {
    title: "Activation",
    walks: [
      nobody(start, idOf("ProvideActivationCodeAndUserId", user), pinOf("ProvideSetPIN"), done("ProvideSetPIN", "server ok", enrolled(user))),
      nobody(start, idOf("ProvideActivationCodeAndUserId", user), call("Cancel")),
      nobody(
        start,
        call("Activate", { userIdentifier: user, activationCode, pin, autoLogin: true }),
        done("Activate", "server ok, autoLogin", { ...enrolled(user), ...session }),
      ),
      nobody(
        start,
        call("ActivateWithToken", { userIdentifier: user, token: "t", autoLogin: true }),
        done("ActivateWithToken", "server refuses", refused),
      ),
    ],
  },
  {
    title: "Reactivation",
    walks: [
      oneUser(
        start,
        call("StartReactivation"),
        idOf("ProvideActivationCodeAndUserIdForReactivation", user),
        pinOf("ProvideSetPINForReactivation"),
        done("ProvideSetPINForReactivation", "server ok", enrolled(user)),
      ),
      oneUser(
        start,
        call("StartReactivation"),
        call("Reactivation", { userIdentifier: user, activationCode, pin, autoLogin: false }),
        done("Reactivation", "server refuses", refused),
        call("Cancel"),
      ),
    ],
  },
  {
    title: "Add user",
    walks: [
      oneUser(
        ...login,
        call("StartAddUser"),
        idOf("ProvideActivationCodeAndUserIdForAddUser", other),
        pinOf("ProvideSetPINForAddUser"),
        done("ProvideSetPINForAddUser", "server ok", enrolled(other)),
      ),
      oneUser(
        start,
        call("StartAddUser"),
        call("AddUser", { userIdentifier: other, activationCode, pin, autoLogin: false }),
        done("AddUser", "server refuses", refused),
        call("Cancel"),
      ),
    ],
  },
  {
    title: "Delete user",
    walks: [
      oneUser(
        start,
        call("StartDeleteUser"),
        call("ProvideSetUserIdToDelete", { userIdentifier: user }),
        done("ProvideSetUserIdToDelete", "the last user is gone", { status: "kOk", payload: { deleted: [user] } }),
      ),
      oneUser(...login, call("StartDeleteUser"), call("Cancel")),
    ],
  },
  {
    title: "Transaction",
    walks: [
      oneUser(
        ...begun("PIN"),
        call("ProvidePIN", { confirmationType: "OK", pin }),
        done("ProvidePIN", "right PIN", { status: "kOk", display, deadline }),
        confirm,
        done("DisplayConfirmation", "TransactionEnd", { status: "kOk" }),
      ),
      oneUser(
        ...begun("PIN"),
        call("ProvidePIN", { confirmationType: "OK", pin }),
        done("ProvidePIN", "no try left", { status: "kTemporaryLocked" }),
      ),
      oneUser(
        ...begun("TOKEN"),
        call("ProvideToken", { confirmationType: "OK", token: "t" }),
        done("ProvideToken", "right token", { status: "kOk", display, deadline }),
        late,
      ),
      oneUser(...begun("NONE"), ["the server cancels", { type: "operation_ended", operationId: "op_1", status: "kServerCancel", now }]),
      oneUser(...login, banner("TRANSACTION"), late),
    ],
  },
  {
    title: "Messages and change of PIN",
    walks: [
      oneUser(
        ...login,
        banner("DISPLAY_MESSAGE"),
        call("StartDisplayMessage"),
        done("StartDisplayMessage", "DisplayMessage", { status: "kOk", text: "hello" }),
      ),
      oneUser(
        ...login,
        call("StartChangePIN"),
        call("ProvideSetNewPIN", { currentPin: pin, newPin: "246813" }),
        done("ProvideSetNewPIN", "wrong old PIN", { status: "kInvalidPin" }),
        call("Cancel"),
      ),
      oneUser(
        ...login,
        call("StartChangePIN"),
        call("ProvideSetNewPIN", { currentPin: pin, newPin: "246813" }),
        done("ProvideSetNewPIN", "right old PIN", { status: "kOk" }),
      ),
    ],
  },
];

const profile = {
  environments: ["SSMS"],
  platform: "Desktop",
  fixedTenant: null,
  pinPolicy: { minLength: 6, maxLength: 12, digitsOnly: true },
} as const;

/** Where a flow's walks lead, as the machine says; a step that stays is not drawn. */
export const edgesOf = ({ walks }: DrawnFlow): readonly Edge[] => {
  const edges = walks.flatMap(({ users, steps }) => walkAlong(initialMcState(profile, users === 0 ? [] : [detailsOf(user)]), steps));
  return edges.filter(
    (edge, at) =>
      edge.from !== edge.to && edges.findIndex((before) => before.from === edge.from && before.to === edge.to && before.by === edge.by) === at,
  );
};

const walkAlong = (first: McState, steps: readonly Step[]): readonly Edge[] =>
  steps.reduce<{ readonly state: McState; readonly edges: readonly Edge[] }>(
    ({ state, edges }, [by, input]) => {
      const next = stepMc(state, input).state;
      return { state: next, edges: [...edges, { from: state.at, to: next.at, by }] };
    },
    { state: first, edges: [] },
  ).edges;
