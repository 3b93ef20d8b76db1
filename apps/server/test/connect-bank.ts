import { choose, openPerson, signInWith, takeAll } from "../../../tests/journeys/person.ts";
import type { TestDrawbridge } from "../../../tests/e2e/start-drawbridge.ts";

/** A connection made by a person at Drawbridge Bank, as a host sees it. */
export interface Connected {
  readonly userId: string;
  readonly connectionId: string;
}

/** Connects the named user of the sandbox for a user of the host. */
export const connectBank = async (
  drawbridge: TestDrawbridge,
  userId: string,
  { username = "user_ok", jobTypes }: { readonly username?: string; readonly jobTypes?: readonly string[] } = {},
): Promise<Connected> => {
  const person = await openPerson(drawbridge, userId, jobTypes ? { jobTypes } : {});
  await choose(person, "drawbridge-bank");
  await signInWith(person, { username, password: "pass_ok" });
  await takeAll(person);
  const created = (await person.events()).find(({ type }) => type === "connection.created");
  const connection = created?.data["connection"];
  const connectionId = typeof connection === "object" && connection !== null && "id" in connection ? String(connection.id) : "";
  await person.give({ type: "submitted" });
  return { userId, connectionId };
};
