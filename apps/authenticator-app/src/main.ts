import { readConfig } from "./config.ts";
import { startAuthenticatorApp } from "./serve/start-authenticator-app.ts";

const app = await startAuthenticatorApp(readConfig());
process.stdout.write(`Authenticator app: ${app.origin}/\n`);

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    void app.close();
  });
}
