import type { FastifyInstance, FastifyReply } from "fastify";
import type { Deps } from "../../use-cases/deps.ts";
import { departForBank, returnFromBank } from "../../use-cases/visit-bank.ts";
import { returnToClient } from "../connections/auth-requests/return-to-client.ts";
import { pageHeaders } from "./page.ts";

const close = "window.close();\n";
const style = `
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0; min-block-size: 100dvh; display: grid; place-items: center; background: light-dark(#eef2f3, #0b1112); color: light-dark(#142225, #e9f0f0); }
main { max-inline-size: 26rem; margin: 1.25rem; padding: 1.5rem; border-radius: 16px; background: light-dark(#fff, #141c1e); border: 1px solid light-dark(#d7dfe0, #2c393c); }
:root { color-scheme: light dark; }
h1 { font-size: 1.375rem; line-height: 1.25; margin: 0 0 0.5rem; }
p { margin: 0; color: light-dark(#4f6165, #a5b5b7); }
ul { margin: 1rem 0 1.25rem; padding-inline-start: 1.25rem; }
a.go, a.back { display: block; box-sizing: border-box; min-block-size: 3rem; padding: 0.75rem 1rem; border-radius: 10px; text-align: center; text-decoration: none; font-weight: 600; }
a.go { background: light-dark(#0a5a4f, #6fd3c0); color: light-dark(#fff, #06231f); }
a.back { margin-block-start: 0.5rem; color: light-dark(#0a5a4f, #8fe0d0); }
a:focus-visible { outline: 3px solid light-dark(#142225, #e9f0f0); outline-offset: 2px; }
`;

const page = (
  reply: FastifyReply,
  { status, title, text }: { readonly status: number; readonly title: string; readonly text: string },
): FastifyReply =>
  reply
    .code(status)
    .headers(pageHeaders([]))
    .type("text/html; charset=utf-8")
    .send(
      `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>` +
        `<meta name="color-scheme" content="light dark"><link rel="stylesheet" href="/assets/visit.css"><script src="/assets/close-window.js" defer></script></head><body><main><h1>${title}</h1><p>${text}</p></main></body></html>`,
    );

/** The way to the bank and back. Both are navigations, so both are GET. And the keys with which this server signs in at banks. */
export const bankRoutes =
  (deps: Deps) =>
  async (app: FastifyInstance): Promise<void> => {
    app.get<{ Params: { token: string } }>("/oauth/launch/:token", async (request, reply) => {
      const departure = await departForBank(deps, request.params.token);
      if (departure.outcome === "redirect") return reply.headers(pageHeaders([])).redirect(departure.url, 303);
      const text =
        departure.outcome === "over"
          ? "This visit is over. Go back to the page you came from."
          : "The bank is not answering. Go back to the page you came from.";
      return page(reply, { status: departure.outcome === "over" ? 410 : 503, title: "We could not open your bank", text });
    });
    app.get("/oauth/:aggregator/redirect_from/", async (request, reply) => {
      const { searchParams } = new URL(request.url, deps.origin());
      const client = await returnToClient(deps, searchParams);
      if (client?.outcome === "redirect") return reply.headers(pageHeaders([])).redirect(client.url, 303);
      if (client) return page(reply, { status: 200, title: "You can close this window", text: "Go back to the app you came from." });
      const known = await returnFromBank(deps, searchParams);
      if (!known) return page(reply, { status: 410, title: "This visit is over", text: "Go back to the page you came from and start again." });
      return page(reply, { status: 200, title: "You can close this window", text: "Your answer reached us. Go back to the page you came from." });
    });
    app.get("/.well-known/bank-client-jwks.json", (_request, reply) =>
      reply
        .header("cache-control", "public, max-age=300")
        .type("application/jwk-set+json")
        .send(JSON.stringify({ keys: deps.kms.client.publicKeys })),
    );
    app.get("/assets/visit.css", (_request, reply) => reply.type("text/css").header("cache-control", "max-age=3600").send(style));
    app.get("/assets/close-window.js", (_request, reply) => reply.type("text/javascript").header("cache-control", "max-age=3600").send(close));
  };
