import { describe, expect, it } from "vitest";
import { checkLockfile, checkManifest } from "./check-lockfile.ts";

const integrity = "sha512-AAAA";

describe("the lock file", () => {
  it.each<readonly [string, object, readonly string[]]>([
    ["a package of the registry", { integrity }, []],
    ["a workspace", { link: true, resolved: "packages/a" }, []],
    ["an address", { integrity, resolved: "https://elsewhere.example/a.tgz" }, ["node_modules/a comes from https://elsewhere.example/a.tgz"]],
    ["a repository", { integrity, resolved: "git+ssh://git@host.example/a.git#abc" }, [expect.stringMatching(/comes from git/)]],
    ["no digest", {}, ["node_modules/a has no sha512 integrity"]],
    ["a weak digest", { integrity: "sha1-AAAA" }, ["node_modules/a has no sha512 integrity"]],
  ])("with %s", (_what, locked, wrong) => {
    expect(checkLockfile({ packages: { "": {}, "node_modules/a": locked } })).toEqual(wrong);
  });
});

describe("a manifest", () => {
  it("asks for exact versions, and for workspaces as they are", () => {
    const dependencies = { a: "1.2.3", b: "18.4.0-beta.17", "@drawbridge/contract": "*" };
    expect(checkManifest("package.json", { dependencies, devDependencies: { c: "^1.0.0" }, optionalDependencies: { d: "*" } })).toEqual([
      "package.json asks for c ^1.0.0, which is no exact version",
      "package.json asks for d *, which is no exact version",
    ]);
  });
});
