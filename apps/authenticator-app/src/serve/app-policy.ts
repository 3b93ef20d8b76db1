/** What the app may load: itself, and the server it speaks with on both roads. WebAssembly is the PIN's proof. */
export const appPolicy = (serverOrigin: string): string =>
  [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "img-src 'self'",
    `connect-src 'self' ${serverOrigin} ${serverOrigin.replace(/^http/, "ws")}`,
    "manifest-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
