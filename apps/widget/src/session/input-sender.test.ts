import type { InputRequest, SessionView } from "@drawbridge/contract";
import { describe, expect, it } from "vitest";
import { sessionView } from "../stories/fixtures.ts";
import type { Answer } from "./api.ts";
import { createInputSender } from "./input-sender.ts";
import { createPageStore } from "./page-store.ts";

const oauth = { at: "oauth", url: "https://connect.example/oauth/launch/x", launched: false, canGoBack: true } as const;
const launched = { type: "oauth_launched", blocked: false } as const;

/** A page at the hand-off, with a server that has these answers, one after the other. */
const pageWith = (...answers: readonly Answer<{ readonly view: SessionView }>[]) => {
  const store = createPageStore(() => undefined);
  store.show(sessionView(oauth, { revision: 4 }));
  const asked: InputRequest[] = [];
  const last: Answer<{ readonly view: SessionView }> = { ok: true, value: { view: sessionView({ ...oauth, launched: true }, { revision: 9 }) } };
  const send = createInputSender({
    store,
    onGone: () => undefined,
    api: {
      send: async (request) => {
        asked.push(request);
        return answers[asked.length - 1] ?? last;
      },
    },
  });
  return { send, asked: () => asked.map(({ revision, input }) => [revision, input.type]) };
};
const refused = (code: string, view: SessionView): Answer<{ readonly view: SessionView }> => ({
  ok: false,
  problem: { status: 409, code, hosts: null, vocabulary: null },
  view,
});

describe("an input the session has moved on from", () => {
  it("is sent again when the bank's window was opened: that stays true when another way to the bank took over", async () => {
    const { send, asked } = pageWith(refused("STALE_REVISION", sessionView(oauth, { revision: 5 })));
    await send(launched);
    expect(asked()).toEqual([
      [4, "oauth_launched"],
      [5, "oauth_launched"],
    ]);
  });

  it.each([
    ["when it was told already", launched, refused("STALE_REVISION", sessionView({ ...oauth, launched: true }, { revision: 5 }))],
    ["when it is not possible any more", launched, refused("INPUT_NOT_POSSIBLE", sessionView(oauth, { revision: 5 }))],
    ["when the person chose something", { type: "back" }, refused("STALE_REVISION", sessionView(oauth, { revision: 5 }))],
  ] as const)("is not sent again %s", async (_when, input, answer) => {
    const { send, asked } = pageWith(answer);
    await send(input);
    expect(asked()).toEqual([[4, input.type]]);
  });
});
