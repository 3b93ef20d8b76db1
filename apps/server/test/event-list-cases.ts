import { newId, newIdAt } from "@drawbridge/storage";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { printId } from "../src/ids.ts";
import { clock, list, record, row, stage, type Printed } from "./event-log-stage.ts";

/** The log as a list, and as a file. */
export const testList = (): void => {
  describe("the list", () => {
    it("is filtered by everything, paged both ways, and names Connect's action", async () => {
      const [sessionId, userId] = [newId(), newId()];
      const institution = { id: printId("ins", newId()), name: "A" };
      const connection = { id: printId("con", newId()), no: 1 };
      const types = ["session.started", "sign_in.started", "sign_in.failed", "accounts.added", "step.changed"];
      const rows = types.map((type, index) =>
        row({ type, sessionId, userId, seq: index + 1, data: { institution, ...(type === "accounts.added" && { connection }) } }),
      );
      await record(...rows);
      const session = `sessionId=${printId("ses", sessionId)}`;
      expect((await list(session)).map(({ type }) => type)).toEqual(types);
      expect((await list(session)).map(({ action }) => action)).toEqual(["Initialize", "SignInAttempt", "SignInAttempt", "AddAccounts", null]);
      expect(await list(`userId=${printId("usr", userId)}`)).toHaveLength(5);
      expect(await list(`institutionId=${institution.id}`)).toHaveLength(5);
      expect((await list(`connectionId=${connection.id}`)).map(({ type }) => type)).toEqual(["accounts.added"]);
      expect((await list(`${session}&type=sign_in.*,step.changed`)).map(({ type }) => type)).toEqual([
        "sign_in.started",
        "sign_in.failed",
        "step.changed",
      ]);
      expect(await list(`${session}&action=SignInAttempt`)).toHaveLength(2);
      expect(await list(`${session}&to=2020-01-01`)).toEqual([]);
      const pages = [];
      for (let after = ""; ;) {
        const page = await stage().get<{ events: readonly Printed[]; next: string | null }>(`/v1/events?${session}&order=newest&limit=2${after}`);
        pages.push(...page.events.map(({ type }) => type));
        if (page.next === null) break;
        after = `&after=${page.next}`;
      }
      expect(pages).toEqual(types.toReversed());
    });

    it.each(["sessionId=1", "institutionId=con_1", "type=DROP%20TABLE", "action=Nonsense", "from=soon", "order=random", "colour=red"])(
      "refuses %s with 400",
      async (query) => {
        for (const path of ["/v1/events", "/v1/events/export"]) expect((await stage().call("GET", `${path}?${query}`)).statusCode).toBe(400);
      },
    );

    it("exports everything as NDJSON, and as CSV without formulas", async () => {
      const userId = newId();
      await record(
        ...Array.from({ length: 1_200 }, () => row({ userId, type: "alert.shown", data: { failure: "=cmd()", institution: { name: "=1+1" } } })),
      );
      const ndjson = await stage().call("GET", `/v1/events/export?userId=${printId("usr", userId)}`);
      expect(
        new Set(
          ndjson.body
            .trim()
            .split("\n")
            .map((line) => JSON.parse(line).id),
        ).size,
      ).toBe(1_200);
      const csv = await stage().call("GET", `/v1/events/export?format=csv&userId=${printId("usr", userId)}`);
      const rows: readonly Record<string, string>[] = parse(csv.body, { columns: true });
      expect(rows).toHaveLength(1_200);
      expect(rows[0]).toMatchObject({ institution: "'=1+1", failure: "'=cmd()", type: "alert.shown" });
    });

    it("exports no cell that a spreadsheet would run", async () => {
      const userId = newId();
      const cells = [
        "=1",
        "+1",
        "-1",
        "@sum(1)",
        "\t=1",
        "\r=1",
        "\uFF1D1",
        "\uFF0B1",
        "\uFF0D1",
        "\uFF20x",
        '";=1',
        'plain, "quoted"\r\nand broken',
      ];
      await record(...cells.map((name) => row({ userId, data: { institution: { name } } })));
      const csv = await stage().call("GET", `/v1/events/export?format=csv&userId=${printId("usr", userId)}`);
      const rows: readonly Record<string, string>[] = parse(csv.body, { columns: true });
      expect(rows.map(({ institution }) => institution)).toEqual(
        cells.map((name) => (/^[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/.test(name) ? `'${name}` : name)),
      );
    });

    it("is filtered by time, by families of types, and by what people were shown", async () => {
      const userId = newId();
      const of = `userId=${printId("usr", userId)}`;
      const at = (hours: number): Date => new Date(clock.now.getTime() - hours * 3_600_000);
      await record(
        row({ userId, id: newIdAt(at(5), 0), type: "sign_in.failed", occurredAt: at(5), data: { failure: "bank_down" } }),
        row({ userId, id: newIdAt(at(3), 0), type: "sign_in_other.failed", occurredAt: at(3), data: { failure: "login_locked" } }),
        row({ userId, id: newIdAt(at(1), 0), type: "alert.shown", occurredAt: at(1), data: { failure: "bank_down" } }),
      );
      const types = async (query: string): Promise<readonly string[]> => (await list(`${of}&${query}`)).map(({ type }) => type);
      expect(await types(`from=${at(4).toISOString()}`)).toEqual(["sign_in_other.failed", "alert.shown"]);
      expect(await types(`to=${at(3).toISOString()}`)).toEqual(["sign_in.failed"]);
      expect(await types(`from=${at(3).toISOString()}&to=${at(1).toISOString()}`)).toEqual(["sign_in_other.failed"]);
      expect(await types("type=sign_in.*")).toEqual(["sign_in.failed"]);
      expect(await types("type=sign_in.*,alert.*,nothing.such")).toEqual(["sign_in.failed", "alert.shown"]);
      expect(await types("type=alert.shown&failure=bank_down")).toEqual(["alert.shown"]);
      expect(await types("failure=bank_down&order=newest")).toEqual(["alert.shown", "sign_in.failed"]);
    });
  });
};
