/** @jsxImportSource react */
import { useState, type JSX } from "react";
import { changeApi } from "../../api/client.ts";
import { NewApiToken } from "../../api/settings-shapes.ts";
import { OneTimeSecret } from "../../parts/one-time-secret.tsx";
import { Outcome } from "../../parts/outcome.tsx";
import { useDeed } from "../../parts/use-deed.ts";
import { moment } from "../../view/format.ts";
import { useRange } from "../../view/use-range.ts";

const asks = {
  keep: "Make a new API token? The one of now works for another day.",
  end: "Make a new API token and end every other one now? Whatever uses them stops at once.",
} as const;

/** Replaces the token of the native API, with or without a day in which both work. */
export const ApiToken = ({ previousUntil, onChanged }: { readonly previousUntil: string | null; readonly onChanged: () => void }): JSX.Element => {
  const doing = useDeed();
  const [secret, setSecret] = useState<string | null>(null);
  const { timeZone } = useRange();
  const rotate = (previous: keyof typeof asks): void => {
    if (!window.confirm(asks[previous])) return;
    setSecret(null);
    doing.start(async () => {
      const made = await changeApi(NewApiToken, "/v1/tenant/api-token-rotations", { method: "POST", body: { previous } });
      setSecret(made.secret);
      onChanged();
      return made.previousUntil ? `The token before works until ${moment(made.previousUntil, timeZone)}` : "Every other token has ended";
    });
  };
  return (
    <div className="stack">
      <p className="muted">
        {previousUntil
          ? `Two tokens work: the newest, and until ${moment(previousUntil, timeZone)} the one before.`
          : "One token works. It calls the native API as this tenant."}
      </p>
      <div className="bar">
        <button type="button" className="button button-secondary" aria-disabled={doing.busy} onClick={() => rotate("keep")}>
          New token
        </button>
        <button type="button" className="button button-danger" aria-disabled={doing.busy} onClick={() => rotate("end")}>
          New token, end the others
        </button>
      </div>
      <Outcome doing={doing} />
      {secret && <OneTimeSecret name="API token" secret={secret} />}
    </div>
  );
};
