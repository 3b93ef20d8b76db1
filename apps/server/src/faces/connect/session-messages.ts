import type { ConnectEndingName } from "@drawbridge/contract";
import { printNo, tell, type Projection, type Row } from "./connect-context.ts";

const owner = (p: Projection) => ({ customerId: printNo(p, p.context.customerNo), partnerId: printNo(p, p.context.partnerNo) });

const opened = (p: Projection) => {
  const { timestamp, ttl, mode, experience, sessionHex } = p.context;
  return { ...owner(p), timestamp, ttl, type: mode, experience, sessionId: sessionHex, product: "aggregation" as const };
};

/** A person started a session. */
export const started: Row = (p) => tell({ action: "Initialize", ...opened(p), borrowerType: "primary" });

/** The person handed over the accounts of the whole session. */
export const submitted: Row = (p) => {
  const { accounts } = p.facts;
  return tell({ action: "SubmitAccounts", ...opened(p), accounts: accounts.length, accountIds: accounts.map(({ no }) => String(no)) });
};

/** The session ran out of time. */
export const timedOut: Row = (p) => tell({ action: "SessionTimeout", ...owner(p), timestamp: p.context.timestamp, sessionId: p.context.sessionHex });

// Key order is part of the contract (connect-events.md, 8): these stand before and after the code.
const before = (p: Projection) => {
  const { timestamp, ttl, experience, sessionHex } = p.context;
  return { ...owner(p), timestamp, ttl, experience, sessionId: sessionHex };
};
const after = ({ context }: Projection) => ({ type: context.mode, product: "aggregation" as const });

const ends: Readonly<Record<ConnectEndingName, Row>> = {
  complete: (p) => [
    ...tell({ action: "End", reason: "complete", ...before(p), code: 200, ...after(p) }),
    { type: "done", data: { code: 200, reason: "complete", reportData: [] } },
  ],
  nothing_to_fix: (p) => [
    ...tell({ action: "End", reason: "complete", ...before(p), code: 201, ...after(p) }),
    { type: "done", data: { code: 201, reason: "complete", reportData: [] } },
  ],
  exit: (p) => [
    ...tell({ action: "End", reason: "exit", ...before(p), code: 100, ...after(p) }),
    { type: "cancel", data: { code: 100, reason: "exit" } },
  ],
  timeout: (p) => [
    ...tell({ action: "End", reason: "timeout", ...before(p), code: 1440, ...after(p) }),
    { type: "error", data: { code: 1440, reason: "timeout" } },
  ],
  error: (p) => [
    ...tell({ action: "End", reason: "error", ...before(p), code: 500, ...after(p) }),
    { type: "error", data: { code: 500, reason: "error" } },
  ],
};

// Abandoned is missing: nobody is there to hear it (connect-events.md, R3).
const endingNames: Readonly<Record<string, ConnectEndingName>> = { complete: "complete", exit: "exit", timeout: "timeout", error: "error" };

/** The end: its event, then the one message after which nothing follows. */
export const ended: Row = (p) => {
  const { reason, nothingToFix } = p.facts;
  const plain = endingNames[reason ?? ""];
  const name = plain === "complete" && nothingToFix ? "nothing_to_fix" : plain;
  return name ? ends[name](p) : [];
};
