/** @jsxImportSource react */
import { useEffect, useRef, useState, type FormEvent, type JSX } from "react";
import { changeApi } from "../api/client.ts";
import { askPasskey, canUsePasskeys } from "../api/passkeys.ts";
import { toProblem, type ApiProblem } from "../api/problem.ts";
import { ConsoleSession } from "../api/shapes.ts";
import { CodeField, Field } from "../parts/field.tsx";
import { Failed } from "../parts/states.tsx";
import { rawTextOf } from "../view/form-text.ts";

type Second = "code" | "passkey";

const secondOf = async (form: FormData, second: Second) =>
  second === "passkey" ? { passkey: await askPasskey() } : { code: rawTextOf(form, "code").replaceAll(/\s/g, "") };

/** Address, password and the second factor at once, so that nobody learns which of them was wrong. */
export const SignIn = ({ onEnter }: { readonly onEnter: (session: ConsoleSession) => void }): JSX.Element => {
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const [busy, setBusy] = useState(false);
  const [second, setSecond] = useState<Second>("code");
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = "Sign in · Drawbridge console";
    title.current?.focus();
  }, []);
  const signIn = async (form: FormData): Promise<ConsoleSession> => {
    const body = { email: rawTextOf(form, "email").trim(), password: rawTextOf(form, "password"), ...(await secondOf(form, second)) };
    return changeApi(ConsoleSession, "/v1/console/sign-ins", { method: "POST", body });
  };
  const send = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setProblem(null);
    signIn(new FormData(event.currentTarget))
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
        {second === "code" && <CodeField hint="Six digits from your authenticator app" />}
        <button type="submit" className="button button-primary" aria-disabled={busy}>
          {second === "code" ? "Sign in" : "Sign in with a passkey"}
        </button>
        {canUsePasskeys() && (
          <button type="button" className="button button-quiet" onClick={() => setSecond(second === "code" ? "passkey" : "code")}>
            {second === "code" ? "Use a passkey instead of a code" : "Use a code instead of a passkey"}
          </button>
        )}
        <p className="muted">Lost your password, your app or your passkey? Ask an administrator for a new link.</p>
      </form>
    </main>
  );
};
