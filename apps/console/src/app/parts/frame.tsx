/** @jsxImportSource react */
import { useEffect, useRef, type JSX, type ReactNode } from "react";
import { Link, useLocation } from "wouter";
import { changeApi, SIGNED_OUT } from "../api/client.ts";
import { useLive, type LiveState } from "../api/live.tsx";
import { Nothing } from "../api/shapes.ts";
import { useAddress } from "../view/use-range.ts";
import { useWho } from "../view/who.ts";
import { navigation } from "./navigation.ts";

const liveTexts: Readonly<Record<LiveState, string>> = {
  connecting: "Connecting …",
  live: "Live",
  asking: "Every 5 s",
  paused: "Paused",
};

/** What stands around every page: where one can go, who is signed in, and whether the page is live. */
export const Frame = ({ children }: { readonly children: ReactNode }): JSX.Element => {
  const main = useRef<HTMLElement>(null);
  const [path] = useLocation();
  const first = useRef(true);
  // Whoever listens to the page hears that it is another one.
  useEffect(() => {
    if (first.current) first.current = false;
    else main.current?.focus();
  }, [path]);
  return (
    <div className="frame">
      <a className="skip" href="#main">
        Skip to the content
      </a>
      <Side path={path} />
      <main id="main" className="main" tabIndex={-1} ref={main}>
        {children}
      </main>
    </div>
  );
};

const isHere = (path: string, to: string): boolean => (to === "/" ? path === "/" : path === to || path.startsWith(`${to}/`));

const Side = ({ path }: { readonly path: string }): JSX.Element => {
  const address = useAddress();
  const { session } = useWho();
  return (
    <header className="side">
      <p className="brand">
        <span className="brand-mark" aria-hidden="true" /> Drawbridge
      </p>
      <p className="tenant">{session?.tenant.name}</p>
      <nav aria-label="Console">
        {navigation.map(({ title, places }) => (
          <section key={title}>
            <h2>{title}</h2>
            <ul>
              {places.map(({ to, name }) => (
                <li key={to}>
                  <Link href={address(to)} aria-current={isHere(path, to) ? "page" : undefined}>
                    {name}
                  </Link>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </nav>
      <Account />
    </header>
  );
};

const Account = (): JSX.Element => {
  const { session } = useWho();
  const { state, pause } = useLive();
  const signOut = (): void => {
    const gone = (): boolean => window.dispatchEvent(new Event(SIGNED_OUT));
    changeApi(Nothing, "/v1/console/session", { method: "DELETE" }).then(gone, gone);
  };
  return (
    <div className="account">
      <button type="button" className={`live live-${state}`} onClick={pause} aria-pressed={state === "paused"} title="Pause or go on">
        <span className="dot" aria-hidden="true" />
        {liveTexts[state]}
      </button>
      <p className="account-name" title={session?.operator.email}>
        {session?.operator.email}
      </p>
      <p className="muted">{session?.operator.role}</p>
      <button type="button" className="button button-quiet" onClick={signOut}>
        Sign out
      </button>
    </div>
  );
};
