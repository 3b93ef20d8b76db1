/** @jsxImportSource react */
import { useState, type FormEvent, type JSX } from "react";
import { changeApi } from "../../api/client.ts";
import { NewEndpoint } from "../../api/more-shapes.ts";
import { Field } from "../../parts/field.tsx";
import { OneTimeSecret } from "../../parts/one-time-secret.tsx";
import { Outcome } from "../../parts/outcome.tsx";
import { useDeed } from "../../parts/use-deed.ts";
import { listOf, textOf } from "../../view/form-text.ts";

/** Registers an endpoint; its secret is shown once. */
export const NewEndpointForm = ({ onMade }: { readonly onMade: () => void }): JSX.Element => {
  const doing = useDeed();
  const [secret, setSecret] = useState<string | null>(null);
  const send = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = event.currentTarget;
    const url = textOf(new FormData(form), "url");
    const types = listOf(new FormData(form), "types");
    setSecret(null);
    doing.start(async () => {
      const made = await changeApi(NewEndpoint, "/v1/webhook-endpoints", {
        method: "POST",
        body: { url, ...(types.length > 0 && { eventTypes: types }) },
      });
      setSecret(made.secret);
      form.reset();
      onMade();
      return `${url} gets ${types.length > 0 ? types.join(", ") : "every event"} from now on`;
    });
  };
  return (
    <form className="bar form-below wide-fields" onSubmit={send}>
      <Field label="New endpoint" name="url" type="url" placeholder="https://example.com/webhooks" required />
      <Field label="Only these events" name="types" placeholder="all, or: session.ended connection.*" />
      <button type="submit" className="button button-secondary" aria-disabled={doing.busy}>
        Add
      </button>
      <Outcome doing={doing} />
      {secret && <OneTimeSecret name="Signing secret" secret={secret} />}
    </form>
  );
};
