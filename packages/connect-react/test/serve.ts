import { once } from "node:events";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const hostPage = `<!doctype html><html lang="en"><title>Host</title><div id="root"></div><script type="module" src="/host.js"></script>`;

// Answers pings; the test speaks through `say`.
const connectPage = `<!doctype html><html lang="en"><title>Connect</title><h1>Connect</h1><script>
const say = (message, origin = "*") => window.parent.postMessage(message, origin);
addEventListener("message", (event) => { if (event.data?.type === "ping") say({ type: "ack" }, event.origin); });
</script>`;

/** The test page as one script, with React as it is in development: it warns and runs effects twice. */
const bundle = async (): Promise<string> => {
  const output = await build({
    configFile: false,
    logLevel: "warn",
    publicDir: false,
    define: { "process.env.NODE_ENV": JSON.stringify("development") },
    build: {
      write: false,
      lib: { entry: fileURLToPath(new URL("./host.tsx", import.meta.url)), formats: ["es"] },
    },
  });
  for (const item of Array.isArray(output) ? output : [output]) {
    if (!("output" in item)) continue;
    for (const chunk of item.output) if (chunk.type === "chunk") return chunk.code;
  }
  throw new Error("nothing was built");
};

/** Two origins in one process: the React host on localhost, the Connect page on 127.0.0.1. */
export const servePages = async () => {
  const script = await bundle();
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    if (pathname === "/host.js") return void response.setHeader("content-type", "text/javascript").end(script);
    response.setHeader("content-type", "text/html").end(pathname === "/host" ? hostPage : connectPage);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const connect = `http://127.0.0.1:${port}/connect`;
  return {
    host: `http://localhost:${port}/host?link=${encodeURIComponent(connect)}`,
    connect,
    close: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  };
};
