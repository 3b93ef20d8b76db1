export { createSandboxAdapter, type SandboxAdapterOptions } from "./sandbox-adapter.ts";
