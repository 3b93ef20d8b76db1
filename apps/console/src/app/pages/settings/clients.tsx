/** @jsxImportSource react */
import { useState, type JSX } from "react";
import { changeApi } from "../../api/client.ts";
import { OidcClients, OidcSecret, type OidcClient } from "../../api/settings-shapes.ts";
import { useRead } from "../../api/use-read.ts";
import { DataTable, type Column } from "../../parts/data-table.tsx";
import { Outcome } from "../../parts/outcome.tsx";
import { Shown } from "../../parts/states.tsx";
import { useDeed } from "../../parts/use-deed.ts";
import { useWho } from "../../view/who.ts";

const keysOf = ({ jwks, jwksUri }: OidcClient): string => {
  if (jwksUri) return jwksUri;
  const keys = typeof jwks === "object" && jwks !== null ? Reflect.get(jwks, "keys") : null;
  const names = Array.isArray(keys)
    ? keys.map((key: unknown) => (typeof key === "object" && key !== null ? String(Reflect.get(key, "kid")) : ""))
    : [];
  return names.join(", ");
};

/** Clients of the Connections interface, with their keys; a secret can be replaced. */
export const Clients = (): JSX.Element => {
  const read = useRead(OidcClients, "/v1/oidc-clients", "once");
  const doing = useDeed();
  const [secret, setSecret] = useState<string | null>(null);
  const { may } = useWho();
  const rotate = (client: OidcClient): void => {
    if (!window.confirm(`Give ${client.name} a new secret? The old one stops working at once.`)) return;
    setSecret(null);
    doing.start(async () => {
      const made = await changeApi(OidcSecret, `/v1/oidc-clients/${client.id}/secret-rotations`, { method: "POST", body: {} });
      setSecret(made.secret);
      return `${client.name} has a new secret; it is shown this once`;
    });
  };
  const again: Column<OidcClient> = {
    key: "do",
    title: "Do",
    value: ({ id }) => id,
    cell: (client) =>
      client.authMethod.startsWith("client_secret") && (
        <button type="button" className="button button-secondary" aria-disabled={doing.busy} onClick={() => rotate(client)}>
          New secret<span className="visually-hidden"> for {client.name}</span>
        </button>
      ),
  };
  return (
    <>
      <Outcome doing={doing} />
      {secret && <code className="key wrap">{secret}</code>}
      <Shown read={read}>
        {({ oidcClients }) => (
          <DataTable
            caption="Clients"
            rows={oidcClients}
            rowKey={({ id }) => id}
            empty="No client yet"
            emptyHint="drawbridge clients add makes one."
            columns={[
              { key: "name", title: "Name", value: ({ name }) => name },
              { key: "id", title: "Id", value: ({ id }) => id, cell: ({ id }) => <code className="clip">{id}</code> },
              { key: "auth", title: "Signs in by", value: ({ authMethod }) => authMethod, cell: ({ authMethod }) => <code>{authMethod}</code> },
              { key: "keys", title: "Keys", value: keysOf, cell: (client) => <span className="clip wide">{keysOf(client) || "none"}</span> },
              {
                key: "redirects",
                title: "Comes back to",
                value: ({ redirectUris }) => redirectUris.join(" "),
                cell: ({ redirectUris }) => <span className="clip wide">{redirectUris.join(" ")}</span>,
              },
              ...(may("admin") ? [again] : []),
            ]}
          />
        )}
      </Shown>
    </>
  );
};
