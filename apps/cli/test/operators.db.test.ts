import { afterAll, beforeAll, expect, it } from "vitest";
import { startDrawbridge, type TestDrawbridge } from "../../../tests/e2e/start-drawbridge.ts";
import { runCli } from "../src/run-cli.ts";

let drawbridge: TestDrawbridge;
beforeAll(async () => {
  drawbridge = await startDrawbridge();
});
afterAll(() => drawbridge.close());

const run = async (...args: readonly string[]) => {
  const said: string[] = [];
  const target = ["--server", drawbridge.server, "--token", "development-api-token-1"];
  const surroundings = { env: {}, root: "/nowhere", say: (text: string) => said.push(text), complain: (text: string) => said.push(text) };
  const code = await runCli(["operators", "invite", ...args, ...target], surroundings);
  return { code, text: said.join("\n") };
};

it("makes a link that the console opens", async () => {
  const { code, text } = await run("ada@example.com", "--role", "support");
  expect(code).toBe(0);
  const token = /#token=(\S+)/.exec(text)?.[1];
  const opened = await fetch(`${drawbridge.server}/v1/console/invitations`, {
    method: "POST",
    headers: { "x-drawbridge": "1", "content-type": "application/json" },
    body: JSON.stringify({ token }),
  });
  expect(await opened.json()).toMatchObject({ email: "ada@example.com", role: "support" });
});

it("says why when the server refuses", async () => {
  expect(await run("not-an-address")).toMatchObject({ code: 1, text: expect.stringContaining("The request is not valid") });
});
