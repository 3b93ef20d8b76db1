/** @jsxImportSource react */
import { useState, type FormEvent, type JSX } from "react";
import { changeApi } from "../../api/client.ts";
import { OidcSecret } from "../../api/settings-shapes.ts";
import { Choice } from "../../parts/choice.tsx";
import { Field, LinesField } from "../../parts/field.tsx";
import { OneTimeSecret } from "../../parts/one-time-secret.tsx";
import { Outcome } from "../../parts/outcome.tsx";
import { useDeed } from "../../parts/use-deed.ts";
import { listOf, textOf } from "../../view/form-text.ts";

const methods = [
  ["client_secret_basic", "a secret, in the header"],
  ["client_secret_post", "a secret, in the body"],
  ["private_key_jwt", "a key of its own"],
] as const;

/** Registers a client of the Connections interface; its secret, if it has one, is shown once. */
export const NewClientForm = ({ onMade }: { readonly onMade: () => void }): JSX.Element => {
  const doing = useDeed();
  const [authMethod, setAuthMethod] = useState("client_secret_basic");
  const [secret, setSecret] = useState<string | null>(null);
  const send = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const element = event.currentTarget;
    const form = new FormData(element);
    const jwksUri = textOf(form, "jwksUri");
    const body = { name: textOf(form, "name"), redirectUris: listOf(form, "redirectUris"), authMethod, ...(jwksUri && { jwksUri }) };
    setSecret(null);
    doing.start(async () => {
      const made = await changeApi(OidcSecret, "/v1/oidc-clients", { method: "POST", body });
      setSecret(made.secret);
      element.reset();
      onMade();
      return `${body.name} can sign in from now on`;
    });
  };
  return (
    <form className="form-below" onSubmit={send}>
      <fieldset className="plain-fields field-grid">
        <legend>New client</legend>
        <Field label="Name of the client" name="name" maxLength={200} required />
        <Choice label="Signs in by" options={methods} value={authMethod} onChange={setAuthMethod} />
        {authMethod === "private_key_jwt" && (
          <Field label="Address of its public keys" name="jwksUri" type="url" placeholder="https://example.com/jwks.json" required />
        )}
        <LinesField label="People come back to" name="redirectUris" hint="one address a line; none for a client without pages" rows={2} />
      </fieldset>
      <button type="submit" className="button button-secondary" aria-disabled={doing.busy}>
        Add the client
      </button>
      <Outcome doing={doing} />
      {secret && <OneTimeSecret name="Client secret" secret={secret} />}
    </form>
  );
};
