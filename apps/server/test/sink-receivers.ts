import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A real NATS server with JetStream. */
export interface NatsServer {
  readonly port: number;
  readonly kill: () => Promise<void>;
}

/** Starts it on loopback, asking for a token; `port` 0 takes any. */
export const startNats = async (path: string, token: string): Promise<NatsServer> => {
  const folder = await mkdtemp(join(tmpdir(), "drawbridge-nats-"));
  const child = spawn(path, ["-a", "127.0.0.1", "-p", "-1", "-js", "-sd", folder, "--auth", token], { stdio: ["ignore", "ignore", "pipe"] });
  let text = "";
  for await (const chunk of child.stderr) {
    text += String(chunk);
    if (text.includes("Server is ready")) break;
  }
  child.stderr.destroy();
  return {
    port: Number(/Listening for client connections on 127\.0\.0\.1:(\d+)/.exec(text)?.[1] ?? 0),
    kill: async () => {
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
};
