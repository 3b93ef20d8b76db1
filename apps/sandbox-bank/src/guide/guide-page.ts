import { sandboxPassword } from "../book/bank-book.ts";
import { sandboxInstitutions, type SandboxInstitution } from "../book/institutions.ts";
import { brokenRows, questionRows, redirectRows, userRows, type GuideRow } from "./user-guide.ts";

/** The page that tells a reader everything the sandbox can do. */
export const renderGuide = (): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Sandbox bank</title>
<link rel="stylesheet" href="/guide.css">
</head>
<body>
<main>
<h1>Sandbox bank</h1>
<p>Invented banks with invented people. Name a user and the bank does what the name says; no real bank is needed,
and nothing here is real money.</p>
<p>The password of every user is <code>${sandboxPassword}</code>. Anything else is wrong, and the fifth wrong one locks the
login for 15 minutes; <code>POST /logins/reset</code> with <code>{"username":"…"}</code> opens it at once.</p>
<h2 id="institutions">Institutions</h2>
<ul class="institutions">
${sandboxInstitutions.map(renderInstitution).join("\n")}
</ul>
${renderTable("users", "Users", userRows)}
<h2 id="questions">Users that are asked something</h2>
<div class="scroll" role="region" aria-labelledby="questions" tabindex="0"><table>
<thead><tr><th scope="col">Username</th><th scope="col">What happens</th><th scope="col">Right answer</th></tr></thead>
<tbody>
${questionRows.map((row) => `${openRow(row)}<td>${escapeHtml(row.answer)}</td></tr>`).join("\n")}
</tbody></table></div>
<p>A wrong answer is asked again; the third wrong one ends the sign-in.</p>
${renderTable("redirect", "Users of the redirect institutions", redirectRows)}
${renderTable("broken", "Users that break something", brokenRows)}
<h2 id="assets">Homes and cars</h2>
<p>Keystone Homes takes any postcode and house, and knows no house <code>0</code>. Milestone Cars takes any registration
and mileage, and knows no car <code>NONE</code>. Values change with the month.</p>
</main>
</body>
</html>
`;

const kindWords = {
  credential: "Username and password",
  redirect: "Sign-in at the bank's own page",
  assets: "A short form, no sign-in",
} as const satisfies Record<SandboxInstitution["kind"], string>;

function renderInstitution(institution: SandboxInstitution): string {
  const notes = [kindWords[institution.kind], ...noteOf(institution)].join(". ");
  return (
    `<li><img src="${institution.logo}" alt="" width="48" height="48"><div><strong>${escapeHtml(institution.name)}</strong>` +
    `<code>${escapeHtml(institution.slug)}</code><p>${escapeHtml(notes)}.</p></div></li>`
  );
}

function noteOf({ health, singleSyncOnly, jobs, kind }: SandboxInstitution): readonly string[] {
  return [
    ...(health === "degraded" ? ["Takes one to three seconds for everything"] : []),
    ...(health === "down" ? ["Always answers 503"] : []),
    ...(singleSyncOnly ? ["Access ends an hour after the sign-in"] : []),
    ...(kind !== "assets" && !jobs.includes("transactionHistory") ? ["Knows the last 90 days only"] : []),
  ];
}

function renderTable(id: string, title: string, rows: readonly GuideRow[]): string {
  return `<h2 id="${id}">${title}</h2>
<div class="scroll" role="region" aria-labelledby="${id}" tabindex="0"><table>
<thead><tr><th scope="col">Username</th><th scope="col">What happens</th></tr></thead>
<tbody>
${rows.map((row) => `${openRow(row)}</tr>`).join("\n")}
</tbody></table></div>`;
}

const openRow = (row: GuideRow): string => `<tr><th scope="row"><code>${escapeHtml(row.name)}</code></th><td>${escapeHtml(row.does)}</td>`;

const escapeHtml = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
