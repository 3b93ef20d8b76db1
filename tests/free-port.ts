import { once } from "node:events";
import { createServer } from "node:net";

const FIRST = 20_000; // below those that systems give to outgoing connections: none of them takes it meanwhile
const COUNT = 12_000;

const isFree = async (port: number): Promise<boolean> => {
  const probe = createServer();
  const listening = once(probe, "listening").then(
    () => true,
    () => false,
  );
  probe.listen(port, "127.0.0.1");
  if (!(await listening)) return false;
  probe.close();
  await once(probe, "close");
  return true;
};

/** A port nobody listens on, for who must know it before it listens. */
export const freePort = async (): Promise<number> => {
  const port = FIRST + Math.floor(Math.random() * COUNT);
  return (await isFree(port)) ? port : freePort();
};
