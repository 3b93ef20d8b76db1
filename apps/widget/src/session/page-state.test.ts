import { describe, expect, it } from "vitest";
import { sessionView } from "../stories/fixtures.ts";
import { withView } from "./page-state.ts";

describe("withView", () => {
  const first = withView({ at: "loading" }, sessionView({ at: "consent", canGoBack: false }, { revision: 4 }));

  it("opens the page with the first view", () => {
    expect(first).toMatchObject({ at: "open", online: true, view: { revision: 4 } });
  });

  it("keeps the newer view when an older one arrives late", () => {
    expect(withView(first, sessionView({ at: "consent", canGoBack: false }, { revision: 3 }))).toBe(first);
  });

  it("forgets what was said of the bank's window once the hand-off is over", () => {
    const waiting = { ...first, at: "open", bankWindow: "closed" } as typeof first;
    const next = withView(waiting, sessionView({ at: "connecting", phase: "signing_in" }, { revision: 5 }));
    expect(next).toMatchObject({ bankWindow: "unknown" });
  });
});
