import type { InlineConfig } from "vite";

/** How the page is built: the same whatever started the build, a test runner's `NODE_ENV` included. */
export const viteConfig = (root: string, outDir: string): InlineConfig => ({
  root,
  base: "/",
  mode: "production",
  configFile: false,
  logLevel: "warn",
  publicDir: false,
  oxc: { jsx: { runtime: "automatic", importSource: "react", development: false } },
  define: { "process.env.NODE_ENV": '"production"' },
  build: {
    outDir,
    emptyOutDir: true,
    assetsDir: "assets",
    // Inlined assets would be data: URIs, which the page's policy refuses for scripts and styles.
    assetsInlineLimit: 0,
    modulePreload: false,
    target: "es2022",
    chunkSizeWarningLimit: 1500,
  },
});
