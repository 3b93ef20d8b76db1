import { describe, expect, it } from "vitest";
import { createStopList, StartCancelled } from "./stop-list.ts";

describe("a stop list", () => {
  it("stops in reverse order, once, whatever fails on the way", async () => {
    const stopped: string[] = [];
    const list = createStopList();
    await list.add(async () => stopped.push("database"));
    await list.add(() => Promise.reject(new Error("broken")));
    await list.add(async () => stopped.push("server"));
    await Promise.all([list.stop(), list.stop()]);
    expect(stopped).toEqual(["server", "database"]);
    expect(list.isStopping()).toBe(true);
  });

  it("is done in its time, although several steps hang, and tells each of them", async () => {
    const told: string[] = [];
    const hangs = (name: string) => (): Promise<never> => {
      told.push(name);
      return new Promise(() => undefined);
    };
    const list = createStopList(50);
    for (const name of ["database", "jobs", "pages"]) await list.add(hangs(name), 60_000);
    const before = performance.now();
    await list.stop();
    expect(told).toEqual(["pages", "jobs", "database"]);
    expect(performance.now() - before).toBeLessThan(5_000);
  });

  it("stops at once what a start adds too late, and ends that start", async () => {
    const stopped: string[] = [];
    const list = createStopList();
    await list.stop();
    await expect(list.add(async () => stopped.push("late"))).rejects.toBeInstanceOf(StartCancelled);
    expect(stopped).toEqual(["late"]);
  });
});
