/** @jsxImportSource react */
import { useState, type FormEvent, type JSX } from "react";
import { changeApi } from "../../api/client.ts";
import { ClientSettings, type OidcClient } from "../../api/settings-shapes.ts";
import { useRead } from "../../api/use-read.ts";
import { Field, LinesField } from "../../parts/field.tsx";
import { OneTimeSecret } from "../../parts/one-time-secret.tsx";
import { Outcome } from "../../parts/outcome.tsx";
import { Panel } from "../../parts/page.tsx";
import { Shown } from "../../parts/states.tsx";
import { useDeed } from "../../parts/use-deed.ts";
import { listOf, textOf } from "../../view/form-text.ts";

const usual = "newTransactions syncCompleted reauthReminder";

const changeIn = (form: FormData) => {
  const [url, seconds] = [textOf(form, "url"), textOf(form, "syncLimitSeconds")];
  return {
    enforceUserConsent: form.get("enforceUserConsent") === "on",
    syncLimitSeconds: seconds === "" ? null : Number(seconds),
    webhook: url === "" ? null : { url, format: textOf(form, "format"), eventTypes: listOf(form, "eventTypes") },
  };
};

/** What a client may be set to beside its registration: its webhook, and how it may sync. */
export const ClientSettingsPanel = ({ client, onClose }: { readonly client: OidcClient; readonly onClose: () => void }): JSX.Element => {
  const read = useRead(ClientSettings, `/v1/oidc-clients/${client.id}/settings`, "once");
  return (
    <Panel
      title={`Settings of ${client.name}`}
      aside={
        <button type="button" className="button button-quiet" onClick={onClose}>
          Close
        </button>
      }
    >
      <Shown read={read}>{(settings) => <SettingsForm client={client} settings={settings} />}</Shown>
    </Panel>
  );
};

const SettingsForm = ({ client, settings }: { readonly client: OidcClient; readonly settings: ClientSettings }): JSX.Element => {
  const doing = useDeed();
  const [secret, setSecret] = useState<string | null>(null);
  const { webhook } = settings;
  const save = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const body = changeIn(new FormData(event.currentTarget));
    doing.start(async () => {
      const saved = await changeApi(ClientSettings, `/v1/oidc-clients/${client.id}/settings`, { method: "PATCH", body });
      setSecret(saved.webhook?.secret ?? null);
      return `${client.name} is changed`;
    });
  };
  return (
    <form onSubmit={save}>
      <div className="field-grid">
        <Field label="Webhook address" name="url" type="url" defaultValue={webhook?.url ?? ""} hint="empty: this client hears nothing" autoFocus />
        <label className="choice">
          <span>Written as</span>
          <select name="format" defaultValue={webhook?.format ?? "json"}>
            <option value="json">JSON</option>
            <option value="jwt">signed JWT</option>
          </select>
        </label>
        <LinesField
          label="Webhooks it gets"
          name="eventTypes"
          defaultValue={webhook?.eventTypes.join("\n") ?? usual.replaceAll(" ", "\n")}
          hint="one a line"
        />
        <Field
          label="Seconds between syncs it asks for"
          name="syncLimitSeconds"
          type="number"
          min={5}
          max={86_400}
          defaultValue={settings.syncLimitSeconds ?? ""}
          hint="empty: as the contract says"
        />
      </div>
      <label className="check">
        <input type="checkbox" name="enforceUserConsent" defaultChecked={settings.enforceUserConsent} /> Consent is asked for on our pages; off: the
        client asks on pages of its own
      </label>
      <div className="bar form-below">
        <button type="submit" className="button button-secondary" aria-disabled={doing.busy}>
          Save the settings
        </button>
      </div>
      <Outcome doing={doing} />
      {secret && <OneTimeSecret name="Webhook secret" secret={secret} />}
    </form>
  );
};
