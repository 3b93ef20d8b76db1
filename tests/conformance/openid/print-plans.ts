import { moduleName, type Plan } from "./plan.ts";
import { cibaPlan } from "./plans/ciba.ts";
import { clientPlan, jarmPlan } from "./plans/fapi2-client.ts";
import { securityPlan, signingPlan } from "./plans/fapi2.ts";
import { basicPlan, configPlan } from "./plans/oidc.ts";

/** Every plan that is ported, in the order of the document. */
export const plans: readonly Plan[] = [
  basicPlan,
  configPlan,
  securityPlan("the identity server (clients with `profile: fapi2`) and the sandbox bank, each by itself"),
  signingPlan,
  cibaPlan,
  clientPlan,
  jarmPlan,
];

const opening = `# OpenID conformance

The test plans of the OpenID Foundation's conformance suite, ported to this project's own tests. The suite is a Java program with a web page of its
own, so each of its modules runs here as one test of the same name (\`tests/conformance/openid\`), over HTTP: the identity server and the sandbox bank
as \`npm start\` starts them, and the client of banks against an authorization server that says whatever the module wants. Where a lifetime has to
pass, the clock is turned; nobody waits.

\`\`\`sh
npx vitest run tests/conformance/openid
\`\`\`

This is no certificate: the suite itself was not run. Screenshots for review and TLS, which is the business of whatever stands before the server, are
not part of it. The tables are printed from the tests' own list (\`node tests/conformance/openid/write-plans.ts\`), and a test compares them.
`;

const listed = (plan: Plan): string =>
  Object.entries(plan.ported)
    .map(([name, proves]) => `| \`${moduleName(plan, name)}\` | ${proves} |`)
    .join("\n");

/** Modules that do not apply, each with its reason, as a table. */
export const left = (plan: Plan): string =>
  plan.omitted.length === 0
    ? "No module is left out."
    : `| does not apply | why |\n|---|---|\n${plan.omitted
        .map(({ reason, modules }) => `| ${modules.map((name) => `\`${moduleName(plan, name)}\``).join("<br>")} | ${reason} |`)
        .join("\n")}`;

/** How many modules of a plan run, and how many do not apply. */
export const countOf = (plan: Plan): string => {
  const omitted = plan.omitted.reduce((sum, { modules }) => sum + modules.length, 0);
  const ported = Object.keys(plan.ported).length;
  return `${ported} ${ported === 1 ? "module" : "modules"}${omitted === 0 ? "" : `; ${omitted} do not apply`}`;
};

const section = (plan: Plan): string =>
  `## ${plan.name}\n\nUnder test: ${plan.under}. Variant: ${plan.variant}. ${countOf(plan)}.\n\n| module | what it proves |\n|---|---|\n${listed(plan)}\n\n${left(plan)}\n`;

/** The document of all plans. */
export const printPlans = (): string => [opening, ...plans.map(section)].join("\n");
