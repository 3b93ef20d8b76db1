/** @jsxImportSource react */
import { useEffect, useRef, useState, type FormEvent, type JSX } from "react";
import { changeApi } from "../api/client.ts";
import { toProblem, type ApiProblem } from "../api/problem.ts";
import { ConsoleSession } from "../api/shapes.ts";
import { CodeField, Field } from "../parts/field.tsx";
import { Failed } from "../parts/states.tsx";

const textOf = (form: FormData, name: string): string => {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
};

/** Address, password and code at once, so that nobody learns which of them was wrong. */
export const SignIn = ({ onEnter }: { readonly onEnter: (session: ConsoleSession) => void }): JSX.Element => {
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const [busy, setBusy] = useState(false);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = "Sign in · Drawbridge console";
    title.current?.focus();
  }, []);
  const send = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (busy) return;
    const form = new FormData(event.currentTarget);
    const body = { email: textOf(form, "email").trim(), password: textOf(form, "password"), code: textOf(form, "code").replaceAll(/\s/g, "") };
    setBusy(true);
    setProblem(null);
    changeApi(ConsoleSession, "/v1/console/sign-ins", { method: "POST", body })
      .then(onEnter, (error: unknown) => setProblem(toProblem(error)))
      .finally(() => setBusy(false));
  };
  return (
    <main className="door">
      <form className="door-card" onSubmit={send}>
        <p className="brand">
          <span className="brand-mark" aria-hidden="true" /> Drawbridge
        </p>
        <h1 ref={title} tabIndex={-1}>
          Sign in
        </h1>
        {problem && <Failed problem={problem} />}
        <Field label="E-mail" name="email" type="email" autoComplete="username" required />
        <Field label="Password" name="password" type="password" autoComplete="current-password" required />
        <CodeField hint="Six digits from your authenticator app" />
        <button type="submit" className="button button-primary" aria-disabled={busy}>
          Sign in
        </button>
        <p className="muted">Lost your password or your app? Ask an administrator for a new link.</p>
      </form>
    </main>
  );
};
