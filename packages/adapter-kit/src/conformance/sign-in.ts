import type { Challenge } from "@drawbridge/contract";
import type { Adapter, CredentialFlow, RedirectFlow, SignInOutcome } from "../adapter.ts";
import { Secret } from "../secret.ts";
import { expectKind } from "./expect-outcome.ts";
import type { ChallengedPerson, FormCase, RedirectCase, Returned, Typed } from "./fixture.ts";

/** The form ability; it must be declared when the fixture has forms. */
export const formFlow = ({ credentials }: Adapter): CredentialFlow => {
  if (!credentials) throw new Error("the fixture has a form, the adapter has no `credentials`");
  return credentials;
};

/** The redirect ability; it must be declared when the fixture has redirects. */
export const redirectFlow = ({ redirect }: Adapter): RedirectFlow => {
  if (!redirect) throw new Error("the fixture has a redirect, the adapter has no `redirect`");
  return redirect;
};

/** What was typed, as the adapter gets it. */
export const toSecrets = (typed: Typed): ReadonlyMap<string, Secret> =>
  new Map(Object.entries(typed).map(([name, value]) => [name, new Secret(value)]));

/** Presents a form. */
export const presentForm = (adapter: Adapter, { institutionId }: Pick<FormCase, "institutionId">, typed: Typed): Promise<SignInOutcome> =>
  formFlow(adapter).start({ institutionId, credentials: toSecrets(typed) });

/** Answers every question of a round; a poll has none. */
export const answerRound = (
  adapter: Adapter,
  { state, challenges, pollAfterMs }: Extract<SignInOutcome, { readonly outcome: "challenged" }>,
  answer: (challenge: Challenge) => string,
): Promise<SignInOutcome> => {
  const answers = pollAfterMs === null ? challenges.map((challenge): [string, Secret] => [challenge.id, new Secret(answer(challenge))]) : [];
  return formFlow(adapter).answer({ state, answers: new Map(answers) });
};

/** Starts a sign-in that is asked something. */
export const startChallenged = async (adapter: Adapter, form: FormCase, { typed }: ChallengedPerson) =>
  expectKind(await presentForm(adapter, form, typed), "challenged");

const CONSENT_MS = 90 * 24 * 60 * 60 * 1000;

/** Starts a visit to the bank. */
export const startVisit = async (adapter: Adapter, { institutionId, redirectUri }: RedirectCase) =>
  expectKind(
    await redirectFlow(adapter).start({
      institutionId,
      redirectUri,
      correlation: crypto.randomUUID(),
      consentExpiresAt: new Date(Date.now() + CONSENT_MS),
    }),
    "redirect",
  );

/** A visit that somebody has come back from. */
export interface Visit {
  readonly state: Secret;
  readonly params: Returned;
}

/** Starts a visit and plays the person at the bank. */
export const visitBank = async (adapter: Adapter, redirect: RedirectCase, visit = redirect.visit): Promise<Visit> => {
  const { url, state } = await startVisit(adapter, redirect);
  return { state, params: await visit(url) };
};

/** An institution with the way to sign in there. */
export interface Door {
  readonly name: string;
  readonly data: FormCase["data"];
  readonly signIn: (adapter: Adapter) => Promise<Secret>;
}

/** Through the form. */
export const formDoor = (form: FormCase): Door => ({
  name: `form at ${form.institutionId}, ${Object.values(form.typed)[0] ?? ""}`,
  data: form.data,
  signIn: async (adapter) => expectKind(await presentForm(adapter, form, form.typed), "signed_in").access,
});

/** Through the bank's pages. */
export const redirectDoor = (redirect: RedirectCase): Door => ({
  name: `redirect to ${redirect.institutionId}`,
  data: redirect.data,
  signIn: async (adapter) => expectKind(await redirectFlow(adapter).complete(await visitBank(adapter, redirect)), "signed_in").access,
});
