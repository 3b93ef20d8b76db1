import type { ProviderAccount } from "@drawbridge/contract";
import type { SandboxInstitution } from "../book/institutions.ts";

const escapeHtml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

const page = (bank: SandboxInstitution, title: string, body: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">` +
  `<meta name="color-scheme" content="light dark"><title>${escapeHtml(title)} – ${escapeHtml(bank.name)}</title><link rel="stylesheet" href="/oidc/interaction.css"></head>` +
  `<body><header><img src="${bank.logo}" alt="" width="40" height="40"> <strong>${escapeHtml(bank.name)}</strong></header><main><h1>${escapeHtml(title)}</h1>${body}</main></body></html>`;

/** The bank's sign-in page. */
export const loginPage = (bank: SandboxInstitution, action: string, problem: string | null): string =>
  page(
    bank,
    "Sign in",
    `${problem === null ? "" : `<p role="alert" id="problem">${escapeHtml(problem)}</p>`}` +
      `<form method="post" action="${action}/login"><label>Username <input name="username" autocomplete="username" required></label>` +
      `<label>Password <input name="password" type="password" autocomplete="current-password" required></label><button>Sign in</button></form>` +
      `<form method="post" action="${action}/deny"><button class="quiet">Cancel</button></form>`,
  );

const accountRow = ({ stableId, name, masked }: ProviderAccount): string =>
  `<label class="row"><input type="checkbox" name="account" value="${escapeHtml(stableId)}" checked> ${escapeHtml(name)} ${escapeHtml(masked)}</label>`;

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
body { font: 1rem/1.5 system-ui, sans-serif; max-inline-size: 26rem; margin: 2rem auto; padding: 0 1rem; }
header { display: flex; gap: 0.75rem; align-items: center; }
label { display: block; margin-block: 0.75rem; }
label.row { min-block-size: 44px; display: flex; gap: 0.5rem; align-items: center; margin: 0; }
input:not([type="checkbox"]) { display: block; inline-size: 100%; box-sizing: border-box; min-block-size: 44px; font: inherit; }
button { inline-size: 100%; min-block-size: 44px; font: inherit; margin-block-start: 0.75rem; }
[role="alert"] { border-inline-start: 4px solid #b3261e; padding-inline-start: 0.75rem; }
:focus-visible { outline: 2px solid; outline-offset: 2px; }
`;
