import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";

const inPages = (name: string): string => fileURLToPath(new URL(`host-pages/${name}`, import.meta.url));
/** The published package, as it comes. */
const publishedSdk = fileURLToPath(import.meta.resolve("connect-web-sdk"));

const files: Readonly<Record<string, string>> = {
  "/connect.html": inPages("connect.html"),
  "/connect.js": inPages("connect.js"),
  "/widget.html": inPages("widget.html"),
  "/widget.js": inPages("widget.js"),
  "/own-sdk.html": inPages("own-sdk.html"),
  "/connect-web-sdk.js": publishedSdk,
};

/** A host's web server, on another site than Drawbridge. */
export interface HostServer {
  readonly origin: string;
  readonly close: () => Promise<void>;
}

/** Serves the host pages; `scripts` adds what a test has built. */
export const serveHost = async (scripts: Readonly<Record<string, string>> = {}): Promise<HostServer> => {
  const read = async (path: string): Promise<string | null> => scripts[path] ?? (files[path] === undefined ? null : readFile(files[path], "utf8"));
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://host");
    void read(pathname).then((body) => {
      response.statusCode = body === null ? 404 : 200;
      response.setHeader("content-type", pathname.endsWith(".js") ? "text/javascript" : "text/html");
      return response.end(body ?? "");
    });
  }).listen(0, "localhost");
  await once(server, "listening");
  const address = server.address();
  return {
    origin: `http://localhost:${typeof address === "object" && address ? address.port : 0}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
};
