import type { Challenge, DraftEvent } from "@drawbridge/contract";
import {
  startFlow,
  transition,
  type ChosenInstitution,
  type FlowContext,
  type FlowInput,
  type FlowState,
  type FoundAccount,
} from "@drawbridge/domain";
import { newIdAt, type EventRow } from "@drawbridge/storage";
import { AppError } from "../http/app-error.ts";
import { printId } from "../ids.ts";
import type { PlannedAnswer, PlannedTry, StoryBank, VisitPlan } from "./visit-plan.ts";

interface Beat {
  readonly afterMs: number;
  readonly input: FlowInput;
}

const MOMENT_MS = 20;
const READ_MS = 4_000;

const chosenOf = (bank: StoryBank, connectable: boolean): ChosenInstitution => ({
  card: {
    id: bank.id,
    slug: bank.slug,
    no: bank.no,
    name: bank.name,
    domain: `${bank.slug}.example`,
    url: `https://${bank.slug}.example`,
    logo: null,
    supportsOauth: bank.signIn === "redirect",
    connectable,
    health: "healthy",
  },
  signIn: bank.signIn,
  fields: [],
  aggregator: bank.provider,
});

const question = (kind: Challenge["kind"]): Challenge => ({
  id: "question",
  kind,
  prompt: "?",
  options: [],
  choose: null,
  sentTo: null,
  attemptsLeft: null,
  expiresAt: null,
});

const asks = (kind: Challenge["kind"], rejected: boolean): FlowInput => ({
  type: "challenged",
  challenges: [question(kind)],
  pollAfterMs: null,
  rejected,
});

const account = (visitId: string): FoundAccount => ({
  id: `acc_${visitId.replaceAll("-", "")}`,
  no: 1,
  name: "Everyday",
  group: "deposit",
  masked: "••01",
  balance: "1.00",
  currency: "EUR",
  eligible: true,
  reason: null,
});

/** Questions and answers, up to the one at which the person leaves or gets in. */
const answerBeats = (answers: readonly PlannedAnswer[], { personMs, bankMs }: PlannedTry): readonly Beat[] =>
  answers.flatMap(({ kind, result }, index): readonly Beat[] => {
    const again = answers[index - 1]?.result === "wrong";
    const asked: readonly Beat[] = again ? [] : [{ afterMs: bankMs, input: asks(kind, false) }];
    const answered: Beat = { afterMs: personMs, input: { type: "answers_submitted", fields: [] } };
    if (result === "left") return [...asked, answered];
    return result === "wrong" ? [...asked, answered, { afterMs: bankMs, input: asks(kind, true) }] : [...asked, answered];
  });

const formBeats = (one: PlannedTry): readonly Beat[] => [
  { afterMs: one.personMs, input: { type: "credentials_submitted", fields: [] } },
  ...answerBeats(one.answers, one),
];

const redirectBeats = ({ blocked, personMs, result }: PlannedTry): readonly Beat[] => [
  ...(blocked ? [{ afterMs: READ_MS, input: { type: "oauth_launched", blocked: true } } as const] : []),
  { afterMs: READ_MS, input: { type: "oauth_launched", blocked: false } },
  ...(result === "left" ? [] : [{ afterMs: personMs, input: { type: "oauth_returned" } } as const]),
];

const tryBeats = (one: PlannedTry, bank: StoryBank, retries: boolean): readonly Beat[] => {
  const { result, bankMs } = one;
  const begun = bank.signIn === "redirect" ? redirectBeats(one) : formBeats(one);
  if (result === "left") return begun;
  if (result === "in") return [...begun, { afterMs: bankMs, input: { type: "signed_in" } }];
  const failed: Beat = { afterMs: bankMs, input: { type: "failed", failure: result, attemptsLeft: null } };
  const onForm = result === "credentials_rejected" && bank.signIn === "form";
  return retries && !onForm ? [...begun, failed, { afterMs: READ_MS, input: { type: "retry" } }] : [...begun, failed];
};

const addBeats = ({ add, end, bank, mode }: VisitPlan, found: FoundAccount): readonly Beat[] => {
  const choice: Beat = { afterMs: READ_MS, input: { type: "accounts_chosen", accountIds: [found.id] } };
  const asked = bank?.signIn === "form" && mode !== "fix";
  const discovered: Beat = { afterMs: MOMENT_MS, input: { type: "accounts_found", accounts: [found], existing: null } };
  const chosen = asked ? [discovered, choice] : [discovered];
  if (add === "left") return chosen;
  if (add !== "saved") return [...chosen, { afterMs: READ_MS, input: { type: "failed", failure: add, attemptsLeft: null } }];
  const ref = { id: found.id.replace("acc_", "con_"), no: 1 };
  const connected = {
    connectionId: ref.id,
    institutionName: bank?.name ?? "",
    accounts: 1,
    consentExpiresAt: "2027-01-01T00:00:00.000Z",
    ref,
    refs: [{ id: found.id, no: 1 }],
    historyPending: false,
  };
  const saved: Beat = { afterMs: READ_MS, input: { type: "data_saved", connected } };
  return end === "complete" ? [...chosen, saved, { afterMs: READ_MS, input: { type: "submitted" } }] : [...chosen, saved];
};

