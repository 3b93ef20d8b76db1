import { loadavg } from "node:os";
import { recommendedAction, type ConnectionFacts, type ConnectionKind } from "@drawbridge/domain";
import { writeSection } from "./search/report.ts";
import { quantile } from "./session/measure.ts";

const now = new Date("2027-03-01T12:00:00Z");
const ago = (hours: number): Date => new Date(now.getTime() - hours * 3_600_000);
const ROUNDS = 9;
const EACH = 500_000;

const kinds: readonly ConnectionKind[] = ["api", "legacy", "test", "zoopla"];
const verdicts = [null, "sync_error", "sync_partial", "mfa_required", "credentials_error"] as const;

/** Connections in every sort of state, as many well as not. */
const fleet: readonly ConnectionFacts[] = kinds.flatMap((kind) =>
  [null, null, null, null, ...verdicts].flatMap((verdict) =>
    [ago(1), ago(-96), ago(-1440)].flatMap((expiresAt) =>
      [ago(0.1), ago(2), ago(72)].flatMap((lastSyncedAt) =>
        [true, false].map((flag): ConnectionFacts => ({
          kind,
          verdict,
          expiresAt,
          lastSyncedAt,
          lastUpdatedAt: lastSyncedAt,
          failingSince: verdict && (flag ? ago(80) : ago(2)),
          staleAfterDays: 2,
          tppConsent: flag,
          singleSyncOnly: false,
          useMfa: false,
          syncLimitMs: 1_800_000,
          syncAllowedAt: flag ? null : ago(-0.2),
          syncRunning: false,
          consentRevokedAt: null,
          pausedSince: null,
          provider: { at: "available" },
        })),
      ),
    ),
  ),
);

const round = (): number => {
  let rows = 0;
  const begun = performance.now();
  for (let n = 0; n < EACH; n += 1) {
    const facts = fleet[n % fleet.length];
    if (facts) rows += recommendedAction(facts, now).row.length;
  }
  if (rows < EACH) throw new Error("rows have names");
  return (EACH / (performance.now() - begun)) * 1000;
};

round();
const figures = Array.from({ length: ROUNDS }, round);
const [load = 0] = loadavg();
const body = [
  `\`recommendedAction\` over ${fleet.length} connections in every sort of state, both tables; ${ROUNDS} rounds of ${EACH.toLocaleString("en")} decisions on one core. Rerun: \`npm run bench:decide\`. Load average: ${load.toFixed(1)}; above 2, others had their share.`,
  `| median | best | bar |\n| --- | --- | --- |\n| ${Math.round(quantile(figures, 0.5)).toLocaleString("en")}/s | ${Math.round(Math.max(...figures)).toLocaleString("en")}/s | ≥ 1,000,000/s |`,
].join("\n\n");
console.log(body);
await writeSection("Deciding the next action", body);
