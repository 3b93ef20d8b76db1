import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { buildWidget } from "../build.ts";

const MOST_BYTES = 60_000; // design.md section 4, decision 7

describe("the widget's build", () => {
  it("has one entry script, with everything in it at most 60 kB compressed", { timeout: 120_000 }, async () => {
    const dist = await buildWidget();
    const scripts = [...readFileSync(join(dist, "index.html"), "utf8").matchAll(/<script[^>]*src="\/assets\/widget\/([^"]+)"/g)];
    expect(scripts).toHaveLength(1);
    expect(statSync(join(dist, `${scripts[0]?.[1]}.gz`)).size).toBeLessThanOrEqual(MOST_BYTES);
  });
});
