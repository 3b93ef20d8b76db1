/** @jsxImportSource react */
import type { JSX } from "react";
import { useSearchParams } from "wouter";
import { pathWith } from "../../api/client.ts";
import { Deliveries, WebhookEndpoints } from "../../api/more-shapes.ts";
import { useRead } from "../../api/use-read.ts";
import { Choice } from "../../parts/choice.tsx";
import { Page, Panel } from "../../parts/page.tsx";
import { Pager } from "../../parts/pager.tsx";
import { Shown } from "../../parts/states.tsx";
import { useParam } from "../../view/use-range.ts";
import { useWho } from "../../view/who.ts";
import { DeliveryTable } from "./delivery-table.tsx";
import { EndpointList } from "./endpoint-list.tsx";
import { ReplayForm } from "./replay-form.tsx";
import { NewEndpointForm } from "./new-endpoint.tsx";

const statuses: readonly (readonly [string, string])[] = [
  ["", "All"],
  ["pending", "Waiting"],
  ["delivered", "Delivered"],
  ["dead", "Given up"],
];

/** Where events are sent, and what came of every message. */
export const WebhooksPage = (): JSX.Element => {
  const [params] = useSearchParams();
  const [status, setStatus] = useParam("status");
  const [endpointId, setEndpoint] = useParam("endpoint");
  const endpoints = useRead(WebhookEndpoints, "/v1/webhook-endpoints");
  const deliveries = useRead(Deliveries, pathWith("/v1/webhook-deliveries", { status, endpointId, cursor: params.get("cursor") }));
  const { may } = useWho();
  const names = endpoints.data?.webhookEndpoints.map(({ id, url }) => [id, url] as const) ?? [];
  return (
    <Page title="Webhooks" lead="Where events are sent, and what came of every message.">
      <Panel title="Endpoints">
        <Shown read={endpoints}>{({ webhookEndpoints }) => <EndpointList endpoints={webhookEndpoints} onChanged={endpoints.again} />}</Shown>
        {may("admin") && <NewEndpointForm onMade={endpoints.again} />}
      </Panel>
      <Panel title="Deliveries">
        <div className="bar">
          <Choice label="State" options={statuses} value={status} onChange={setStatus} />
          <Choice label="Endpoint" options={[["", "All"], ...names]} value={endpointId} onChange={setEndpoint} />
        </div>
        <Shown read={deliveries}>
          {({ webhookDeliveries, next }) => (
            <>
              <DeliveryTable deliveries={webhookDeliveries} names={new Map(names)} onChanged={deliveries.again} />
              <Pager next={next} />
            </>
          )}
        </Shown>
      </Panel>
      {may("support") && names.length > 0 && (
        <Panel title="Send a range again">
          <ReplayForm endpoints={names} onDone={deliveries.again} />
        </Panel>
      )}
    </Page>
  );
};
