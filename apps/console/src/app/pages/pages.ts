import type { JSX } from "react";
import { AuditPage } from "./audit.tsx";
import { ConnectionsPage } from "./connections/connections.tsx";
import { ErrorsPage } from "./errors.tsx";
import { EventsPage } from "./events.tsx";
import { ExperiencesPage } from "./experiences/experiences.tsx";
import { ImportPage } from "./import.tsx";
import { InstitutionsPage } from "./institutions.tsx";
import { MappingPage } from "./mapping/mapping.tsx";
import { OperationsPage } from "./operations.tsx";
import { OverviewPage } from "./overview/overview.tsx";
import { SearchesPage } from "./searches.tsx";
import { SessionPage } from "./session/session.tsx";
import { SessionsPage } from "./sessions.tsx";
import { SettingsPage } from "./settings/settings.tsx";
import { SinksPage } from "./sinks/sinks.tsx";
import { UserPage } from "./user/user.tsx";
import { UsersPage } from "./users.tsx";
import { WebhooksPage } from "./webhooks/webhooks.tsx";

/** A page by its address. `id` is empty where the address has none. */
export interface Page {
  readonly path: string;
  readonly page: (props: { readonly id: string }) => JSX.Element;
}

/** Every page. */
export const pages: readonly Page[] = [
  { path: "/", page: OverviewPage },
  { path: "/institutions", page: InstitutionsPage },
  { path: "/errors", page: ErrorsPage },
  { path: "/searches", page: SearchesPage },
  { path: "/sessions", page: SessionsPage },
  { path: "/sessions/:id", page: SessionPage },
  { path: "/connections", page: ConnectionsPage },
  { path: "/users", page: UsersPage },
  { path: "/users/:id", page: UserPage },
  { path: "/operations", page: OperationsPage },
  { path: "/webhooks", page: WebhooksPage },
  { path: "/sinks", page: SinksPage },
  { path: "/events", page: EventsPage },
  { path: "/experiences", page: ExperiencesPage },
  { path: "/import", page: ImportPage },
  { path: "/mapping", page: MappingPage },
  { path: "/audit", page: AuditPage },
  { path: "/settings", page: SettingsPage },
];
