/** @jsxImportSource react */
import { useState, type JSX } from "react";
import { changeApi } from "../../api/client.ts";
import { NewCredential, type Tenant } from "../../api/settings-shapes.ts";
import { Nothing } from "../../api/shapes.ts";
import { OneTimeSecret } from "../../parts/one-time-secret.tsx";
import { Outcome } from "../../parts/outcome.tsx";
import { useDeed } from "../../parts/use-deed.ts";
import { moment } from "../../view/format.ts";
import { useRange } from "../../view/use-range.ts";

/** Something the tenant's programs prove themselves with. */
interface Credential {
  readonly name: string;
  readonly path: string;
  readonly use: string;
  readonly previousUntil: string | null;
}

const asks = {
  keep: (name: string) => `Make a new ${name}? The one of now works for another day.`,
  end: (name: string) => `Make a new ${name} and end every other one now? Whatever uses them stops at once.`,
} as const;

const credentialsOf = ({ previousApiTokenUntil, previousAppKeyUntil, previousPartnerSecretUntil }: Tenant): readonly Credential[] => [
  { name: "API token", path: "api-token-rotations", use: "Calls the native API as this tenant.", previousUntil: previousApiTokenUntil },
  { name: "app key", path: "app-key-rotations", use: "Goes with every call of the Connect API.", previousUntil: previousAppKeyUntil },
  {
    name: "partner secret",
    path: "partner-secret-rotations",
    use: "Signs in at the Connect API and signs its webhooks, which use the new one at once.",
    previousUntil: previousPartnerSecretUntil,
  },
];

/** Replaces what the tenant's programs prove themselves with, and unlocks the partner. */
export const Credentials = ({ tenant, onChanged }: { readonly tenant: Tenant; readonly onChanged: () => void }): JSX.Element => (
  <>
    {tenant.partnerLockedAt && <PartnerLock since={tenant.partnerLockedAt} onChanged={onChanged} />}
    {credentialsOf(tenant).map((credential) => (
      <CredentialRow key={credential.path} credential={credential} onChanged={onChanged} />
    ))}
  </>
);

const PartnerLock = ({ since, onChanged }: { readonly since: string; readonly onChanged: () => void }): JSX.Element => {
  const doing = useDeed();
  const { timeZone } = useRange();
  const unlock = (): void =>
    doing.start(async () => {
      await changeApi(Nothing, "/v1/tenant/partner-lock", { method: "DELETE" });
      onChanged();
      return "The partner may sign in again";
    });
  return (
    <div className="notice">
      <p>The partner cannot sign in at the Connect API: five wrong secrets, the last at {moment(since, timeZone)}.</p>
      <button type="button" className="button button-secondary" aria-disabled={doing.busy} onClick={unlock}>
        Unlock the partner
      </button>
      <Outcome doing={doing} />
    </div>
  );
};

const CredentialRow = ({
  credential: { name, path, use, previousUntil },
  onChanged,
}: {
  readonly credential: Credential;
  readonly onChanged: () => void;
}): JSX.Element => {
  const doing = useDeed();
  const [secret, setSecret] = useState<string | null>(null);
  const { timeZone } = useRange();
  const rotate = (previous: keyof typeof asks): void => {
    if (!window.confirm(asks[previous](name))) return;
    setSecret(null);
    doing.start(async () => {
      const made = await changeApi(NewCredential, `/v1/tenant/${path}`, { method: "POST", body: { previous } });
      setSecret(made.secret);
      onChanged();
      return made.previousUntil ? `The ${name} before works until ${moment(made.previousUntil, timeZone)}` : `Every other ${name} has ended`;
    });
  };
  return (
    <section className="stack" aria-label={name}>
      <h3>{name.charAt(0).toUpperCase() + name.slice(1)}</h3>
      <p className="muted">
        {use} {previousUntil && `Two work: the newest, and until ${moment(previousUntil, timeZone)} the one before.`}
      </p>
      <div className="bar">
        <button type="button" className="button button-secondary" aria-disabled={doing.busy} onClick={() => rotate("keep")}>
          New {name}
        </button>
        <button type="button" className="button button-danger" aria-disabled={doing.busy} onClick={() => rotate("end")}>
          New {name}, end the others
        </button>
      </div>
      <Outcome doing={doing} />
      {secret && <OneTimeSecret name={name} secret={secret} />}
    </section>
  );
};
