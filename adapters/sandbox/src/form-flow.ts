import type { CredentialFlow, Secret, SignInOutcome } from "@drawbridge/adapter-kit";
import type { CredentialField } from "@drawbridge/contract";
import { Type } from "typebox";
import { broken, toOutcome } from "./bank-answer.ts";
import type { CallBank } from "./bank-call.ts";
import { readSecret } from "./read-secret.ts";

const login: readonly CredentialField[] = [
  { name: "username", label: "Username", kind: "login", secret: false },
  { name: "password", label: "Password", kind: "password", secret: true },
];
const forms: Readonly<Record<string, readonly CredentialField[]>> = {
  "keystone-homes": [
    { name: "postcode", label: "Postcode", kind: "text", secret: false },
    { name: "house", label: "House name or number", kind: "text", secret: false },
  ],
  "milestone-cars": [
    { name: "registration", label: "Registration", kind: "text", secret: false },
    { name: "mileage", label: "Mileage", kind: "text", secret: false },
  ],
};

const OpenLogin = Type.Object({ institutionId: Type.String(), loginId: Type.String() });

const revealAll = (fields: ReadonlyMap<string, Secret>): Readonly<Record<string, string>> =>
  Object.fromEntries([...fields].map(([name, secret]) => [name, secret.reveal()]));

/** Sign-in by form with every kind of question, and the short forms of the asset providers. */
export const createFormFlow = (call: CallBank): CredentialFlow => {
  const post = async (institutionId: string, path: string, body: unknown): Promise<SignInOutcome> => {
    const answer = await call({ method: "POST", path: `/api/${encodeURIComponent(institutionId)}/logins${path}`, body });
    return "outcome" in answer ? answer : toOutcome(answer.body, { institutionId, status: answer.status });
  };
  return {
    fields: (institutionId) => forms[institutionId] ?? login,
    start: ({ institutionId, credentials }) => post(institutionId, "", { fields: revealAll(credentials) }),
    answer: async ({ state, answers }) => {
      const open = readSecret(OpenLogin, state);
      if (!open) return broken("unknown sign-in");
      return post(open.institutionId, `/${encodeURIComponent(open.loginId)}/answers`, { answers: revealAll(answers) });
    },
    confirmPush: async ({ state, decision }) => {
      const open = readSecret(OpenLogin, state);
      if (!open) return broken("unknown sign-in");
      const path = `/api/${encodeURIComponent(open.institutionId)}/logins/${encodeURIComponent(open.loginId)}/push`;
      const answer = await call({ method: "POST", path, body: { decision } });
      if ("outcome" in answer) return answer;
      return answer.status === 204 ? { outcome: "told" } : broken(`the push could not be told: ${answer.status}`);
    },
  };
};
