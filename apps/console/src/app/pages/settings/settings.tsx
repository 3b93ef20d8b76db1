/** @jsxImportSource react */
import type { JSX } from "react";
import { Page, Panel } from "../../parts/page.tsx";
import { useWho } from "../../view/who.ts";
import { Clients } from "./clients.tsx";
import { LogPolicySettings } from "./log-policy.tsx";
import { OwnPasskeys } from "./passkeys.tsx";
import { Routing } from "./routing.tsx";
import { Team } from "./team.tsx";
import { TenantSettings } from "./tenant.tsx";

/** The tenant and who is signed in, the rules of its log and its clients, and, for administrators, the team. */
export const SettingsPage = (): JSX.Element => {
  const { may } = useWho();
  return (
    <Page title="Settings" lead="The tenant, who may sign in and call it, and how long the log is kept.">
      <TenantSettings />
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
