/** @jsxImportSource react */
import type { JSX } from "react";
import { Page, Panel } from "../../parts/page.tsx";
import { useWho } from "../../view/who.ts";
import { OwnPasskeys } from "./passkeys.tsx";
import { Team } from "./team.tsx";

/** The tenant, who is signed in, and, for administrators, the team. */
export const SettingsPage = (): JSX.Element => {
  const { session, may } = useWho();
  const { tenant, operator } = session ?? {};
  return (
    <Page title="Settings">
      <Panel title="Tenant">
        <dl className="facts">
          <div>
            <dt>Name</dt>
            <dd>{tenant?.name}</dd>
          </div>
          <div>
            <dt>Id</dt>
            <dd>
              <code>{tenant?.id}</code>
            </dd>
          </div>
          <div>
            <dt>Slug</dt>
            <dd>
              <code>{tenant?.slug}</code>
            </dd>
          </div>
          <div>
            <dt>Origins that may embed the pages</dt>
            <dd>{tenant?.origins.join(", ") || "none"}</dd>
          </div>
          <div>
            <dt>Privacy policy</dt>
            <dd>{tenant?.policyUrl ?? "not set"}</dd>
          </div>
        </dl>
      </Panel>
      <Panel title="You">
        <dl className="facts">
          <div>
            <dt>E-mail</dt>
            <dd>{operator?.email}</dd>
          </div>
          <div>
            <dt>Role</dt>
            <dd>{operator?.role}</dd>
          </div>
        </dl>
      </Panel>
      <Panel title="Your passkeys">
        <OwnPasskeys />
      </Panel>
      {may("admin") && (
        <Panel title="Team">
          <Team />
        </Panel>
      )}
    </Page>
  );
};
