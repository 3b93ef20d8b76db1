import { Type, type Static } from "typebox";
import { BankConnectionId, BankId, closed, CustomerAddress, CustomerTime, Instant, UserHexId, Uuid } from "./parts.ts";

const short = Type.Optional(Type.String({ maxLength: 200 }));
const names = Type.Optional(Type.Array(Type.String({ maxLength: 100 }), { maxItems: 50 }));

/** Body of `POST /auth-requests`; payment fields are unknown here. */
export const AuthRequestInput = Type.Object(
  {
    redirectUri: Type.Optional(Type.String({ maxLength: 2000, pattern: "^https?://" })),
    userId: Type.Optional(UserHexId),
    scope: Type.String({ maxLength: 200 }),
    connectionId: Type.Optional(BankConnectionId),
    categorisationType: Type.Optional(Type.Enum(["personal", "business"])),
    permissions: names,
    permissionsAction: Type.Optional(Type.Enum(["add", "replace"])),
    expirationDateTime: short,
    /** The consent may be renewed without the bank although its end was chosen (connections.md, E12). */
    keepReconsent: Type.Optional(Type.Boolean()),
    transactionFromDateTime: short,
    sync: Type.Optional(Type.Object({ enableAsync: Type.Optional(Type.Boolean()) }, closed)),
    accountVerification: Type.Optional(Type.Boolean()),
    customerIpAddress: Type.Optional(CustomerAddress),
    customerLastLoggedTime: Type.Optional(CustomerTime),
    accountTypes: names,
    accountIdentification: names,
    env: short,
  },
  closed,
);
export type AuthRequestInput = Static<typeof AuthRequestInput>;

const param = Type.Optional(Type.String({ maxLength: 4000 }));

/** Body of `PATCH /auth-requests/{id}`: what the bank's redirect brought. */
export const AuthParamsInput = Type.Object(
  { authParams: Type.Object({ state: param, code: param, id_token: param, iss: param, error: param, error_description: param }, closed) },
  closed,
);

/** An auth request as clients read it. */
export const AuthRequestBody = Type.Object(
  {
    id: Uuid,
    redirectUri: Type.Optional(Type.String()),
    createdAt: Instant,
    bankId: BankId,
    userId: Type.Optional(UserHexId),
    scope: Type.String(),
    connectionId: Type.Optional(BankConnectionId),
    status: Type.Enum(["pending", "complete", "error", "deleted"]),
    redirectParams: Type.Optional(Type.Object({ authUrl: Type.String(), returnUrl: Type.String(), state: Type.String() }, closed)),
  },
  closed,
);
export type AuthRequestBody = Static<typeof AuthRequestBody>;
