import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { newId } from "@drawbridge/storage";
import { createTestDatabase } from "@drawbridge/storage/testing";
import { afterEach, expect, it, vi } from "vitest";
import { keepPresence } from "../src/faces/session/page-presence.ts";

afterEach(() => {
  vi.useRealTimers();
});

it("a page's beats go on while the database is away, and end with the page", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const lost: unknown[] = [];
  const note = (reason: unknown): void => void lost.push(reason);
  process.on("unhandledRejection", note);
  const db = await createTestDatabase(process.env["DRAWBRIDGE_TEST_PG"]);
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  await keepPresence({ storage: db.storage, now: () => new Date() }, response, newId());
  await db.drop();
  vi.advanceTimersByTime(60_000);
  await new Promise(setImmediate);
  await new Promise(setImmediate);
  expect(vi.getTimerCount()).toBe(1);
  response.emit("close");
  await new Promise(setImmediate);
  process.off("unhandledRejection", note);
  expect(lost).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});

it("a page that left before it was seen has no beats", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const db = await createTestDatabase(process.env["DRAWBRIDGE_TEST_PG"]);
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  response.destroy();
  await new Promise(setImmediate);
  await keepPresence({ storage: db.storage, now: () => new Date() }, response, newId());
  expect(vi.getTimerCount()).toBe(0);
  await db.drop();
});
