import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { isPublicAddress } from "./public-address.ts";
import type { Address } from "./target.ts";
import { createWebhookEgress } from "./webhook-egress.ts";

const names: Readonly<Record<string, readonly string[]>> = {
  "hooks.example": ["93.184.216.34"],
  "both.example": ["93.184.216.34", "10.0.0.7"],
  "inside.example": ["192.168.1.4"],
  "loop.example": ["127.0.0.1"],
  "six.example": ["2606:4700::1111"],
  "mapped.example": ["::ffff:10.0.0.1"],
};
const resolve = async (host: string): Promise<readonly Address[]> =>
  (names[host] ?? []).map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
const egress = createWebhookEgress({ loopback: "refused", resolve });
const near = createWebhookEgress({ loopback: "allowed", resolve, timeoutMs: 300 });

const hostile: readonly (readonly [string, string])[] = [
  ["http://hooks.example/", "not_https"],
  ["ftp://hooks.example/", "not_https"],
  ["file:///etc/passwd", "not_https"],
  ["javascript:alert(1)", "not_https"],
  ["gopher://hooks.example/", "not_https"],
  ["hooks.example", "not_a_url"],
  ["", "not_a_url"],
  ["https://", "not_a_url"],
  ["https://user:pass@hooks.example/", "has_credentials"],
  ["https://user@127.0.0.1/", "has_credentials"],
  ["https://hooks.example:22/", "port_not_allowed"],
  ["https://hooks.example:6379/", "port_not_allowed"],
  ["https://hooks.example:80/", "port_not_allowed"],
  ["https://localhost/", "private_name"],
  ["https://LOCALHOST./", "private_name"],
  ["https://a.localhost/", "private_name"],
  ["https://printer.local/", "private_name"],
  ["https://metadata.google.internal/", "private_name"],
  ["https://intranet/", "private_name"],
  ["https://router.home.arpa/", "private_name"],
  ["https://127.0.0.1/", "private_address"],
  ["https://127.1/", "private_address"],
  ["https://2130706433/", "private_address"],
  ["https://0x7f000001/", "private_address"],
  ["https://0177.0.0.1/", "private_address"],
  ["https://0/", "private_address"],
  ["https://0.0.0.0/", "private_address"],
  ["https://10.1.2.3/", "private_address"],
  ["https://172.16.0.1/", "private_address"],
  ["https://172.31.255.255/", "private_address"],
  ["https://192.168.0.1/", "private_address"],
  ["https://169.254.169.254/latest/meta-data/", "private_address"],
  ["https://100.64.0.1/", "private_address"],
  ["https://100.127.255.254/", "private_address"],
  ["https://198.18.0.1/", "private_address"],
  ["https://192.0.0.8/", "private_address"],
  ["https://192.0.2.1/", "private_address"],
  ["https://203.0.113.9/", "private_address"],
  ["https://224.0.0.1/", "private_address"],
  ["https://240.0.0.1/", "private_address"],
  ["https://255.255.255.255/", "private_address"],
  ["https://[::1]/", "private_address"],
  ["https://[::]/", "private_address"],
  ["https://[fe80::1]/", "private_address"],
  ["https://[fc00::1]/", "private_address"],
  ["https://[fd12:3456::1]/", "private_address"],
  ["https://[fec0::1]/", "private_address"],
  ["https://[ff02::1]/", "private_address"],
  ["https://[::ffff:127.0.0.1]/", "private_address"],
  ["https://[::ffff:8.8.8.8]/", "private_address"],
  ["https://[::127.0.0.1]/", "private_address"],
  ["https://[64:ff9b::7f00:1]/", "private_address"],
  ["https://[64:ff9b:1::a00:1]/", "private_address"],
  ["https://[2002:7f00:1::]/", "private_address"],
  ["https://[2001::1]/", "private_address"],
  ["https://[2001:db8::1]/", "private_address"],
  ["https://[100::1]/", "private_address"],
  ["https://both.example/", "private_address"],
  ["https://inside.example/", "private_address"],
  ["https://loop.example/", "private_address"],
  ["https://mapped.example/", "private_address"],
  ["https://nobody.example/", "unknown_name"],
];

