/** @jsxImportSource react */
import { useCallback, useEffect, useState, type JSX } from "react";
import { Route, Switch } from "wouter";
import { readApi, SIGNED_OUT, TENANT_CHANGED } from "./api/client.ts";
import { LiveProvider } from "./api/live.tsx";
import { toProblem, type ApiProblem } from "./api/problem.ts";
import { ConsoleSession } from "./api/shapes.ts";
import { pages } from "./pages/pages.ts";
import { InvitationPage } from "./pages/invitation.tsx";
import { NotFound } from "./pages/not-found.tsx";
import { SignIn } from "./pages/sign-in.tsx";
import { Failed, Loading } from "./parts/states.tsx";
import { Frame } from "./parts/frame.tsx";
import { WhoProvider } from "./view/who.ts";

type Gate =
  | { readonly at: "asking" }
  | { readonly at: "out" }
  | { readonly at: "in"; readonly session: ConsoleSession }
  | { readonly at: "failed"; readonly problem: ApiProblem };

/** The console: who is signed in decides what is shown. */
export const App = (): JSX.Element => {
  const [gate, setGate] = useState<Gate>({ at: "asking" });
  const enter = useCallback((session: ConsoleSession) => setGate({ at: "in", session }), []);
  const ask = useCallback(() => {
    readApi(ConsoleSession, "/v1/console/session").then(enter, (error: unknown) => {
      const problem = toProblem(error);
      setGate(problem.status === 401 ? { at: "out" } : { at: "failed", problem });
    });
  }, [enter]);
  useEffect(ask, [ask]);
  useEffect(() => {
    const leave = (): void => setGate({ at: "out" });
    window.addEventListener(SIGNED_OUT, leave);
    window.addEventListener(TENANT_CHANGED, ask);
    return () => {
      window.removeEventListener(SIGNED_OUT, leave);
      window.removeEventListener(TENANT_CHANGED, ask);
    };
  }, [ask]);
  return (
    <Switch>
      <Route path="/invitation">
        <InvitationPage onEnter={enter} />
      </Route>
      <Route>
        <Gated gate={gate} onEnter={enter} onAgain={ask} />
      </Route>
    </Switch>
  );
};

interface GatedProps {
  readonly gate: Gate;
  readonly onEnter: (session: ConsoleSession) => void;
  readonly onAgain: () => void;
}

const Gated = ({ gate, onEnter, onAgain }: GatedProps): JSX.Element => {
  switch (gate.at) {
    case "asking":
      return <Loading />;
    case "failed":
      return <Failed problem={gate.problem} onAgain={onAgain} />;
    case "out":
      return <SignIn onEnter={onEnter} />;
    case "in":
      return (
        <WhoProvider value={gate.session}>
          <LiveProvider>
            <Frame>
              <Switch>
                {pages.map(({ path, page: Page }) => (
                  <Route key={path} path={path}>
                    {(params: Readonly<Record<string, string | undefined>>) => <Page key={params["id"] ?? ""} id={params["id"] ?? ""} />}
                  </Route>
                ))}
                <Route>
                  <NotFound />
                </Route>
              </Switch>
            </Frame>
          </LiveProvider>
        </WhoProvider>
      );
  }
};
