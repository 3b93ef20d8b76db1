import { describe, expect, it } from "vitest";
import { languagesOf } from "./languages-of.ts";

describe("the languages of a browser", () => {
  it.each([
    ["de-AT,de;q=0.9,en;q=0.8", ["de-AT", "de", "en"]],
    ["en;q=0.5, fr", ["fr", "en"]],
    ["es;q=0, ar;q=0.1", ["ar"]],
    ["*", []],
    ["<script>, de; q=x", ["de"]],
    [`${"a".repeat(5000)}, en`, ["en"]],
    [undefined, []],
  ])("of %j are %j", (header, expected) => {
    expect(languagesOf({ headers: header === undefined ? {} : { "accept-language": header } })).toEqual(expected);
  });
});
