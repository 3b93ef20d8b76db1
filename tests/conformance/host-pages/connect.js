import { Connect } from "./connect-web-sdk.js";

// The test sets `plan` and presses the button: a window opens inside a click only.
const state = { plan: null, calls: [], posted: [], sent: 0 };
window.host = state;
window.Connect = Connect;

addEventListener("message", ({ data, origin }) => state.posted.push({ data, origin }));

const note =
  (name) =>
  (...args) =>
    state.calls.push([name, ...args]);
const names = ["onLoad", "onDone", "onCancel", "onError", "onRoute", "onUser"];

const launch = ({ link, options, onUrl, blocks }) => {
  if (blocks) window.open = () => null;
  const attached = onUrl ? [...names, "onUrl"] : names;
  const handlers = Object.fromEntries(attached.map((name) => [name, note(name)]));
  const node = options.node ? document.querySelector(options.node) : undefined;
  Connect.launch(link, handlers, node ? { ...options, node } : options);
};
document.getElementById("launch").addEventListener("click", () => launch(state.plan));

// Launched without a click: the browser itself refuses the window.
const { hash } = location;
if (hash.startsWith("#")) {
  const plan = hash.length > 1 ? JSON.parse(decodeURIComponent(hash.slice(1))) : null;
  if (plan) launch(plan);
}
