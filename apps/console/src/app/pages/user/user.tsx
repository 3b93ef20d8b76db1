/** @jsxImportSource react */
import type { JSX } from "react";
import { Link } from "wouter";
import { pathWith } from "../../api/client.ts";
import { Operations } from "../../api/more-shapes.ts";
import { Connections, Sessions, User } from "../../api/shapes.ts";
import { useRead } from "../../api/use-read.ts";
import { Page, Panel } from "../../parts/page.tsx";
import { Shown } from "../../parts/states.tsx";
import { moment, words } from "../../view/format.ts";
import { useAddress, useRange } from "../../view/use-range.ts";
import { Fleet } from "../connections/connections.tsx";
import { OperationTable } from "../operations.tsx";
import { SessionTable } from "../sessions.tsx";
import { DeviceList } from "./devices.tsx";

/** Everything about one person, for whoever is on the telephone with them. */
export const UserPage = ({ id }: { readonly id: string }): JSX.Element => {
  const user = useRead(User, `/v1/users/${encodeURIComponent(id)}`);
  const connections = useRead(Connections, pathWith("/v1/connections", { userId: id }));
  const sessions = useRead(Sessions, pathWith("/v1/sessions", { userId: id, limit: 20 }));
  const operations = useRead(Operations, pathWith("/v1/operations", { userId: id, limit: 20 }));
  const address = useAddress();
  const { timeZone } = useRange();
  return (
    <Page title={user.data?.externalId ?? "User"} lead={id} aside={<Link href={address("/events", { user: id })}>Events of this person</Link>}>
      <Shown read={user}>
        {({ createdAt, ids }) => (
          <>
            <dl className="facts">
              <div>
                <dt>Since</dt>
                <dd>{moment(createdAt, timeZone)}</dd>
              </div>
              {Object.entries(ids)
                .filter(([face]) => face !== "native")
                .map(([face, names]) => (
                  <div key={face}>
                    <dt>In {words(face)}</dt>
                    <dd>
                      <code>
                        {typeof names === "string"
                          ? names
                          : Object.values(names ?? {})
                              .filter(Boolean)
                              .join(" · ")}
                      </code>
                    </dd>
                  </div>
                ))}
            </dl>
            <Panel title="Connections">
              <Shown read={connections}>{({ connections: rows }) => <Fleet connections={rows} onChanged={connections.again} of="person" />}</Shown>
            </Panel>
            <Panel title="Sessions">
              <Shown read={sessions}>{({ sessions: rows }) => <SessionTable sessions={rows} of="person" />}</Shown>
            </Panel>
            <Panel title="Devices">
              <DeviceList userId={id} />
            </Panel>
            <Panel title="Approvals">
              <Shown read={operations}>{({ operations: rows }) => <OperationTable operations={rows} />}</Shown>
            </Panel>
          </>
        )}
      </Shown>
    </Page>
  );
};
