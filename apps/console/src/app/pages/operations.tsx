/** @jsxImportSource react */
import type { JSX } from "react";
import { useSearchParams } from "wouter";
import { pathWith } from "../api/client.ts";
import { Operations, type Operation } from "../api/more-shapes.ts";
import { useRead } from "../api/use-read.ts";
import { Choice } from "../parts/choice.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Chip, Page } from "../parts/page.tsx";
import { Pager } from "../parts/pager.tsx";
import { Shown } from "../parts/states.tsx";
import { UserLink } from "../parts/user-link.tsx";
import { moment, words } from "../view/format.ts";
import { useParam, useRange } from "../view/use-range.ts";
import { useUserNames } from "../view/use-user-names.ts";

const states: readonly (readonly [string, string])[] = [
  ["", "All"],
  ["ACCEPTED", "Accepted"],
  ["REJECTED", "Rejected"],
  ["TIMEOUT", "Timed out"],
  ["CANCELLED", "Cancelled"],
  ["FAILED", "Failed"],
];

const waitingWords: Readonly<Record<string, string>> = {
  CREATED: "Waiting",
  PUSHED: "Waiting: device told",
  OFFERED: "Waiting: banner shown",
  RETRIEVED: "Waiting: being read",
};

const stateWords = ({ state, decidedAt }: Operation): string =>
  decidedAt === null ? (waitingWords[state] ?? words(state)) : (states.find(([key]) => key === state)?.[1] ?? words(state));

const factorWords: Readonly<Record<string, string>> = { NONE: "No factor", PIN: "PIN", TOKEN: "Code of another party" };

/** What people are asked to approve on their devices. */
export const OperationsPage = (): JSX.Element => {
  const [params] = useSearchParams();
  const [state, setState] = useParam("state");
  const read = useRead(Operations, pathWith("/v1/operations", { state, limit: 100, cursor: params.get("cursor") }));
  return (
    <Page title="Approvals" lead="What people are asked to approve on their devices, the newest first.">
      <div className="bar">
        <Choice label="State" options={states} value={state} onChange={setState} />
      </div>
      <Shown read={read}>
        {({ operations, next }) => (
          <>
            <OperationTable operations={operations} />
            <Pager next={next} />
          </>
        )}
      </Shown>
    </Page>
  );
};

const toneOf = ({ decidedAt, state }: Operation): "ok" | "plain" | "warn" => {
  if (decidedAt === null) return "plain";
  return state === "ACCEPTED" ? "ok" : "warn";
};

/** Operations as a table. */
export const OperationTable = ({ operations }: { readonly operations: readonly Operation[] }): JSX.Element => {
  const { timeZone } = useRange();
  const names = useUserNames(operations.map(({ userId }) => userId));
  return (
    <DataTable
      caption="Approvals"
      rows={operations}
      rowKey={({ id }) => id}
      empty="No approval here"
      emptyHint="Asked for with POST /v1/operations, and when your tenant wants connections approved on a device."
      columns={[
        { key: "createdAt", title: "Asked", value: ({ createdAt }) => createdAt, cell: ({ createdAt }) => moment(createdAt, timeZone) },
        { key: "text", title: "For", value: ({ banner }) => banner, cell: ({ banner, text }) => <span title={text}>{banner}</span> },
        {
          key: "state",
          title: "State",
          value: stateWords,
          cell: (operation) => <Chip tone={toneOf(operation)}>{stateWords(operation)}</Chip>,
        },
        { key: "factor", title: "Factor", value: ({ factor }) => factorWords[factor] ?? words(factor) },
        { key: "decidedAt", title: "Decided", value: ({ decidedAt }) => decidedAt, cell: ({ decidedAt }) => moment(decidedAt, timeZone) },
        {
          key: "user",
          title: "User",
          value: ({ userId }) => names.get(userId) ?? userId,
          cell: ({ userId }) => <UserLink userId={userId} externalId={names.get(userId)} />,
        },
      ]}
    />
  );
};
