import { defineConfig } from "vitest/config";

// oxlint-disable-next-line import/no-default-export -- the shape Vitest loads
export default defineConfig({
  test: {
    include: ["{packages,adapters,apps,tests,tools}/**/*.test.{ts,tsx}"],
    exclude: ["**/node_modules/**", "**/dist/**"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
