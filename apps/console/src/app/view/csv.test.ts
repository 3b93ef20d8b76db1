import { expect, it } from "vitest";
import { toCsv } from "./csv.ts";

it("quotes what must be quoted, and runs nothing", () => {
  expect(
    toCsv(
      ["a", "b"],
      [
        ['say "hi", now', -3],
        ["=1+1", null],
        ["@x\n", 2],
      ],
    ),
  ).toBe('a,b\r\n"say ""hi"", now",-3\r\n\'=1+1,\r\n"\'@x\n",2\r\n');
});
