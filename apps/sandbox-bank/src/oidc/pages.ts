import type { ProviderAccount } from "@drawbridge/contract";
import type { SandboxInstitution } from "../book/institutions.ts";

const escapeHtml = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

const page = (bank: SandboxInstitution, title: string, body: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">` +
  `<meta name="color-scheme" content="light dark"><title>${escapeHtml(title)} – ${escapeHtml(bank.name)}</title><link rel="stylesheet" href="/oidc/interaction.css"></head>` +
  `<body><header><img src="${bank.logo}" alt="" width="40" height="40"> <strong>${escapeHtml(bank.name)}</strong></header><main><h1>${escapeHtml(title)}</h1>${body}</main></body></html>`;

/** The bank's sign-in page. */
export const loginPage = (bank: SandboxInstitution, action: string, problem: string | null): string =>
  page(
    bank,
    "Sign in",
    (problem === null ? "" : `<p role="alert" id="problem">${escapeHtml(problem)}</p>`) +
      `<form method="post" action="${action}/login"><label>Username <input name="username" autocomplete="username" required></label>` +
      `<label>Password <input name="password" type="password" autocomplete="current-password" required></label><button>Sign in</button></form>` +
      `<form method="post" action="${action}/deny"><button class="quiet">Cancel</button></form>`,
  );

const accountRow = ({ stableId, name, masked }: ProviderAccount): string =>
  `<label class="row"><input type="checkbox" name="account" value="${escapeHtml(stableId)}" checked> <span>${escapeHtml(name)}</span> <span class="number">${escapeHtml(masked)}</span></label>`;

/** The bank's consent page: which accounts, allow or deny. */
export const consentPage = (bank: SandboxInstitution, action: string, accounts: readonly ProviderAccount[]): string =>
  page(
    bank,
    "Share your accounts with Drawbridge?",
    `<p>Drawbridge asks to read these accounts for 90 days.</p><form method="post" action="${action}/allow"><fieldset><legend>Accounts</legend>` +
      `${accounts.map(accountRow).join("")}</fieldset><button>Allow</button></form><form method="post" action="${action}/deny"><button class="quiet">Deny</button></form>`,
  );

/** The pages' style, served as a file because the policy forbids inline ones. */
export const stylesheet = `
:root { color-scheme: light dark; --bg: #f2f4f8; --surface: #fff; --text: #1b2230; --muted: #56607a; --border: #7d879c; --line: #d9dee8; --brand: #1f4e9c; --on-brand: #fff; --danger: #a3231b; }
@media (prefers-color-scheme: dark) {
  :root { --bg: #11151d; --surface: #1a202b; --text: #e8ecf4; --muted: #a5afc4; --border: #77839b; --line: #333c4d; --brand: #9cbcff; --on-brand: #0d1a33; --danger: #ffb0a8; }
}
* { box-sizing: border-box; }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0; min-block-size: 100dvh; background: var(--bg); color: var(--text); }
header, main { max-inline-size: 28rem; margin-inline: auto; padding-inline: 1.25rem; }
header { display: flex; gap: 0.75rem; align-items: center; padding-block: 1.25rem; }
header img { border-radius: 0.5rem; }
main { background: var(--surface); border: 1px solid var(--line); border-radius: 0.75rem; padding-block: 1.25rem; margin-block-end: 1.25rem; }
@media (max-width: 30rem) { main { border-inline: 0; border-radius: 0; } }
h1 { font-size: 1.375rem; line-height: 1.25; margin: 0 0 0.75rem; }
p { margin: 0 0 1rem; color: var(--muted); }
label { display: block; margin-block-end: 1rem; font-weight: 600; }
fieldset { border: 0; padding: 0; margin: 0 0 0.5rem; }
legend { font-weight: 600; padding: 0; }
label.row { min-block-size: 44px; display: flex; gap: 0.75rem; align-items: center; margin: 0; font-weight: 400; border-block-end: 1px solid var(--line); }
label.row input { inline-size: 1.25rem; block-size: 1.25rem; flex: none; accent-color: var(--brand); }
label.row .number { margin-inline-start: auto; color: var(--muted); font-variant-numeric: tabular-nums; }
input:not([type="checkbox"]) { display: block; inline-size: 100%; min-block-size: 44px; margin-block-start: 0.25rem; padding: 0.5rem 0.75rem; font: inherit; color: inherit; background: var(--surface); border: 1px solid var(--border); border-radius: 0.5rem; }
button { inline-size: 100%; min-block-size: 44px; margin-block-start: 0.75rem; padding: 0.5rem 1rem; font: inherit; font-weight: 600; color: var(--on-brand); background: var(--brand); border: 1px solid var(--brand); border-radius: 0.5rem; cursor: pointer; }
button.quiet { color: var(--brand); background: transparent; }
[role="alert"] { color: var(--danger); border-inline-start: 4px solid; padding-inline-start: 0.75rem; }
:focus-visible { outline: 2px solid var(--brand); outline-offset: 2px; }
`;
