import { expect, it } from "vitest";
import { textOfAttributes } from "./operation-words.ts";

it("is one line for each row", () => {
  const text = textOfAttributes([
    { type: "amount", label: "Amount", amount: "12.50", currency: "EUR" },
    { type: "party", label: "To", name: "Ada", account: "DE89" },
    { type: "party", label: "From", name: "Bob" },
    { type: "key_value", key: "Purpose", value: "Rent" },
    { type: "alert", text: "Never paid before" },
  ]);
  expect(text.split("\n")).toEqual(["Amount: 12.50 EUR", "To: Ada, DE89", "From: Bob", "Purpose: Rent", "⚠ Never paid before"]);
});
