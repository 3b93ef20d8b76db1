/** @jsxImportSource react */
import type { JSX } from "react";
import { changeApi } from "../../api/client.ts";
import type { WebhookEndpoint } from "../../api/more-shapes.ts";
import { Nothing } from "../../api/shapes.ts";
import { DataTable } from "../../parts/data-table.tsx";
import { Outcome } from "../../parts/outcome.tsx";
import { Chip } from "../../parts/page.tsx";
import { useDeed, type Doing } from "../../parts/use-deed.ts";
import { words } from "../../view/format.ts";
import { useWho } from "../../view/who.ts";

const tests = (doing: Doing, endpoint: WebhookEndpoint, onChanged: () => void): void =>
  doing.start(async () => {
    const action = endpoint.disabledAt === null ? "tests" : "enablings";
    await changeApi(Nothing, `/v1/webhook-endpoints/${endpoint.id}/${action}`, { method: "POST", body: {} });
    onChanged();
    return action === "tests" ? `A test is on its way to ${endpoint.url}` : `${endpoint.url} is in use again`;
  });

/** Endpoints, each with a test to fire, or a way back into use. */
export const EndpointList = ({
  endpoints,
  onChanged,
}: {
  readonly endpoints: readonly WebhookEndpoint[];
  readonly onChanged: () => void;
}): JSX.Element => {
  const doing = useDeed();
  const { may } = useWho();
  return (
    <>
      <Outcome doing={doing} />
      <DataTable
        caption="Webhook endpoints"
        rows={endpoints}
        rowKey={({ id }) => id}
        empty="No endpoint yet"
        emptyHint="An endpoint gets every event as a signed message."
        columns={[
          { key: "url", title: "Address", value: ({ url }) => url },
          {
            key: "types",
            title: "Events",
            value: ({ eventTypes }) => (eventTypes.length === 0 || eventTypes.includes("*") ? "all" : eventTypes.join(" ")),
          },
          {
            key: "state",
            title: "State",
            value: ({ disabledReason }) => disabledReason ?? "in use",
            cell: ({ disabledAt, disabledReason }) =>
              disabledAt === null ? <Chip tone="ok">In use</Chip> : <Chip tone="danger">Disabled: {words(disabledReason ?? "by hand")}</Chip>,
          },
          ...(may("support")
            ? [
                {
                  key: "do",
                  title: "What can be done",
                  deeds: true,
                  value: ({ id }: WebhookEndpoint) => id,
                  cell: (endpoint: WebhookEndpoint) => (
                    <button
                      type="button"
                      className="button button-secondary"
                      aria-disabled={doing.busy}
                      onClick={() => tests(doing, endpoint, onChanged)}
                    >
                      {endpoint.disabledAt === null ? "Fire a test" : "Use again"}
                      <span className="visually-hidden"> {endpoint.url}</span>
                    </button>
                  ),
                },
              ]
            : []),
        ]}
      />
    </>
  );
};
