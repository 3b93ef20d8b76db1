import type { PersonInput, SessionView, StepView } from "@drawbridge/contract";
import type { PlainField } from "@drawbridge/seal";
import type { Institutions } from "../session/api.ts";

/** One step by its name. */
export type StepAt<At extends StepView["at"]> = Extract<StepView, { at: At }>;

/** What a screen may ask for; it never fetches or navigates itself. */
export interface Actions {
  readonly send: (input: PersonInput) => void;
  /** Seals the values in this browser and sends them; the plain text is not kept. */
  readonly sealAndSend: (type: "credentials_submitted" | "answers_submitted", fields: readonly PlainField[]) => void;
  readonly find: (term: string, signal: AbortSignal) => Promise<Institutions | null>;
  /** Opens the bank's window; only inside a click handler. */
  readonly openBank: (url: string) => void;
  /** The plain link to the bank was used instead. */
  readonly tellBankLinkUsed: () => void;
  /** Something was entered: leaving asks first from now on. */
  readonly touch: () => void;
  /** Says a text once to screen readers. */
  readonly announce: (text: string, urgency?: "polite" | "assertive") => void;
}

/** What every screen draws from. */
export interface ScreenProps<At extends StepView["at"]> {
  readonly view: SessionView;
  readonly step: StepAt<At>;
  readonly busy: boolean;
  readonly bankWindow: "unknown" | "closed" | "blocked";
  readonly actions: Actions;
}
