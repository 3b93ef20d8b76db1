import type { Challenge, ChallengeKind, Failure } from "@drawbridge/contract";
import type { Adapter, AdapterDeps } from "../adapter.ts";

/** What a person types into a form, by field. */
export type Typed = Readonly<Record<string, string>>;

/** Query parameters that a bank sent the browser back with. */
export type Returned = Readonly<Record<string, string>>;

/** Data that the signed-in person is known to have, so that no check passes on emptiness. */
export interface KnownData {
  readonly range: { readonly from: Date; readonly to: Date };
  /** True when at least one account has a number to give. */
  readonly numbers: boolean;
  readonly atLeast: { readonly accounts: number; readonly owners: number; readonly transactions: number; readonly transactionPages: number };
  /** After this long the adapter must renew its access while reading; missing when access does not lapse. */
  readonly accessLapsesAfterMs?: number;
}

/** Somebody whom the bank asks questions after the form. */
export interface ChallengedPerson {
  readonly name: string;
  readonly typed: Typed;
  /** The questions in the order they are asked. */
  readonly kinds: readonly ChallengeKind[];
  readonly answer: (challenge: Challenge) => string;
  /** An answer that the bank refuses; missing when there is none. */
  readonly wrong?: (challenge: Challenge) => string;
  /** Approves at the bank's app, for questions that are polled. */
  readonly approve?: () => Promise<void>;
}

/** An institution with a form of ours. */
export interface FormCase {
  readonly institutionId: string;
  readonly typed: Typed;
  /** Names or numbers that must fail, each with the failure it must become. */
  readonly refused: readonly { readonly name: string; readonly typed: Typed; readonly failure: Failure }[];
  readonly challenged: readonly ChallengedPerson[];
  /** People who sign in, and whose accounts then cannot be read. */
  readonly unreadable: readonly { readonly name: string; readonly typed: Typed; readonly failure: Failure }[];
  readonly data: KnownData;
}

/** An institution with pages of its own. `visit` plays the person there and returns what the bank came back with. */
export interface RedirectCase {
  readonly institutionId: string;
  readonly redirectUri: string;
  readonly visit: (url: string) => Promise<Returned>;
  readonly refused: readonly { readonly name: string; readonly visit: (url: string) => Promise<Returned>; readonly failure: Failure }[];
  readonly data: KnownData;
}

/** Everything the suite needs to know about one adapter. */
export interface AdapterFixture {
  /** Builds the adapter; called often, so that nothing is kept between calls and faults can be put around its HTTP. */
  readonly create: (deps: AdapterDeps) => Adapter;
  readonly forms: readonly FormCase[];
  readonly redirects: readonly RedirectCase[];
  /** How long a request may take; shorten it when the provider under test can hang. */
  readonly timeoutMs?: number;
}
