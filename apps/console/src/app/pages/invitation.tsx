/** @jsxImportSource react */
import { useEffect, useState, type FormEvent, type JSX } from "react";
import { useLocation } from "wouter";
import { changeApi } from "../api/client.ts";
import { toProblem, type ApiProblem } from "../api/problem.ts";
import { ConsoleSession, Invitation } from "../api/shapes.ts";
import { CodeField, Field } from "../parts/field.tsx";
import { QrCode } from "../parts/qr-code.tsx";
import { Failed, Loading } from "../parts/states.tsx";
import { rawTextOf } from "../view/form-text.ts";

const SHORTEST = 12;

/** What a one-time link opens: choose a password, couple the authenticator app, and be in. */
export const InvitationPage = ({ onEnter }: { readonly onEnter: (session: ConsoleSession) => void }): JSX.Element => {
  const [token] = useState(() => new URLSearchParams(window.location.hash.slice(1)).get("token") ?? "");
  const [invitation, setInvitation] = useState<Invitation | null>(null);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  useEffect(() => {
    document.title = "Welcome · Drawbridge console";
    changeApi(Invitation, "/v1/console/invitations", { method: "POST", body: { token: token || "none" } }).then(setInvitation, (error: unknown) =>
      setProblem(toProblem(error)),
    );
  }, [token]);
  return (
    <main className="door">
      <div className="door-card">
        <p className="brand">
          <span className="brand-mark" aria-hidden="true" /> Drawbridge
        </p>
        <h1>{problem ? "This link does not work" : "Welcome to the console"}</h1>
        {problem && <Failed problem={problem} />}
        {!problem && !invitation && <Loading />}
        {invitation && <Accept token={token} invitation={invitation} onEnter={onEnter} />}
      </div>
    </main>
  );
};

interface AcceptProps {
  readonly token: string;
  readonly invitation: Invitation;
  readonly onEnter: (session: ConsoleSession) => void;
}

const Accept = ({ token, invitation, onEnter }: AcceptProps): JSX.Element => {
  const [, go] = useLocation();
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const [differs, setDiffers] = useState(false);
  const enter = (session: ConsoleSession): void => {
    onEnter(session);
    go("/", { replace: true });
  };
  const send = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const [password, email] = [rawTextOf(form, "password"), rawTextOf(form, "email").trim()];
    setDiffers(password !== rawTextOf(form, "again"));
    if (password !== rawTextOf(form, "again")) return;
    const body = { token, email, password, code: rawTextOf(form, "code").replaceAll(/\s/g, "") };
    changeApi(ConsoleSession, "/v1/console/invitations/acceptances", { method: "POST", body }).then(enter, (error: unknown) =>
      setProblem(toProblem(error)),
    );
  };
  return <AcceptForm invitation={invitation} problem={problem} differs={differs} onSend={send} />;
};

interface AcceptFormProps {
  readonly invitation: Invitation;
  readonly problem: ApiProblem | null;
  readonly differs: boolean;
  readonly onSend: (event: FormEvent<HTMLFormElement>) => void;
}

const AcceptForm = ({ invitation: { tenantName, role, email, totp }, problem, differs, onSend }: AcceptFormProps): JSX.Element => (
  <form onSubmit={onSend} className="stack">
    <p>
      You become <strong>{role}</strong> of <strong>{tenantName}</strong>. This link works once.
    </p>
    {problem && <Failed problem={problem} />}
    <Field label="E-mail" name="email" type="email" autoComplete="username" defaultValue={email ?? ""} readOnly={email !== null} required />
    <Field
      label="New password"
      hint={`At least ${SHORTEST} characters`}
      name="password"
      type="password"
      autoComplete="new-password"
      minLength={SHORTEST}
      required
    />
    <Field
      label="The same password again"
      name="again"
      type="password"
      autoComplete="new-password"
      error={differs ? "These two differ" : null}
      required
    />
    <fieldset>
      <legend>Authenticator app</legend>
      <p>Scan this with your app, or type the key into it.</p>
      <QrCode text={totp.uri} label="Picture of the key, for the app's camera" />
      <p>
        Key: <code className="key">{totp.secret.match(/.{1,4}/g)?.join(" ")}</code>
      </p>
    </fieldset>
    <CodeField hint="The six digits the app shows now" />
    <button type="submit" className="button button-primary">
      Finish
    </button>
  </form>
);
