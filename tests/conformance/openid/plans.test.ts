import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { moduleName } from "./plan.ts";
import { countOf, left, plans, printPlans } from "./print-plans.ts";

describe("the plans of the OpenID conformance suite", () => {
  it.for(plans)("$name names each module once, ported or with its reason", (plan) => {
    const names = [...Object.keys(plan.ported), ...plan.omitted.flatMap(({ modules }) => modules)].map((name) => moduleName(plan, name));
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    for (const { reason, modules } of plan.omitted) expect([reason.length > 20, modules.length > 0]).toEqual([true, true]);
    process.stdout.write(`${plan.name}: ${countOf(plan)}\n${left(plan)}\n\n`);
  });

  it("are what docs/conformance.md shows (node tests/conformance/openid/write-plans.ts)", async () => {
    expect(await readFile(new URL("../../../docs/conformance.md", import.meta.url), "utf8")).toBe(printPlans());
  });
});
