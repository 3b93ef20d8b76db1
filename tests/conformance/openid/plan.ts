import { it } from "vitest";

/** A test plan of the OpenID conformance suite, as far as it is ported: the suite itself is a Java program that needs a host of its own. */
export interface Plan<Name extends string = string> {
  /** The suite's name of the plan. */
  readonly name: string;
  readonly variant: string;
  /** Who is under test. */
  readonly under: string;
  /** What every module's name begins with. */
  readonly prefix: string;
  /** Modules that run here, and what each proves. */
  readonly ported: Readonly<Record<Name, string>>;
  /** Modules that do not apply: the reason, and whom it is the reason for. */
  readonly omitted: readonly Omission[];
}

/** Modules that one reason keeps out. */
export interface Omission {
  readonly reason: string;
  readonly modules: readonly string[];
}

/** What a module does. */
export type Module = () => Promise<void>;

/** The suite's own name of a module. */
export const moduleName = ({ prefix }: Pick<Plan, "prefix">, name: string): string => (name === "" ? prefix.replace(/-$/, "") : `${prefix}${name}`);

/** One test for each module of the plan. That none is missing and none is made up is the compiler's to say. */
export const runPlan = <Name extends string>(plan: Plan<Name>, modules: Readonly<Record<Name, Module>>): void => {
  for (const [name, proves] of Object.entries<string>(plan.ported)) {
    it(`${moduleName(plan, name)}: ${proves}`, async () => modules[name as Name]());
  }
};
