import type { FlowEffect, FlowState, Journey } from "@drawbridge/domain";
import type { PersonPresent, SealedField } from "@drawbridge/contract";
import type { Envelope } from "../vault/vault.ts";

/** Secrets that travel with a session until its connection owns them; all sealed. */
export interface SessionSecrets {
  /** What the browser sealed last; gone as soon as the adapter has used it. */
  readonly inputs?: readonly SealedField[];
  /** The adapter's own state of an unfinished sign-in. */
  readonly state?: Envelope;
  /** Query of the return from the bank. */
  readonly returned?: Envelope;
  /** Access to the bank, before the connection is there. */
  readonly access?: Envelope;
}

/** Work asked for and not yet answered; a late answer to another one is dropped. */
export interface PendingEffect {
  readonly id: string;
  readonly effect: FlowEffect;
}

/** Flow and options as stored; written by this server only, so that reading back is a plain cast in one place. */
export interface SessionContent {
  readonly flow: FlowState;
  readonly pending: PendingEffect | null;
  readonly secrets: SessionSecrets;
}

/** What a link fixes for its sessions beside the flow's settings. */
export interface LinkOptions {
  readonly mode: "full" | "lite" | "fix";
  /** Absent on links made before journeys had names: connect. */
  readonly journey?: Journey;
  /** The connection to repair (uuid); absent for new ones. */
  readonly connectionId?: string;
  readonly jobTypes: readonly string[];
  /** ISO; the consent reaches back no further. Absent: as far as its jobs. */
  readonly historyFrom?: string;
  /** Who is at the client's page, for the bank to know. Absent: the client did not say. */
  readonly person?: PersonPresent;
  readonly consentStep: boolean;
  readonly selection: "none" | "one" | "many";
  readonly institutionId: string | null;
  /** Institution number to what the search makes of it; absent: everything is visible. */
  readonly institutionSettings?: Readonly<Record<string, "hidden" | "visible" | "replace" | "autoreplace">>;
  /** The one aggregator the host wants; absent: any. */
  readonly aggregator?: string;
  readonly redirectUri: string | null;
  readonly targetOrigin: string | null;
  /** `default`, or the uuid of one of the tenant's; null: the link named none. */
  readonly experience: string | null;
  /** Version of the experience, fixed when the link was made. */
  readonly experienceVersion?: number;
  /** The partner's consumer, as its link prints it; null: it names none. Absent on links made before it was kept. */
  readonly consumerId?: string | null;
  /** Language tag of the page; "und" leaves it to the browser's languages. */
  readonly locale: string;
}
