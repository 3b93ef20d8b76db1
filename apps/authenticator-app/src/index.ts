export { startAuthenticatorApp, type AuthenticatorApp } from "./serve/start-authenticator-app.ts";
