import { ExperienceSettings } from "@drawbridge/contract";
import { Type, type Static, type TSchema } from "typebox";

// The pages beside the numbers. As in `shapes.ts`, only what is used is named.
const Text = Type.String();
const OrNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const MaybeText = OrNull(Text);

export const HealthBoard = Type.Object({
  windowMs: Type.Number(),
  institutions: Type.Array(
    Type.Object({
      id: Text,
      name: Text,
      health: Text,
      since: MaybeText,
      answered: Type.Integer(),
      failed: Type.Integer(),
      failureRate: Type.Object({ value: OrNull(Type.Number()), low: OrNull(Type.Number()), high: OrNull(Type.Number()) }),
      sample: Text,
    }),
  ),
});
export type BankHealth = Static<typeof HealthBoard>["institutions"][number];

export const WebhookEndpoint = Type.Object({
  id: Text,
  url: Text,
  eventTypes: Type.Array(Text),
  description: Text,
  createdAt: Text,
  disabledAt: MaybeText,
  disabledReason: MaybeText,
});
export type WebhookEndpoint = Static<typeof WebhookEndpoint>;
export const WebhookEndpoints = Type.Object({ webhookEndpoints: Type.Array(WebhookEndpoint) });
export const NewEndpoint = Type.Object({ id: Text, secret: MaybeText });

export const Delivery = Type.Object({
  id: Text,
  endpointId: Text,
  eventType: Text,
  sessionId: MaybeText,
  status: Text,
  createdAt: Text,
  nextAttemptAt: MaybeText,
  replayOf: MaybeText,
  attempts: Type.Array(Type.Object({ no: Type.Integer(), durationMs: Type.Number(), outcome: Text, status: OrNull(Type.Integer()), detail: Text })),
});
export type Delivery = Static<typeof Delivery>;
export const Deliveries = Type.Object({ webhookDeliveries: Type.Array(Delivery), next: MaybeText });

const Colours = Type.Object({ brand: Text, onBrand: Text });
export const Experience = Type.Object({
  id: Text,
  version: Type.Integer(),
  createdAt: Text,
  settings: ExperienceSettings,
  theme: OrNull(Type.Object({ light: Colours, dark: Colours })),
});
export type Experience = Static<typeof Experience>;
export const Experiences = Type.Object({ experiences: Type.Array(Experience) });

export const Device = Type.Object({
  id: Text,
  name: Text,
  state: Text,
  lock: OrNull(Type.Object({ by: Text, reason: Text })),
  pinLock: Type.Object({ state: Text, failures: OrNull(Type.Integer()), secondsLeft: Type.Number() }),
  app: Type.Object({ name: Text, version: Text }),
  createdAt: Text,
  lastUsedAt: MaybeText,
});
export type Device = Static<typeof Device>;
export const Devices = Type.Object({ devices: Type.Array(Device) });
/** An unlock that waits for another operator. */
export const SecondPerson = Type.Object({ outcome: Type.Literal("second_person_needed"), expiresAt: Text });
export const ActivationCode = Type.Object({ id: Text, activationCode: Text, expiresAt: Text });
export type ActivationCode = Static<typeof ActivationCode>;

export const Operation = Type.Object({
  id: Text,
  userId: Text,
  banner: Text,
  text: Text,
  factor: Text,
  state: Text,
  reason: MaybeText,
  createdAt: Text,
  deadline: Text,
  decidedAt: MaybeText,
});
export type Operation = Static<typeof Operation>;
export const Operations = Type.Object({ operations: Type.Array(Operation), next: MaybeText });

export const AuditRow = Type.Object({
  no: Type.Integer(),
  at: Text,
  actor: Text,
  action: Text,
  subject: Text,
  data: Type.Record(Text, Type.Unknown()),
});
export type AuditRow = Static<typeof AuditRow>;
export const AuditRows = Type.Object({ rows: Type.Array(AuditRow), head: Type.Object({ no: Type.Integer() }), next: OrNull(Type.Integer()) });
export const AuditVerdict = Type.Object({
  outcome: Text,
  rows: Type.Optional(Type.Integer()),
  no: Type.Optional(Type.Integer()),
  why: Type.Optional(Text),
});

export const ImportReport = Type.Object({
  dryRun: Type.Boolean(),
  rows: Type.Integer(),
  added: Type.Integer(),
  changed: Type.Integer(),
  unchanged: Type.Integer(),
  missing: Type.Integer(),
  retired: Type.Integer(),
});
export type ImportReport = Static<typeof ImportReport>;

export const Operator = Type.Object({ id: Text, email: Text, role: Text, createdAt: Text, lastSignedInAt: MaybeText });
export type Operator = Static<typeof Operator>;
export const Operators = Type.Object({ operators: Type.Array(Operator) });
export const OperatorInvitation = Type.Object({ invitationUrl: MaybeText, expiresAt: Text });
