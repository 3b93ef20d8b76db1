import { defineAdapter, Secret, type Adapter, type AdapterDeps, type FailedOutcome } from "@drawbridge/adapter-kit";
import { ProviderAccount, type Failure } from "@drawbridge/contract";
import { Type } from "typebox";
import { Value } from "typebox/value";

const Session = Type.Object({ token: Type.String() });
const Accounts = Type.Array(ProviderAccount);

const failed = (failure: Failure, detail: string): FailedOutcome => ({ outcome: "failed", failure, detail });

/** Tally: a card, a PIN and a list of accounts. */
export const createTallyAdapter = ({ fetch, origin }: AdapterDeps & { readonly origin: string }): Adapter => {
  /** Parsed JSON, or why there is none; `refused` is what a 401 means here. */
  const call = async (
    path: string,
    { refused, ...init }: RequestInit & { readonly refused: Failure },
  ): Promise<{ readonly body: unknown } | FailedOutcome> => {
    try {
      const response = await fetch(`${origin}${path}`, init);
      if (response.status === 401) return failed(refused, "401");
      return response.ok ? { body: await response.json() } : failed("provider_failed", String(response.status));
    } catch (error) {
      return error instanceof SyntaxError
        ? failed("provider_failed", "not JSON")
        : failed("bank_down", error instanceof Error ? error.name : "no answer");
    }
  };
  return defineAdapter({
    id: "tally",
    displayName: "Tally",
    origins: [origin],
    jobs: ["accountNumber"],
    challenges: [],
    credentials: {
      fields: () => [
        { name: "card", label: "Card number", kind: "login", secret: false },
        { name: "pin", label: "PIN", kind: "password", secret: true },
      ],
      start: async ({ credentials }) => {
        const body = JSON.stringify({ card: credentials.get("card")?.reveal(), pin: credentials.get("pin")?.reveal() });
        const answer = await call("/sessions", { method: "POST", body, refused: "credentials_rejected" });
        if ("outcome" in answer) return answer;
        return Value.Check(Session, answer.body)
          ? { outcome: "signed_in", access: new Secret(answer.body.token) }
          : failed("provider_failed", "no token");
      },
      answer: async () => failed("not_supported", "Tally asks no questions"),
    },
    accounts: {
      list: async ({ access, withNumbers }) => {
        const headers = { authorization: `Bearer ${access.reveal()}` };
        const answer = await call("/accounts", { headers, refused: "access_revoked" });
        if ("outcome" in answer) return answer;
        if (!Value.Check(Accounts, answer.body)) return failed("provider_failed", "not a list of accounts");
        const items = withNumbers ? answer.body : answer.body.map((account) => ({ ...account, number: null, routingNumber: null }));
        return { outcome: "read", items, nextCursor: null, access };
      },
    },
  });
};
