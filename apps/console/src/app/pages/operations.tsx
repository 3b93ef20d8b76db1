/** @jsxImportSource react */
import type { JSX } from "react";
import { useSearchParams } from "wouter";
import { pathWith } from "../api/client.ts";
import { Operations, type Operation } from "../api/more-shapes.ts";
import { useRead } from "../api/use-read.ts";
import { DataTable } from "../parts/data-table.tsx";
import { Chip, Page } from "../parts/page.tsx";
import { Pager } from "../parts/pager.tsx";
import { Shown } from "../parts/states.tsx";
import { UserLink } from "../parts/user-link.tsx";
import { moment, words } from "../view/format.ts";
import { useRange } from "../view/use-range.ts";

/** What people are asked to approve on their devices. */
export const OperationsPage = (): JSX.Element => {
  const [params] = useSearchParams();
  const read = useRead(Operations, pathWith("/v1/operations", { limit: 100, cursor: params.get("cursor") }));
  return (
    <Page title="Approvals" lead="What people are asked to approve on their devices, the newest first.">
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
  return (
    <DataTable
      caption="Approvals"
      rows={operations}
      rowKey={({ id }) => id}
      empty="Nobody was asked to approve anything"
      emptyHint="Asked for with POST /v1/operations, and when your tenant wants connections approved on a device."
      columns={[
        { key: "createdAt", title: "Asked", value: ({ createdAt }) => createdAt, cell: ({ createdAt }) => moment(createdAt, timeZone) },
        { key: "text", title: "For", value: ({ banner }) => banner, cell: ({ banner, text }) => <span title={text}>{banner}</span> },
        {
          key: "state",
          title: "State",
          value: ({ state }) => state,
          cell: (operation) => <Chip tone={toneOf(operation)}>{words(operation.state)}</Chip>,
        },
        { key: "factor", title: "Factor", value: ({ factor }) => factor },
        { key: "decidedAt", title: "Decided", value: ({ decidedAt }) => decidedAt, cell: ({ decidedAt }) => moment(decidedAt, timeZone) },
        {
          key: "user",
          title: "User",
          value: ({ userId }) => userId,
          cell: ({ userId }) => <UserLink userId={userId} />,
        },
      ]}
    />
  );
};
