import { describe, expect, it } from "vitest";
import { checkImports, checkPurity, checkShape } from "./import-direction.ts";

describe("house rules", () => {
  it("catch an import that points the wrong way", () => {
    expect(checkImports("packages/domain/src/a.ts", 'import { x } from "@drawbridge/storage";')).toHaveLength(1);
    expect(checkImports("packages/domain/src/a.ts", 'import { x } from "@drawbridge/contract";')).toEqual([]);
  });
  it("catch a clock in domain", () => {
    expect(checkPurity("packages/domain/src/a.ts", "const now = Date.now();")).toHaveLength(1);
    expect(checkPurity("apps/server/src/a.ts", "const now = Date.now();")).toEqual([]);
  });
  it("catch long files and drawers", () => {
    expect(checkShape("apps/server/src/utils.ts", "\n".repeat(400))).toHaveLength(2);
  });
});
