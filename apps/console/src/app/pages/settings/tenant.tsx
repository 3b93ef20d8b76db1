/** @jsxImportSource react */
import type { FormEvent, JSX } from "react";
import { changeApi, TENANT_CHANGED } from "../../api/client.ts";
import { Tenant } from "../../api/settings-shapes.ts";
import { useRead } from "../../api/use-read.ts";
import { Field, LinesField } from "../../parts/field.tsx";
import { Outcome } from "../../parts/outcome.tsx";
import { Panel } from "../../parts/page.tsx";
import { Shown } from "../../parts/states.tsx";
import { useDeed } from "../../parts/use-deed.ts";
import { listOf, textOf } from "../../view/form-text.ts";
import { useWho } from "../../view/who.ts";
import { Credentials } from "./credentials.tsx";

/** What the tenant says of itself, who may embed its pages, and what its programs prove themselves with. */
export const TenantSettings = (): JSX.Element => {
  const read = useRead(Tenant, "/v1/tenant", "once");
  const { session, may } = useWho();
  return (
    <>
      <Panel title="Tenant">
        <Shown read={read}>
          {(tenant) => (
            <>
              <Facts
                facts={[
                  ["Id", tenant.id],
                  ["Slug", tenant.slug],
                  ["Partner id", tenant.partnerId],
                  ["You", session?.operator.email],
                  ["Your role", session?.operator.role],
                ]}
              />
              <TenantForm tenant={tenant} onSaved={read.again} />
            </>
          )}
        </Shown>
      </Panel>
      {may("admin") && (
        <Panel title="Credentials">
          <Shown read={read}>{(tenant) => <Credentials tenant={tenant} onChanged={read.again} />}</Shown>
        </Panel>
      )}
    </>
  );
};

const Facts = ({ facts }: { readonly facts: readonly (readonly [string, string | undefined])[] }): JSX.Element => (
  <dl className="facts">
    {facts.map(([name, value]) => (
      <div key={name}>
        <dt>{name}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
);

const TenantForm = ({ tenant: { name, policyUrl, origins }, onSaved }: { readonly tenant: Tenant; readonly onSaved: () => void }): JSX.Element => {
  const doing = useDeed();
  const { may } = useWho();
  const save = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const body = { name: textOf(form, "name"), policyUrl: textOf(form, "policyUrl") || null, origins: listOf(form, "origins") };
    doing.start(async () => {
      await changeApi(Tenant, "/v1/tenant", { method: "PATCH", body });
      window.dispatchEvent(new Event(TENANT_CHANGED));
      onSaved();
      return "Saved; pages opened from now on follow it";
    });
  };
  return (
    <form onSubmit={save}>
      <fieldset className="plain-fields field-grid" disabled={!may("admin")}>
        <legend className="visually-hidden">The tenant</legend>
        <Field label="Name" name="name" defaultValue={name} maxLength={100} hint="people read it where they allow access" required />
        <Field label="Privacy policy" name="policyUrl" type="url" defaultValue={policyUrl ?? ""} placeholder="https://" hint="empty: none is shown" />
        <LinesField
          label="Origins that may embed the pages"
          name="origins"
          defaultValue={origins.join("\n")}
          hint="one a line, such as https://app.example.com"
        />
      </fieldset>
      {may("admin") && (
        <button type="submit" className="button button-secondary" aria-disabled={doing.busy}>
          Save the tenant
        </button>
      )}
      <Outcome doing={doing} />
    </form>
  );
};
