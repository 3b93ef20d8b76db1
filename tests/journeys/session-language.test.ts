import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startDrawbridge, type TestDrawbridge } from "../e2e/start-drawbridge.ts";
import { openLink, signInAs, takeAll, type Person } from "./person.ts";

let drawbridge: TestDrawbridge;

beforeAll(async () => {
  drawbridge = await startDrawbridge();
});
afterAll(() => drawbridge.close());

/** Opens a link as a browser of a language does. */
const openAs = async (externalId: string, languages: string, wishes: object = {}): Promise<Person> => {
  const made = await drawbridge.api("/v1/links", { method: "POST", body: { kind: "connect", user: { externalId }, ...wishes } });
  const { url, userId } = (await made.json()) as { url: string; userId: string };
  const opened = await fetch(`${drawbridge.server}/session`, {
    method: "POST",
    headers: { "x-drawbridge": "1", "content-type": "application/json", "accept-language": languages },
    body: JSON.stringify({ door: "native", link: url.split("#link=")[1], tabId: "tab" }),
  });
  const { handle } = (await opened.json()) as { handle: string };
  return openLink(drawbridge, { handle, userId });
};

const consentTextOf = async (externalId: string): Promise<unknown> => {
  const { rows } = await drawbridge.storage.pool.query("select c.text from consents c join users u on u.id = c.user_id where u.external_id = $1", [
    externalId,
  ]);
  return rows.map(({ text }: { readonly text: unknown }) => text);
};

describe("the language of a session", () => {
  it.each([
    ["the browser's, where the link names none", "de-AT,de;q=0.9,en;q=0.8", {}, "de-AT"],
    ["the link's, before the browser's", "de", { locale: "ar" }, "ar"],
    ["the browser's next one, where nobody speaks the first", "ja,fr;q=0.5", {}, "fr"],
    ["English, where nothing else is left", "ja", { locale: "pt" }, "en"],
  ])("is %s, and the consent is recorded in it", async (name, languages, wishes, expected) => {
    const person = await openAs(name, languages, wishes);
    expect(person.view().locale).toBe(expected);
    await signInAs(person, "user_ok");
    await takeAll(person);
    await person.give({ type: "submitted" });
    expect(await consentTextOf(name)).toEqual([{ locale: expected, version: 1 }]);
  });
});
