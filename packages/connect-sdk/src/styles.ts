const css = `
.drawbridge-connect{position:fixed;inset:0;z-index:2147483000;display:grid;place-items:center;margin:0;background:rgb(15 23 42/.6);overscroll-behavior:contain}
.drawbridge-connect-panel{position:relative;width:min(420px,100vw - 32px);height:min(760px,100dvh - 32px);border-radius:16px;overflow:hidden;background:Canvas;box-shadow:0 24px 64px rgb(0 0 0/.35);color-scheme:light dark;animation:drawbridge-connect-in .18s ease-out}
.drawbridge-connect-frame{display:block;width:100%;height:100%;border:0;color-scheme:auto}
.drawbridge-connect-close{position:absolute;top:8px;inset-inline-end:8px;min-width:44px;min-height:44px;border:0;border-radius:8px;background:transparent;color:CanvasText;font:600 15px/1 system-ui,sans-serif;cursor:pointer}
.drawbridge-connect-close:focus-visible{outline:2px solid currentColor;outline-offset:-4px}
.drawbridge-connect-inline{display:block;width:100%;height:100%;min-height:320px;border:0}
html:has(.drawbridge-connect){overflow:hidden}
html:has(.drawbridge-connect[data-gutter]){scrollbar-gutter:stable}
@keyframes drawbridge-connect-in{from{opacity:0;transform:translateY(12px)}}
@media (max-width:479px){.drawbridge-connect{place-items:stretch}.drawbridge-connect-panel{box-sizing:border-box;width:100vw;height:100dvh;padding:env(safe-area-inset-top) env(safe-area-inset-right) env(safe-area-inset-bottom) env(safe-area-inset-left);border-radius:0}}
@media (prefers-reduced-motion:reduce){.drawbridge-connect-panel{animation:none}}
`;

/** Adds the SDK's styles in a way the host's policy allows; answers how to take them away. */
export const addStyles = (nonce: string | undefined): (() => void) => {
  if (nonce === undefined) return adoptSheet();
  const element = document.createElement("style");
  element.nonce = nonce;
  element.textContent = css;
  document.head.append(element);
  return () => element.remove();
};

// A constructed sheet is not inline style, so a strict policy does not refuse it.
const adoptSheet = (): (() => void) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  return () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
  };
};
