import { setTimeout as pause } from "node:timers/promises";
import { jobTypes, type PersonInput, type SessionView, type StepView } from "@drawbridge/contract";
import { sealField } from "@drawbridge/seal";
import { connections, sessions, users, type Connection, type Session, type Tenant } from "@drawbridge/storage";
import { askAboutConsent } from "../devices/approvals/consent-approval.ts";
import { AppError } from "../http/app-error.ts";
import { advanceSession } from "../use-cases/advance-session.ts";
import { createLink } from "../use-cases/create-link.ts";
import type { Deps } from "../use-cases/deps.ts";
import { findLink, openSession } from "../use-cases/open-session.ts";
import { viewSession } from "../use-cases/view-session.ts";
import type { FleetPerson } from "./fleet-plan.ts";
import type { StoryDevices } from "./seed-devices.ts";

const PASSWORD = "pass_ok"; // what the sandbox bank takes of everybody
const LOOK_MS = 150;
const PATIENCE = 200; // looks

/** Whose person it is, and whether there is still time. */
export interface PersonStage {
  readonly tenant: Tenant;
  readonly stopped: () => boolean;
  readonly devices?: StoryDevices;
}

/** A session as somebody at the widget sees it. */
interface Visit {
  readonly view: () => Promise<SessionView>;
  readonly give: (input: PersonInput) => Promise<void>;
  /** Waits until the session is at one of these steps. */
  readonly until: <At extends StepView["at"]>(...at: readonly At[]) => Promise<Extract<StepView, { at: At }>>;
}

const visit = (deps: Deps, session: Session, stopped: () => boolean): Visit => {
  const view = async (): Promise<SessionView> => viewSession(deps, (await sessions(deps.storage.pool).byId(session.id)) ?? session);
  const isAt = <At extends StepView["at"]>(step: StepView, at: readonly At[]): step is Extract<StepView, { at: At }> =>
    at.some((name) => name === step.at);
  return {
    view,
    give: async (input) => {
      const { revision } = await view();
      const { outcome } = await advanceSession(deps, session.id, { by: "person", revision, input });
      if (outcome !== "advanced") throw new AppError("UNEXPECTED", { detail: `the story's ${input.type} was ${outcome}` });
    },
    until: async (...at) => {
      for (let look = 0; look < PATIENCE && !stopped(); look += 1) {
        const { step } = await view();
        if (isAt(step, at)) return step;
        await pause(LOOK_MS);
      }
      throw new AppError("UNEXPECTED", { detail: `the story waited in vain for ${at.join(", ")}` });
    },
  };
};

const open = async (deps: Deps, tenant: Tenant, { externalId, device }: FleetPerson): Promise<Session> => {
  const user = await users(deps.storage.pool).findOrCreateByExternalId(tenant.id, externalId);
  const options = {
    mode: "full",
    jobTypes: [...jobTypes],
    consentStep: false,
    selection: "many",
    institutionId: null,
    redirectUri: null,
    targetOrigin: null,
    experience: null,
    locale: "en",
  } as const;
  const { token } = await createLink(deps, { tenant, user, kind: "connect", vocabulary: "connect", singleUse: false, options });
  const { session } = await openSession(deps, { link: await findLink(deps, token), handle: null, tabId: "story", device });
  return session;
};

const HALF_A_YEAR_DAYS = 180;

/** The bank is connected, and on their device the person says for how long. */
const askForLonger = async (deps: Deps, { tenant, devices }: PersonStage, { person, connection }: Asked): Promise<void> => {
  const device = devices?.get(person.externalId);
  if (!device || !connection || person.longer === undefined) return;
  const wish = { question: "renew", days: HALF_A_YEAR_DAYS, purpose: "your budget", lifeS: 300, numberMatching: false, by: "onboarding" } as const;
  await device.answer(await askAboutConsent(deps, { tenant, connection }, wish), person.longer, deps.now());
};

interface Asked {
  readonly person: FleetPerson;
  readonly connection: Connection | null;
}

/** Somebody connects a bank, by the very use cases the widget calls; answers the connection. */
export const connectPerson = async (deps: Deps, stage: PersonStage, person: FleetPerson): Promise<Connection | null> => {
  const { tenant, stopped } = stage;
  const session = await open(deps, tenant, person);
  const { view, give, until } = visit(deps, session, stopped);
  await give({ type: "institution_chosen", institutionId: person.bank });
  await until("sign_in");
  const { vault } = await view();
  const plain = [
    { name: "username", value: person.username },
    { name: "password", value: PASSWORD },
  ];
  await give({ type: "credentials_submitted", fields: await Promise.all(plain.map((field) => sealField(vault, field))) });
  const { accounts } = await until("accounts");
  await give({ type: "accounts_chosen", accountIds: accounts.filter(({ eligible }) => eligible).map(({ id }) => id) });
  await until("review");
  const [connection = null] = await connections(deps.storage.pool).ofUser(tenant.id, session.userId);
  await askForLonger(deps, stage, { person, connection });
  await give({ type: "submitted" });
  return connection;
};
