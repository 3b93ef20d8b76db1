import { readConfig } from "./config.ts";
import { startPlayground } from "./start-playground.ts";

const playground = await startPlayground(readConfig());
process.stdout.write(`Playground: ${playground.origin}/\n`);

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    void playground.close();
  });
}
