import { readFileSync } from "node:fs";
import type { FastifyInstance } from "fastify";
import { renderGuide } from "./guide-page.ts";

const pagePolicy = "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The guide for readers, its style sheet, and a sign of life. */
export function guideRoutes(app: FastifyInstance): void {
  const page = renderGuide();
  const style = readFileSync(new URL("./guide.css", import.meta.url), "utf8");
  app.get("/", async (_request, reply) => reply.header("content-security-policy", pagePolicy).type("text/html; charset=utf-8").send(page));
  app.get("/guide.css", async (_request, reply) => reply.type("text/css; charset=utf-8").send(style));
  app.get("/health", async () => ({ status: "ok" }));
}
