import type { JSX } from "react";
import { ConnectionsPage } from "./connections/connections.tsx";
import { EventsPage } from "./events.tsx";
import { OverviewPage } from "./overview/overview.tsx";
import { SessionPage } from "./session/session.tsx";
import { SessionsPage } from "./sessions.tsx";

/** A page by its address. `id` is empty where the address has none. */
export interface Page {
  readonly path: string;
  readonly page: (props: { readonly id: string }) => JSX.Element;
}

/** Every page. */
export const pages: readonly Page[] = [
  { path: "/", page: OverviewPage },
  { path: "/sessions", page: SessionsPage },
  { path: "/sessions/:id", page: SessionPage },
  { path: "/connections", page: ConnectionsPage },
  { path: "/events", page: EventsPage },
];
