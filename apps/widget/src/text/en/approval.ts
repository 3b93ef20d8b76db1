import type { StepView } from "@drawbridge/contract";

type ApprovalStep = Extract<StepView, { at: "approval" }>;

/** Approving on a device. */
export const approval = {
  approval: {
    title: "Approve on your device",
    lead: {
      grant: (tenant: string, bank: string): string => `Open your authenticator app and allow ${tenant} to read your data at ${bank}.`,
      renew: (tenant: string, bank: string): string => `Open your authenticator app and let ${tenant} go on reading your data at ${bank}.`,
      revoke: (tenant: string, bank: string): string => `Open your authenticator app and stop ${tenant} from reading your data at ${bank}.`,
    } satisfies Record<ApprovalStep["question"], (tenant: string, bank: string) => string>,
    number: "Type this number on your device",
    said: (digits: string): string => `Approve on your device. The number is ${digits}.`,
    preparing: "Asking your device…",
    waiting: "Waiting for your approval…",
    over: "The time ran out.",
    nothing: (tenant: string): string => `${tenant} got nothing.`,
    unchanged: "Everything stays as it was.",
    ended: {
      refused: ["You said no on your device", "If that was a mistake, try again."],
      timed_out: ["Nobody answered in time", "Have your device at hand and try again."],
      cancelled: ["The question was taken back", "You can ask again."],
      no_device: ["You have no device to approve with", "Set up the authenticator app first, then try again."],
      too_many: ["Too many questions wait on your device", "Answer them there first, then try again."],
      failed: ["We could not ask your device", "We have noted it. Please try again."],
    } satisfies Record<Exclude<ApprovalStep["state"], "preparing" | "open">, readonly [string, string]>,
  },
} as const;
