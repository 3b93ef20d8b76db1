import type { Frame, Page } from "playwright-core";
import { expect } from "vitest";
import type { Message, WidgetVisit } from "./widget-stage.ts";

/** Looks for a bank and takes it. */
export const search = async ({ frame, heard }: WidgetVisit, name: string): Promise<void> => {
  await frame.getByRole("combobox").fill(name);
  await heard("connect/institutionSearch");
  await frame.getByRole("option", { name }).first().click();
};
/** Ends the journey; everything that was heard. */
export const finish = async ({ frame, heard }: WidgetVisit): Promise<readonly Message[]> => {
  await frame.getByRole("button", { name: "Done" }).click();
  return heard("connect/backToSearch");
};
/** Every id of the list is one and the same. */
export const oneConnection = (list: readonly Message[]): string => {
  const ids = new Set(list.flatMap(({ metadata }) => (metadata && "member_guid" in metadata ? [String(metadata["member_guid"])] : [])));
  expect(ids.size).toBe(1);
  return [...ids][0] ?? "";
};
/** Signs in at the bank, in its own window. */
export const signInAtHarbour = async (frame: Frame, page: Page, username: string): Promise<Page> => {
  const [bank] = await Promise.all([page.context().waitForEvent("page"), frame.getByRole("button", { name: /Go to Harbour Bank/ }).click()]);
  await bank.getByLabel("Username").fill(username);
  await bank.getByLabel("Password").fill("pass_ok");
  await bank.getByRole("button", { name: "Sign in" }).click();
  return bank;
};
/** The same, and answers the bank. */
export const atHarbour = async (frame: Frame, page: Page, answer: "Allow" | "Deny"): Promise<void> => {
  const bank = await signInAtHarbour(frame, page, "user_ok");
  await bank.getByRole("button", { name: answer }).click();
};
