// A host written from the contract alone: a frame, and a listener for the frame's origin.
const frame = document.querySelector("iframe");
const address = new URL(decodeURIComponent(location.hash.slice(1)));
const host = { messages: [] };
window.host = host;

addEventListener("message", ({ data, origin, source }) => {
  if (origin === address.origin && source === frame.contentWindow) host.messages.push(data);
});
host.goBack = () => frame.contentWindow.postMessage({ type: "mx/navigation", payload: { action: "back" } }, address.origin);
frame.src = address.href;
