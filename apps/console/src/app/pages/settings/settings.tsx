/** @jsxImportSource react */
import type { JSX } from "react";
import { Page, Panel } from "../../parts/page.tsx";
import { useWho } from "../../view/who.ts";
import { Clients } from "./clients.tsx";
import { LogPolicySettings } from "./log-policy.tsx";
import { OwnPasskeys } from "./passkeys.tsx";
import { Routing } from "./routing.tsx";
import { Team } from "./team.tsx";

/** The tenant and who is signed in, the rules of its log and its clients, and, for administrators, the team. */
export const SettingsPage = (): JSX.Element => {
  const { may } = useWho();
  return (
    <Page title="Settings">
      <TenantFacts />
      <Panel title="Your passkeys">
        <OwnPasskeys />
      </Panel>
      <Panel title="The log">
        <LogPolicySettings />
      </Panel>
      <Panel title="Clients and keys">
        <Clients />
      </Panel>
      <Panel title="Routing">
        <Routing />
      </Panel>
      {may("admin") && (
        <Panel title="Team">
          <Team />
        </Panel>
      )}
    </Page>
  );
};

const TenantFacts = (): JSX.Element => {
  const { session } = useWho();
  const facts: readonly (readonly [string, string | undefined])[] = [
    ["Tenant", session?.tenant.name],
    ["Id", session?.tenant.id],
    ["Slug", session?.tenant.slug],
    ["Origins that may embed the pages", session?.tenant.origins.join(", ") || "none"],
    ["Privacy policy", session?.tenant.policyUrl ?? "not set"],
    ["You", session?.operator.email],
    ["Your role", session?.operator.role],
  ];
  return (
    <Panel title="Tenant">
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
};
