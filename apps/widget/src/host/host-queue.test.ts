import { describe, expect, it } from "vitest";
import { createHostQueue } from "./host-queue.ts";

const message = (seq: number) => ({ seq, messages: [{ type: "route", n: seq }] });

const queueAfter = (after: number) => {
  const posted: number[] = [];
  const left: unknown[] = [];
  const queue = createHostQueue(after, (seq) => posted.push(seq));
  return { queue, posted, left, open: () => queue.open((sent) => left.push(sent)) };
};

describe("the host queue", () => {
  it("holds everything until the host listens, then lets it leave in order", () => {
    const { queue, left, posted, open } = queueAfter(0);
    queue.add(message(1));
    queue.add(message(2));
    expect(left).toEqual([]);
    open();
    queue.add(message(3));
    expect(left).toEqual([message(1), message(2), message(3)].flatMap(({ messages }) => messages));
    expect(posted).toEqual([1, 2, 3]);
  });

  it("lets every message of one event leave, in order", () => {
    const { queue, left, open } = queueAfter(0);
    open();
    queue.add({ seq: 1, messages: [{ type: "user" }, { type: "done" }] });
    expect(left).toEqual([{ type: "user" }, { type: "done" }]);
  });

  it("drops what was posted before a reload or arrives again after a reconnect", () => {
    const { queue, posted, open } = queueAfter(2);
    open();
    for (const seq of [1, 2, 3, 3, 2, 4]) queue.add(message(seq));
    expect(posted).toEqual([3, 4]);
  });

  it("does not repeat anything when the host opens twice", () => {
    const { queue, posted, open } = queueAfter(0);
    queue.add(message(1));
    open();
    open();
    expect(posted).toEqual([1]);
  });

  it("posts nothing once another tab has the session", () => {
    const { queue, posted, open } = queueAfter(0);
    queue.add(message(1));
    queue.silence();
    open();
    queue.add(message(2));
    expect(posted).toEqual([]);
  });
});