const beatsOf = (plan: VisitPlan, found: FoundAccount): readonly Beat[] => {
  const { searches, unsupported, bank, tries, end } = plan;
  const searched = searches.map(({ term, resultCount }): Beat => ({ afterMs: READ_MS, input: { type: "search_settled", term, resultCount } }));
  const refused: readonly Beat[] = unsupported
    ? [
        { afterMs: READ_MS, input: { type: "institution_chosen", institution: chosenOf(unsupported, false) } },
        { afterMs: READ_MS, input: { type: "choose_other" } },
      ]
    : [];
  const chosen: readonly Beat[] =
    bank && plan.mode === "full" ? [{ afterMs: READ_MS, input: { type: "institution_chosen", institution: chosenOf(bank, true) } }] : [];
  const tried = bank ? tries.flatMap((one, index) => tryBeats(one, bank, index < tries.length - 1)) : [];
  const isIn = tries.at(-1)?.result === "in";
  const last: Readonly<Partial<Record<VisitPlan["end"], FlowInput>>> = {
    exit: { type: "exit" },
    timeout: { type: "time_over", present: true },
    abandoned: { type: "time_over", present: false },
  };
  const ending = last[end];
  return [
    ...searched,
    ...refused,
    ...chosen,
    ...tried,
    ...(isIn ? addBeats(plan, found) : []),
    ...(ending ? [{ afterMs: READ_MS, input: ending }] : []),
  ];
};

/** Whose session it is. */
export interface Played {
  readonly tenantId: string;
  readonly sessionId: string;
}

const contextOf = (plan: VisitPlan, newId: string): FlowContext => ({
  newId,
  supportCode: "STORY",
  connection: null,
  consent: { jobTypes: ["transactions"], consentDays: 90 },
  user: { id: printId("usr", plan.userId), no: 1 },
  launchUrl: "https://connect.example/oauth/launch/story",
});

const settingsOf = ({ mode }: VisitPlan) => ({
  journey: mode === "fix" ? ("reauth" as const) : ("connect" as const),
  consentStep: false,
  search: mode === "full",
  selection: "many" as const,
  addAnother: mode === "full",
  maxFailures: 10,
});

const beginning = ({ device, locale, returning, mode, experience }: VisitPlan) => ({
  device,
  locale,
  returning,
  mode,
  journey: mode === "fix" ? "reauth" : "connect",
  experience: experience ?? { id: null, version: null, variant: null },
});

/** What a session came to. */
export interface PlayedVisit {
  readonly rows: readonly EventRow[];
  readonly state: FlowState;
}

/** Plays a plan through the real machine; answers the rows of its session as the server would have written them. */
export const playVisit = (plan: VisitPlan, { tenantId, sessionId }: Played): PlayedVisit => {
  const found = account(sessionId);
  const rows: EventRow[] = [];
  let at = plan.startedAt.getTime();
  const write = (drafts: readonly DraftEvent[]): void => {
    for (const { type, attemptId, step, data } of drafts) {
      const seq = rows.length + 1;
      const id = newIdAt(new Date(at), seq);
      rows.push({
        id,
        tenantId,
        sessionId,
        userId: plan.userId,
        seq,
        type,
        attemptId,
        step,
        data: type === "session.started" ? { ...data, ...beginning(plan) } : data,
        occurredAt: new Date(at),
      });
    }
  };
  const named = plan.mode === "full" || !plan.bank ? null : chosenOf(plan.bank, true);
  const connection = { id: found.id.replace("acc_", "con_"), no: 1 };
  const repair = plan.mode === "fix" ? ({ connection, accounts: [], journey: "reauth", jobTypes: ["transactions"], origin: "link" } as const) : null;
  const start = startFlow(settingsOf(plan), { institution: named, repair, nothingToFix: false }, contextOf(plan, newIdAt(new Date(at), 0)));
  let state: FlowState = start.state;
  write(start.events);
  for (const { afterMs, input } of beatsOf(plan, found)) {
    at += afterMs;
    const result = transition(state, input, contextOf(plan, newIdAt(new Date(at), 0)));
    if (!result) throw new AppError("UNEXPECTED", { detail: `the story has ${input.type} at ${state.step.at}` });
    state = result.state;
    write(result.events);
  }
  return { rows, state };
};
