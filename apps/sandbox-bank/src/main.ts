import { readConfig } from "./config.ts";
import { startSandboxBank } from "./start.ts";

const bank = await startSandboxBank(readConfig());
process.stdout.write(`Sandbox bank: ${bank.origin}/\n`);

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    void bank.close();
  });
}