describe("addresses of webhooks", () => {
  it.each(hostile)("refuses %s: %s", async (url, reason) => {
    expect(await egress.check(url)).toBe(reason);
    expect(await egress.post({ url, headers: {}, body: "{}" })).toEqual({ outcome: "refused", reason });
  });

  it.each(["https://hooks.example/", "https://hooks.example:8443/a?b", "https://8.8.8.8/", "https://six.example/", "https://[2606:4700::1111]/"])(
    "allows %s",
    async (url) => {
      expect(await egress.check(url)).toBeNull();
    },
  );

  it.each(["http://hooks.example/", "https://inside.example/", "https://loop.example/", "http://[::ffff:127.0.0.1]/", "http://169.254.169.254/"])(
    "refuses %s in loopback development too",
    async (url) => expect(await near.check(url)).not.toBeNull(),
  );

  it("knows no public address that is not one", () => {
    expect(["8.8.8.8", "2606:4700::1111"].every(isPublicAddress)).toBe(true);
    expect(["", "x", "fe80::1%eth0", "3fff::1:99999"].some(isPublicAddress)).toBe(false);
  });
});

const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});
const receive = async (listener: RequestListener, host = "127.0.0.1"): Promise<string> => {
  const server = createServer(listener).listen(0, host);
  open.push(server);
  await once(server, "listening");
  const address = server.address();
  return `http://${host}:${typeof address === "object" && address ? address.port : 0}/hook`;
};
const post = (url: string) => near.post({ url, headers: { "content-type": "application/json" }, body: "{}" });

describe("posting", () => {
  it("asks the resolver once and connects to what was checked, whatever the name means to others", async () => {
    const asked: string[] = [];
    const rebinding = createWebhookEgress({
      loopback: "allowed",
      timeoutMs: 300,
      resolve: async (host) => {
        asked.push(host);
        return [{ address: asked.length === 1 ? "127.0.0.2" : "10.0.0.1", family: 4 }];
      },
    });
    const url = (await receive((_request, response) => void response.end("here"), "127.0.0.2")).replace("127.0.0.2", "localhost");
    expect(await rebinding.post({ url, headers: {}, body: "{}" })).toMatchObject({ outcome: "answered", excerpt: "here" });
    expect(asked).toEqual(["localhost"]);
    expect(await rebinding.post({ url, headers: {}, body: "{}" })).toEqual({ outcome: "refused", reason: "private_address" });
  });

  it("does not follow a redirect", async () => {
    const hits: string[] = [];
    const url = await receive((request, response) => {
      hits.push(request.url ?? "");
      response.writeHead(307, { location: "/elsewhere" }).end();
    });
    expect(await post(url)).toMatchObject({ outcome: "answered", status: 307 });
    expect(hits).toEqual(["/hook"]);
  });

  it("gives up on a receiver that says nothing", async () => {
    expect(await post(await receive(() => undefined))).toMatchObject({ outcome: "timeout" });
  });

  it("gives up on a name server that says nothing", async () => {
    const silent = createWebhookEgress({ loopback: "refused", timeoutMs: 100, resolve: () => Promise.withResolvers<readonly Address[]>().promise });
    expect(await silent.post({ url: "https://hooks.example/", headers: {}, body: "" })).toMatchObject({ outcome: "timeout" });
    expect(await silent.check("https://hooks.example/")).toBe("unknown_name");
  });

  it("stops reading a reply that never ends at 64 kB", async () => {
    const sent = { bytes: 0 };
    const chunk = Buffer.alloc(16_384, 120);
    const url = await receive((_request, response) => {
      response.writeHead(200);
      const push = (): void => {
        while (!response.destroyed && response.write(chunk)) sent.bytes += chunk.length;
        if (!response.destroyed) response.once("drain", push);
      };
      push();
    });
    expect(await post(url)).toMatchObject({ outcome: "answered", status: 200, excerpt: "x".repeat(200) });
    expect(sent.bytes).toBeLessThan(16 * 1024 * 1024);
  });

  it("takes the status of a reply whose body hangs or breaks off", async () => {
    const hanging = await receive((_request, response) => void response.writeHead(200, { "content-length": "10" }).write("half"));
    expect(await post(hanging)).toMatchObject({ outcome: "answered", status: 200, excerpt: "half" });
    const broken = await receive((_request, response) => {
      response.writeHead(200, { "content-length": "10" }).write("half", () => response.destroy());
    });
    expect(await post(broken)).toMatchObject({ outcome: "answered", status: 200 });
  });

  it("reports a reset and a closed port as unreachable", async () => {
    expect(await post(await receive((request) => void request.socket.resetAndDestroy()))).toMatchObject({
      outcome: "unreachable",
      detail: "ECONNRESET",
    });
    expect(await post("http://127.0.0.1:1/")).toMatchObject({ outcome: "unreachable" });
  });
});
