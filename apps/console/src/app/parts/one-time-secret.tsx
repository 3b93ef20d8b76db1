/** @jsxImportSource react */
import type { JSX } from "react";
import { announce } from "../view/announce.ts";

/** A secret that no later answer shows: to be copied now. */
export const OneTimeSecret = ({
  name,
  secret,
  hint = "Shown this once. Put it where your server reads its secrets.",
}: {
  readonly name: string;
  readonly secret: string;
  readonly hint?: string;
}): JSX.Element => {
  const copy = (): void => {
    navigator.clipboard.writeText(secret).then(
      () => announce(`${name} is copied`),
      () => announce(`${name} could not be copied; select it`),
    );
  };
  return (
    <div className="notice secret">
      <div>
        <strong>{name}</strong>
        <p className="muted">{hint}</p>
        <code className="key wrap">{secret}</code>
      </div>
      <button type="button" className="button button-secondary" onClick={copy}>
        Copy<span className="visually-hidden"> {name}</span>
      </button>
    </div>
  );
};
