import type { AttemptStage, Failure, StageResult } from "@drawbridge/contract";
import { remediationOf } from "../failure-projection.ts";

/** A step of an attempt as it is kept (connections.md, E4). */
export interface StageOutcome {
  readonly stage: AttemptStage;
  readonly result: StageResult;
}

const names: Readonly<Record<AttemptStage, string>> = {
  start: "Starting",
  connect: "Reaching the bank",
  interactive: "The person at the bank",
  fetch_accounts: "Reading the accounts",
  fetch_recent: "Reading recent transactions",
  fetch_full: "Reading older transactions",
  finish: "Storing what came",
};

const results: Readonly<Record<StageResult, string>> = {
  ok: "done",
  partial: "only a part came",
  failed: "did not work",
  skipped: "not needed",
};

/** What a step came to, in a sentence; a failure says what helps. */
export const stageText = ({ stage, result }: StageOutcome, failure: Failure | null): string => {
  const said = `${names[stage]}: ${results[result]}.`;
  return result === "failed" && failure ? `${said} What helps: ${remediationOf(failure).replaceAll("_", " ")}.` : said;
};
