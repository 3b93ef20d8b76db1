/** @jsxImportSource react */
import { useState, type JSX } from "react";
import { changeApi } from "../../api/client.ts";
import { OidcClients, OidcSecret, type OidcClient } from "../../api/settings-shapes.ts";
import { Nothing } from "../../api/shapes.ts";
import { useRead } from "../../api/use-read.ts";
import { DataTable, type Column } from "../../parts/data-table.tsx";
import { OneTimeSecret } from "../../parts/one-time-secret.tsx";
import { Outcome } from "../../parts/outcome.tsx";
import { Shown } from "../../parts/states.tsx";
import { useDeed } from "../../parts/use-deed.ts";
import { moment } from "../../view/format.ts";
import { useRange } from "../../view/use-range.ts";
import { useWho } from "../../view/who.ts";
import { ClientSettingsPanel } from "./client-settings.tsx";
import { NewClientForm } from "./new-client.tsx";

const keysOf = ({ jwks, jwksUri }: OidcClient): string => {
  if (jwksUri) return jwksUri;
  const keys = typeof jwks === "object" && jwks !== null ? Reflect.get(jwks, "keys") : null;
  const names = Array.isArray(keys)
    ? keys.map((key: unknown) => (typeof key === "object" && key !== null ? String(Reflect.get(key, "kid")) : ""))
    : [];
  return names.join(", ");
};

const asks = {
  keep: (name: string) => `Give ${name} a new secret? The one of now works for another day.`,
  end: (name: string) => `Give ${name} a new secret and end the other two now? Whatever uses them stops at once.`,
} as const;

const columnsIn = (timeZone: string): readonly Column<OidcClient>[] => [
  { key: "name", title: "Name", value: ({ name }) => name },
  { key: "id", title: "Id", value: ({ id }) => id, cell: ({ id }) => <code className="clip">{id}</code> },
  {
    key: "auth",
    title: "Signs in by",
    value: (client) => `${client.authMethod} ${keysOf(client)}`,
    cell: (client) => (
      <>
        <code>{client.authMethod}</code>
        {keysOf(client) && <p className="muted clip">{keysOf(client)}</p>}
        {client.previousSecretUntil && (
          <p className="muted">Two secrets work: the newest, and until {moment(client.previousSecretUntil, timeZone)} the one before.</p>
        )}
      </>
    ),
  },
  {
    key: "redirects",
    title: "Comes back to",
    value: ({ redirectUris }) => redirectUris.join(" "),
    cell: ({ redirectUris }) => <span className="clip">{redirectUris.join(" ") || "–"}</span>,
  },
];

interface Deeds {
  readonly busy: boolean;
  readonly rotate: (client: OidcClient, previous: keyof typeof asks) => void;
  readonly remove: (client: OidcClient) => void;
  readonly open: (client: OidcClient) => void;
}

const deedColumn = ({ busy, rotate, remove, open }: Deeds): Column<OidcClient> => {
  const button = (client: OidcClient, [label, act, tone]: readonly [string, (client: OidcClient) => void, string]): JSX.Element => (
    <button type="button" className={`button button-${tone}`} aria-disabled={busy} onClick={() => act(client)}>
      {label}
      <span className="visually-hidden"> of {client.name}</span>
    </button>
  );
  const newSecret = ["New secret", (one: OidcClient) => rotate(one, "keep"), "quiet"] as const;
  const replaceBoth = ["Replace both", (one: OidcClient) => rotate(one, "end"), "danger"] as const; // a third beside them is refused
  return {
    key: "do",
    title: "What can be done",
    deeds: true,
    value: ({ id }) => id,
    cell: (client) => (
      <div className="cell-deeds">
        {button(client, ["Settings", open, "quiet"])}
        {client.authMethod.startsWith("client_secret") && button(client, client.previousSecretUntil ? replaceBoth : newSecret)}
        {button(client, ["Remove", remove, "danger"])}
      </div>
    ),
  };
};

/** Clients of the Connections interface: made, set, given new secrets, removed. */
export const Clients = (): JSX.Element => {
  const read = useRead(OidcClients, "/v1/oidc-clients", "once");
  const doing = useDeed();
  const [secret, setSecret] = useState<string | null>(null);
  const [open, setOpen] = useState<OidcClient | null>(null);
  const { may } = useWho();
  const { timeZone } = useRange();
  const rotate = (client: OidcClient, previous: keyof typeof asks): void => {
    if (!window.confirm(asks[previous](client.name))) return;
    setSecret(null);
    doing.start(async () => {
      const made = await changeApi(OidcSecret, `/v1/oidc-clients/${client.id}/secret-rotations`, { method: "POST", body: { previous } });
      setSecret(made.secret);
      read.again();
      const until = made.previousSecretUntil;
      return until ? `The secret of ${client.name} before works until ${moment(until, timeZone)}` : `${client.name} has a new secret, and no other`;
    });
  };
  const remove = (client: OidcClient): void => {
    if (!window.confirm(`Remove ${client.name}? It signs in no more.`)) return;
    setOpen(null);
    doing.start(async () => {
      await changeApi(Nothing, `/v1/oidc-clients/${client.id}`, { method: "DELETE" });
      read.again();
      return `${client.name} is removed`;
    });
  };
  const columns = columnsIn(timeZone);
  const deeds = deedColumn({ busy: doing.busy, rotate, remove, open: setOpen });
  return (
    <div className="stack">
      <Outcome doing={doing} />
      {secret && <OneTimeSecret name="Client secret" secret={secret} />}
      <Shown read={read}>
        {({ oidcClients }) => (
          <DataTable
            caption="Clients"
            rows={oidcClients}
            rowKey={({ id }) => id}
            empty="No client yet"
            emptyHint="A client reads connections and their data over the Connections interface."
            columns={may("admin") ? [...columns, deeds] : columns}
          />
        )}
      </Shown>
      {open && <ClientSettingsPanel key={open.id} client={open} onClose={() => setOpen(null)} />}
      {may("admin") && <NewClientForm onMade={read.again} />}
    </div>
  );
};
