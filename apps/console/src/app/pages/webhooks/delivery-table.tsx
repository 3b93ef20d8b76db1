/** @jsxImportSource react */
import type { JSX } from "react";
import { Link } from "wouter";
import { changeApi } from "../../api/client.ts";
import type { Delivery } from "../../api/more-shapes.ts";
import { Nothing } from "../../api/shapes.ts";
import { DataTable } from "../../parts/data-table.tsx";
import { Outcome } from "../../parts/outcome.tsx";
import { Chip } from "../../parts/page.tsx";
import { useDeed } from "../../parts/use-deed.ts";
import { duration, moment, words } from "../../view/format.ts";
import { useAddress, useRange } from "../../view/use-range.ts";
import { useWho } from "../../view/who.ts";

const chips = {
  delivered: ["ok", "Delivered"],
  pending: ["plain", "Waiting"],
  again: ["warn", "Trying again"],
  dead: ["danger", "Given up"],
} as const;

const StatusChip = ({ delivery: { status, attempts } }: { readonly delivery: Delivery }): JSX.Element => {
  const waiting = attempts.length > 0 ? chips.again : chips.pending;
  const [tone, name] = status === "delivered" || status === "dead" ? chips[status] : waiting;
  return <Chip tone={tone}>{name}</Chip>;
};

const Address = ({ url }: { readonly url: string }): JSX.Element => (
  <span className="clip narrow" title={url}>
    {url.replace(/^https?:\/\//, "")}
  </span>
);

interface TableProps {
  readonly deliveries: readonly Delivery[];
  readonly names: ReadonlyMap<string, string>;
  readonly onChanged: () => void;
}

const lastOf = ({ attempts }: Delivery): string => {
  const last = attempts.at(-1);
  if (!last) return "–";
  return `${last.status ?? words(last.outcome)}, ${duration(last.durationMs)}`.replaceAll(" ", "\u00a0");
};

/** Deliveries, each to be sent again. */
export const DeliveryTable = ({ deliveries, names, onChanged }: TableProps): JSX.Element => {
  const doing = useDeed();
  const { may } = useWho();
  const address = useAddress();
  const { timeZone } = useRange();
  const replay = ({ id, eventType }: Delivery): void =>
    doing.start(async () => {
      await changeApi(Nothing, `/v1/webhook-deliveries/${id}/replays`, { method: "POST", body: {} });
      onChanged();
      return `${eventType} is sent again`;
    });
  const again = {
    key: "do",
    title: "What can be done",
    deeds: true,
    value: ({ id }: Delivery) => id,
    cell: (delivery: Delivery) => (
      <button type="button" className="button button-quiet" aria-disabled={doing.busy} onClick={() => replay(delivery)}>
        Replay<span className="visually-hidden"> {delivery.eventType}</span>
      </button>
    ),
  };
  return (
    <>
      <Outcome doing={doing} />
      <DataTable
        caption="Deliveries"
        rows={deliveries}
        rowKey={({ id }) => id}
        empty="No delivery fits"
        emptyHint="Every event that an endpoint asks for is one, with its attempts."
        columns={[
          { key: "createdAt", title: "Made", value: ({ createdAt }) => createdAt, cell: ({ createdAt }) => moment(createdAt, timeZone) },
          { key: "type", title: "Event", value: ({ eventType }) => eventType, cell: ({ eventType }) => <code>{eventType}</code> },
          { key: "status", title: "State", value: ({ status }) => status, cell: (delivery) => <StatusChip delivery={delivery} /> },
          { key: "attempts", title: "Tries", numeric: true, value: ({ attempts }) => attempts.length },
          { key: "last", title: "Last", value: lastOf },
          {
            key: "endpoint",
            title: "To",
            value: ({ endpointId }) => names.get(endpointId) ?? endpointId,
            cell: ({ endpointId }) => <Address url={names.get(endpointId) ?? endpointId} />,
          },
          {
            key: "session",
            title: "Session",
            value: ({ sessionId }) => sessionId,
            cell: ({ sessionId }) =>
              sessionId && (
                <Link href={address(`/sessions/${sessionId}`)} className="clip">
                  Line of time
                </Link>
              ),
          },
          ...(may("support") ? [again] : []),
        ]}
      />
    </>
  );
};
