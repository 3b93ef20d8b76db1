import { Secret } from "@drawbridge/adapter-kit";
import {
  operatorInvitations,
  operatorPasskeys,
  operators,
  operatorSessions,
  operatorTries,
  tenants,
  type OperatorInvitation,
} from "@drawbridge/storage";
import { AppError } from "../http/app-error.ts";
import { hashToken } from "../http/token-hash.ts";
import { printId } from "../ids.ts";
import type { Deps } from "../use-cases/deps.ts";
import { showTotp, stepOfCode } from "./one-time-codes.ts";
import { recordOperatorDeed } from "./operator-deed.ts";
import { openOperatorSession } from "./operator-session.ts";
import { hashPassword } from "./passwords.ts";
import { triesKey, type SignedIn } from "./sign-in.ts";

/** What whoever opens the link chooses. */
export interface Acceptance {
  readonly token: string;
  readonly email: string;
  readonly password: string;
  readonly code: string;
}

const findOpen = async (deps: Deps, token: string): Promise<OperatorInvitation> => {
  const found = await operatorInvitations(deps.storage.pool).open(hashToken(token), deps.now());
  if (!found) throw new AppError("INVITATION_SPENT");
  return found;
};

/** What the page of a link shows: whose console it is, and the secret for the person's app. Looking uses nothing up. */
export const readInvitation = async (deps: Deps, token: string) => {
  const { tenantId, operatorId, email, role, totp, expiresAt } = await findOpen(deps, token);
  const tenant = await tenants(deps.storage.pool).byId(tenantId);
  const name = tenant?.name ?? "Drawbridge";
  const shown = showTotp(deps, { tenantId, operatorId }, { sealed: totp, label: email ?? name });
  return { tenantName: name, email, role, totp: shown, expiresAt: expiresAt.toISOString() };
};

/** Makes the operator and signs in. A wrong code leaves the link as it was; two at once make one operator. */
export const acceptInvitation = async (deps: Deps, { token, email, password, code }: Acceptance): Promise<SignedIn> => {
  const invitation = await findOpen(deps, token);
  const { tenantId, operatorId, role, totp } = invitation;
  const address = (invitation.email ?? email).trim();
  const step = stepOfCode(deps, { tenantId, operatorId }, { sealed: totp, code });
  if (step === null) throw new AppError("CODE_WRONG");
  const passwordHash = await hashPassword(new Secret(password));
  const now = deps.now();
  const operator = { id: operatorId, tenantId, email: address, role, passwordHash, totp, totpStep: step, createdAt: now };
  return deps.storage.transaction(async (tx) => {
    if (!(await operatorInvitations(tx).use(invitation.tokenHash, now))) throw new AppError("INVITATION_SPENT");
    if (!(await operators(tx).save(operator))) throw new AppError("ALREADY_EXISTS", { detail: "this address is taken" });
    await operatorPasskeys(tx).removeAll(operatorId); // whoever needs new secrets may have lost the old ones
    await operatorSessions(tx).endAll(operatorId);
    await operatorTries(tx).forget(triesKey(address));
    const deed = { tenantId, operatorId, at: now, action: "operator.enrolled", subject: printId("opr", operatorId) };
    await recordOperatorDeed(tx, { ...deed, data: { role } });
    return { operator: { ...operator, lastSignedInAt: now }, token: await openOperatorSession(tx, operatorId, now) };
  });
};
