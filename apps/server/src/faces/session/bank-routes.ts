import type { FastifyInstance, FastifyReply } from "fastify";
import type { Deps } from "../../use-cases/deps.ts";
import { departForBank, returnFromBank } from "../../use-cases/visit-bank.ts";
import { pageHeaders } from "./page.ts";

const close = "window.close();\n";

const page = (reply: FastifyReply, { status, title, text }: { readonly status: number; readonly title: string; readonly text: string }): FastifyReply =>
  reply
    .code(status)
    .headers(pageHeaders([]))
    .type("text/html; charset=utf-8")
    .send(
      `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>` +
        `<meta name="color-scheme" content="light dark"><script src="/assets/close-window.js" defer></script></head><body><main><h1>${title}</h1><p>${text}</p></main></body></html>`,
    );

/** The way to the bank and back. Both are navigations, so both are GET. */
export const bankRoutes = (deps: Deps) => async (app: FastifyInstance): Promise<void> => {
  app.get<{ Params: { token: string } }>("/oauth/launch/:token", async (request, reply) => {
    const departure = await departForBank(deps, request.params.token);
    if (departure.outcome === "redirect") return reply.headers(pageHeaders([])).redirect(departure.url, 303);
    const text = departure.outcome === "over" ? "This visit is over. Go back to the page you came from." : "The bank is not answering. Go back to the page you came from.";
    return page(reply, { status: departure.outcome === "over" ? 410 : 503, title: "We could not open your bank", text });
  });
  app.get("/oauth/:aggregator/redirect_from/", async (request, reply) => {
    const { searchParams } = new URL(request.url, deps.origin());
    const known = await returnFromBank(deps, searchParams);
    if (!known) return page(reply, { status: 410, title: "This visit is over", text: "Go back to the page you came from and start again." });
    return page(reply, { status: 200, title: "You can close this window", text: "Your answer reached us. Go back to the page you came from." });
  });
  app.get("/assets/close-window.js", (_request, reply) => reply.type("text/javascript").header("cache-control", "max-age=3600").send(close));
};
