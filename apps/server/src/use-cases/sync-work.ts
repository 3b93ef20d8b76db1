import type { Secret } from "@drawbridge/adapter-kit";
import type { Failure } from "@drawbridge/contract";
import { needsUser, projectFailure } from "@drawbridge/domain";
import type { Connection, NewSyncRun, SharedAccount, SyncStage } from "@drawbridge/storage";
import type { FetchedData } from "./read-all.ts";

/** One sync at work: whose, and why. */
export interface SyncWork {
  readonly run: NewSyncRun;
  readonly connection: Connection;
  /** Accounts that are shared. */
  readonly shared: readonly SharedAccount[];
}

/** What the bank said to it. */
export type SyncAnswer =
  | {
      readonly outcome: "data";
      readonly fetched: FetchedData;
      readonly from: Date | null;
      readonly at: Date;
      readonly hash: string;
      readonly refused: number;
      readonly lost: readonly string[];
      /** Null: the access is as it was. */
      readonly access: Secret | null;
    }
  | { readonly outcome: "failed"; readonly failure: Failure; readonly access: Secret | null };

/** A sync with its answer, ready to be written down. */
export interface AnsweredSync {
  readonly work: SyncWork;
  readonly answer: SyncAnswer;
  readonly stages: readonly SyncStage[];
}

/** What a sync without the person came to. `running`: another one is at work. */
export type SyncOutcome =
  | { readonly outcome: "synced"; readonly accounts: number; readonly complete: boolean }
  | { readonly outcome: "needs_user"; readonly failure: Failure }
  | { readonly outcome: "try_later"; readonly failure: Failure }
  | { readonly outcome: "running" };

/** The error a failure leaves at its connection. */
export const verdictOf = (failure: Failure) => projectFailure(failure).connectionsError ?? "sync_error";

/** What a failure means for whoever asked. */
export const failedOutcome = (failure: Failure): SyncOutcome => ({ outcome: needsUser(failure) ? "needs_user" : "try_later", failure });
