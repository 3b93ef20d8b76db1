/** @jsxImportSource react */
import { useState, type JSX } from "react";
import { useSearchParams } from "wouter";
import { pathWith } from "../../api/client.ts";
import { Connections, type Connection } from "../../api/shapes.ts";
import { useRead } from "../../api/use-read.ts";
import { Choice } from "../../parts/choice.tsx";
import { Page } from "../../parts/page.tsx";
import { Pager } from "../../parts/pager.tsx";
import { Shown } from "../../parts/states.tsx";
import { words } from "../../view/format.ts";
import { useParam } from "../../view/use-range.ts";
import { useWho } from "../../view/who.ts";
import { BulkBar } from "./bulk-bar.tsx";
import { ConnectionTable } from "./connection-table.tsx";

const named = (names: readonly string[]): readonly (readonly [string, string])[] => [
  ["", "All"],
  ...names.map((name) => [name, words(name)] as const),
];

const statuses = named(["ok", "error", "never"]);
const actions = named(["none", "wait", "sync", "refresh", "reauth", "reconsent", "contact_support"]);
const kinds = named(["api", "legacy", "test", "zoopla", "mouseprice", "autotrader"]);

/** The fleet: every connection with its state and what should be done about it. */
export const ConnectionsPage = (): JSX.Element => {
  const [params] = useSearchParams();
  const [status, setStatus] = useParam("status");
  const [action, setAction] = useParam("action");
  const [kind, setKind] = useParam("kind");
  const query = { status, action, kind, userId: params.get("user"), bankId: params.get("bank"), limit: 100, after: params.get("cursor") };
  const read = useRead(Connections, pathWith("/v1/connections", query));
  return (
    <Page title="Connections" lead="Every connection, its state, and what should be done about it.">
      <div className="bar">
        <Choice label="State" options={statuses} value={status} onChange={setStatus} />
        <Choice label="Recommended action" options={actions} value={action} onChange={setAction} />
        <Choice label="Kind" options={kinds} value={kind} onChange={setKind} />
      </div>
      <Shown read={read}>
        {({ connections, next }) => (
          <>
            <Fleet connections={connections} onChanged={read.again} />
            <Pager next={next} />
          </>
        )}
      </Shown>
    </Page>
  );
};

/** Connections that can be chosen and acted on together. */
export const Fleet = ({
  connections,
  onChanged,
  of = "everybody",
}: {
  readonly connections: readonly Connection[];
  readonly onChanged: () => void;
  readonly of?: "everybody" | "person";
}): JSX.Element => {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const { may } = useWho();
  const toggle = (ids: readonly string[], to: boolean): void =>
    setChosen((before) => (to ? new Set([...before, ...ids]) : new Set([...before].filter((id) => !ids.includes(id)))));
  return (
    <>
      {may("support") && connections.length > 0 && (
        <div className="fleet">
          <label className="check">
            <input
              type="checkbox"
              checked={connections.every(({ id }) => chosen.has(id))}
              onChange={({ target }) =>
                toggle(
                  connections.map(({ id }) => id),
                  target.checked,
                )
              }
            />
            <span>Choose all {connections.length} shown</span>
          </label>
          <BulkBar chosen={connections.filter(({ id }) => chosen.has(id))} onChanged={onChanged} />
        </div>
      )}
      <ConnectionTable
        connections={connections}
        chosen={may("support") ? chosen : null}
        onToggle={toggle}
        empty={of === "person" ? "This person has no connection" : "No connection fits"}
      />
    </>
  );
};
