/** @jsxImportSource react */
import { useEffect, useRef, useState, type JSX, type KeyboardEvent, type ReactNode } from "react";
import { Link, useLocation } from "wouter";
import { changeApi, SIGNED_OUT } from "../api/client.ts";
import { useLive, type LiveState } from "../api/live.tsx";
import { Nothing } from "../api/shapes.ts";
import { words } from "../view/format.ts";
import { useAddress, useRange } from "../view/use-range.ts";
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
  const back = useRef(false);
  useEffect(() => {
    const going = (): void => {
      back.current = true;
    };
    window.addEventListener("popstate", going);
    return () => window.removeEventListener("popstate", going);
  }, []);
  // Whoever listens to the page hears that it is another one, and it begins at its top; on the way back the browser knows the place.
  useEffect(() => {
    if (first.current) first.current = false;
    else main.current?.focus({ preventScroll: true });
    if (!back.current) window.scrollTo(0, 0);
    back.current = false;
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

/** Beside the page where there is room; else above it, with the places behind a button. */
const Side = ({ path }: { readonly path: string }): JSX.Element => {
  const { session } = useWho();
  const [open, setOpen] = useState(false);
  const toggle = useRef<HTMLButtonElement>(null);
  useEffect(() => setOpen(false), [path]);
  const onKey = ({ key }: KeyboardEvent): void => {
    if (key !== "Escape" || !open) return;
    setOpen(false);
    toggle.current?.focus();
  };
  return (
    <header className="side" onKeyDown={onKey}>
      <div className="side-head">
        <p className="brand">
          <span className="brand-mark" aria-hidden="true" /> Drawbridge
        </p>
        <p className="tenant">{session?.tenant.name}</p>
        <button
          type="button"
          className="button button-secondary menu-button"
          ref={toggle}
          aria-expanded={open}
          aria-controls="menu"
          onClick={() => setOpen(!open)}
        >
          Menu
        </button>
      </div>
      <div id="menu" className={open ? "menu menu-open" : "menu"}>
        <Places path={path} />
        <Account />
      </div>
    </header>
  );
};

const Places = ({ path }: { readonly path: string }): JSX.Element => {
  const address = useAddress();
  return (
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
  );
};

const Account = (): JSX.Element => {
  const { session } = useWho();
  const { state, pause } = useLive();
  const { timeZone } = useRange();
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
      <p className="muted">{words(session?.operator.role ?? "")}</p>
      <p className="muted">Times in {timeZone.replaceAll("_", " ")}</p>
      <button type="button" className="button button-quiet" onClick={signOut}>
        Sign out
      </button>
    </div>
  );
};
