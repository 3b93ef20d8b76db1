import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** Two origins in one process: the host on localhost, the Connect page on 127.0.0.1. */
export interface Pages {
  readonly host: string;
  readonly connect: string;
  readonly close: () => Promise<void>;
}

// A strict policy: nothing the SDK does may need inline style or inline script.
const hostPolicy = "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-of-the-host'; frame-src http://127.0.0.1:*; base-uri 'none'";

const hostPage = `<!doctype html><html lang="en"><title>Host</title><meta name="viewport" content="width=device-width">
<main><button id="before">Connect a bank</button><div id="place"></div></main><script type="module" src="/host.js"></script>`;

// Answers pings and keeps what it hears; the test speaks through `say`.
const connectPage = `<!doctype html><html lang="en"><title>Connect</title><h1>Connect</h1><button>Go on</button><script>
const heard = [];
const say = (message, origin = "*") => (window.opener ?? window.parent).postMessage(message, origin);
addEventListener("message", (event) => {
  heard.push(event.data);
  if (event.data?.type === "ping" && !location.search.includes("mute")) say({ type: "ack" }, event.origin);
});
</script>`;

/** Serves both; \`script\` is the bundle of test/host.ts. */
export const servePages = async (script: string): Promise<Pages> => {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    if (path === "/host.js") return void response.setHeader("content-type", "text/javascript").end(script);
    response.setHeader("content-type", "text/html");
    if (path === "/host") return void response.setHeader("content-security-policy", hostPolicy).end(hostPage);
    response.end(connectPage);
  });
  const { port } = await listen(server);
  return {
    host: `http://localhost:${port}/host`,
    connect: `http://127.0.0.1:${port}/connect`,
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };
};

const listen = (server: Server): Promise<AddressInfo> =>
  new Promise((resolve, reject) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (address !== null && typeof address === "object") resolve(address);
      else reject(new Error("no port"));
    });
  });
