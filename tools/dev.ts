import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, readdirSync, watch } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const start = join(root, "apps", "server", "src", "start.ts");
const QUIET_MS = 150; // an editor saves several files at once

const state: { child: ChildProcess | null; timer: NodeJS.Timeout | undefined; stopping: boolean } = {
  child: null,
  timer: undefined,
  stopping: false,
};

// The start itself rebuilds the pages whose sources are newer than their last build; the server runs unbundled.
const begin = (): void => {
  state.child = spawn(process.execPath, [start, "--sources", ...process.argv.slice(2)], { stdio: "inherit", cwd: root });
  state.child.once("exit", (code) => {
    state.child = null;
    if (state.stopping) process.exit(0);
    if (code !== 0) console.log("Stopped; starts again when a source changes.");
  });
};

const restart = (what: string): void => {
  console.log(`\n${what} changed: starting again`);
  const { child } = state;
  if (!child) return begin();
  child.once("exit", begin);
  child.kill("SIGTERM"); // it stops its database and ports first
};

const isSource = (path: string): boolean =>
  !/(^|\/)(dist|dist-stories|node_modules)(\/|$)|\.test\.|~$/.test(path) && /\.(ts|tsx|css|html|sql|json)$/.test(path);

const changed = (path: string): void => {
  if (!isSource(path) || state.stopping) return;
  clearTimeout(state.timer);
  state.timer = setTimeout(() => restart(path), QUIET_MS);
};

const foldersOf = (group: string): readonly string[] =>
  readdirSync(join(root, group))
    .map((name) => join(group, name, "src"))
    .filter((path) => existsSync(join(root, path)));

const watched = [...["packages", "adapters", "apps"].flatMap(foldersOf), "packages/storage/migrations"];
for (const folder of watched) watch(join(root, folder), { recursive: true }, (_kind, name) => changed(join(folder, name ?? "")));
for (const page of ["apps/widget/index.html", "apps/playground/index.html"])
  watch(dirname(join(root, page)), (_kind, name) => name === "index.html" && changed(page));

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    if (state.stopping) return;
    state.stopping = true;
    clearTimeout(state.timer);
    if (!state.child) process.exit(0);
    state.child.kill(signal);
  });
}
begin();
