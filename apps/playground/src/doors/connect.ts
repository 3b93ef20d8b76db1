import { Type } from "typebox";
import { PlaygroundError } from "../playground-error.ts";
import type { Door, DoorDeps } from "./open-request.ts";

type Headers = Readonly<Record<string, string>>;

const Token = Type.Object({ token: Type.String() });
const Customer = Type.Object({ id: Type.String() });
const Customers = Type.Object({
  customers: Type.Array(Type.Object({ id: Type.String(), username: Type.String() })),
});
const Link = Type.Object({ link: Type.String() });

/** The Connect API: a partner token, a customer, then a link. */
export const openConnect: Door = async ({ userId, institution }, deps) => {
  const { tenant } = deps.dev;
  const headers = await authenticate(deps);
  const customerId = await findOrAddCustomer(userId, headers, deps);
  const lite = institution !== undefined && /^\d+$/.test(institution);
  const { link } = await deps.call(Link, {
    path: lite ? "/connect/v2/generate/lite" : "/connect/v2/generate",
    method: "POST",
    headers,
    body: {
      partnerId: tenant.partnerId,
      customerId,
      ...(lite ? { institutionId: Number(institution) } : {}),
    },
  });
  return link;
};

const authenticate = async ({ call, dev: { tenant } }: DoorDeps): Promise<Headers> => {
  const appKey = { "finicity-app-key": tenant.appKey };
  const { token } = await call(Token, {
    path: "/aggregation/v2/partners/authentication",
    method: "POST",
    headers: appKey,
    body: { partnerId: tenant.partnerId, partnerSecret: tenant.partnerSecret },
  });
  return { ...appKey, "finicity-app-token": token };
};

const findOrAddCustomer = async (username: string, headers: Headers, { call }: DoorDeps): Promise<string> => {
  try {
    const added = {
      path: "/aggregation/v2/customers/testing",
      method: "POST",
      headers,
      body: { username },
    } as const;
    return (await call(Customer, added)).id;
  } catch (error) {
    if (!(error instanceof PlaygroundError && error.status === 409)) throw error;
  }
  const query = new URLSearchParams({ username });
  const { customers } = await call(Customers, {
    path: `/aggregation/v1/customers?${query}`,
    headers,
  });
  const known = customers.find((customer) => customer.username === username);
  if (!known) throw new PlaygroundError(502, "The customer exists, but the server does not list it.");
  return known.id;
};
