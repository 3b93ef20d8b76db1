import { describe, expect, it } from "vitest";
import { findDoor } from "./find-door.ts";

const entrance = { search: "", hash: "", boot: null };

describe("findDoor", () => {
  it.each([
    ["a signed link", { ...entrance, search: "?customerId=7&signature=ab" }, { door: "connect", query: { customerId: "7", signature: "ab" } }],
    ["a native link", { ...entrance, hash: "#link=lnk_1.s3cret" }, { door: "native", link: "lnk_1.s3cret" }],
    ["a widget page", { ...entrance, boot: '{"door":"widget","handle":"h1"}' }, { door: "resume", handle: "h1" }],
    ["a reload", entrance, { door: "resume" }],
    ["another query", { ...entrance, search: "?utm=1" }, { door: "resume" }],
  ] as const)("%s", (_name, from, door) => {
    expect(findDoor(from)).toEqual(door);
  });
});
