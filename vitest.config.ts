import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { LongestFirst } from "./tests/longest-first.ts";

// oxlint-disable-next-line import/no-default-export -- the shape Vitest loads
export default defineConfig({
  test: {
    include: ["{packages,adapters,apps,tests,tools}/**/*.test.{ts,tsx}"],
    exclude: ["**/node_modules/**", "**/dist/**"],
    globalSetup: ["tests/shared-database.ts"],
    testTimeout: 180_000,
    hookTimeout: 120_000,
    // Something awaited may take long on a busy machine; one second is the tool's default.
    expect: { poll: { timeout: 30_000, interval: 25 } },
    // One more than there are processors: tests wait for browsers and databases a quarter of their time.
    maxWorkers: Math.min(availableParallelism() + 1, 6),
    sequence: { sequencer: LongestFirst },
    // Loading the server anew for each file was a third of all the time. No module holds state, so nothing travels.
    isolate: false,
  },
});
