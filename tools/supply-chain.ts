import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { checkLockfile, checkManifest } from "./supply-chain/check-lockfile.ts";

const usage = `node tools/supply-chain.ts [--lock-only] [--require-audit]
  --lock-only      looks at lock file and manifests only; asks nobody
  --require-audit  fails, too, when the registry cannot be asked for advisories`;

const options = new Set(process.argv.slice(2));
const SBOM = "dist/sbom.cdx.json";
const WORST = "high"; // advisories below that are read at leisure

const say = (isGood: boolean, text: string): boolean => {
  console.log(`${isGood ? "✓" : "✗"} ${text}`);
  return isGood;
};

const checkPins = (): boolean => {
  const listed = execFileSync("git", ["ls-files", "package.json", "*/package.json"], { encoding: "utf8" });
  const manifests = listed.split("\n").filter((path) => path !== "");
  const wrong = [
    ...checkLockfile(JSON.parse(readFileSync("package-lock.json", "utf8"))),
    ...manifests.flatMap((path) => checkManifest(path, JSON.parse(readFileSync(path, "utf8")))),
  ];
  for (const sentence of wrong) console.error(sentence);
  return say(wrong.length === 0, "every package is of the registry, exact and pinned by its digest");
};

/** What a release is made of, as CycloneDX; npm reads it from what is installed. */
const writeBill = (): boolean => {
  const { status, stdout, stderr } = spawnSync("npm", ["sbom", "--sbom-format", "cyclonedx", "--omit", "dev"], {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) return say(false, `no bill of materials: ${stderr.trim()}`);
  mkdirSync(dirname(SBOM), { recursive: true });
  writeFileSync(SBOM, stdout);
  return say(true, `bill of materials in ${SBOM}`);
};

interface Audit {
  readonly error?: unknown;
  readonly metadata?: { readonly vulnerabilities: Readonly<Record<string, number>> };
}

const readAudit = (text: string): Audit => {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
};

const askAdvisories = (): boolean => {
  const { status, stdout } = spawnSync("npm", ["audit", "--omit", "dev", `--audit-level=${WORST}`, "--json"], { encoding: "utf8" });
  const { metadata } = readAudit(stdout);
  if (!metadata) {
    console.log("– the registry could not be asked for advisories: nothing is known of them");
    return !options.has("--require-audit");
  }
  const { high = 0, critical = 0, total = 0 } = metadata.vulnerabilities;
  return say(status === 0, `advisories: ${total}, of them ${high} high and ${critical} critical`);
};

if ([...options].some((option) => option !== "--lock-only" && option !== "--require-audit")) {
  console.error(usage);
  process.exit(2);
}
const steps = options.has("--lock-only") ? [checkPins] : [checkPins, writeBill, askAdvisories];
process.exitCode = steps.filter((step) => !step()).length === 0 ? 0 : 1;
