/** A rule of the house that a file breaks. */
export interface Violation {
  readonly file: string;
  readonly problem: string;
}

const rank: Readonly<Record<string, number>> = {
  "@drawbridge/contract": 0,
  "@drawbridge/domain": 1,
  "@drawbridge/adapter-kit": 2,
  "@drawbridge/storage": 3,
  "@drawbridge/authenticator": 3,
  "@drawbridge/connect-sdk": 3,
  "@drawbridge/seal": 3,
  "@drawbridge/adapter-sandbox": 3,
};
const folders: Readonly<Record<string, number>> = {
  "packages/contract": 0,
  "packages/domain": 1,
  "packages/adapter-kit": 2,
  "packages/storage": 3,
  "packages/authenticator": 3,
  "packages/connect-sdk": 3,
  "packages/seal": 3,
  "adapters/sandbox": 3,
};

const importPattern = /from "(@drawbridge\/[a-z-]+)/g;

/** Imports point one way: apps → adapters, storage, SDK → adapter-kit → domain → contract (design.md, section 3). */
export const checkImports = (file: string, source: string): readonly Violation[] => {
  const home = Object.entries(folders).find(([folder]) => file.startsWith(`${folder}/`))?.[1] ?? 4;
  const test = file.includes(".test.") || file.includes("/test/");
  if (test) return [];
  return [...source.matchAll(importPattern)].flatMap(([, name = ""]) => {
    const target = rank[name] ?? 4;
    return target < home || home === 4 ? [] : [{ file, problem: `${name} may not be imported here` }];
  });
};

const impure = [/from "node:/, /\bDate\.now\(/, /\bMath\.random\(/, /\bprocess\./, /\bsetTimeout\(/, /\bfetch\(/, /new Date\(\)/];

/** `domain` has no clock, randomness or I/O. */
export const checkPurity = (file: string, source: string): readonly Violation[] => {
  if (!file.startsWith("packages/domain/src/") || file.includes(".test.")) return [];
  return impure.filter((pattern) => pattern.test(source)).map((pattern) => ({ file, problem: `domain may not use ${pattern.source}` }));
};

const suppressionWithoutReason = /oxlint-disable(?!.* -- )/;

/** How often a file asks the linter to look away. */
export const countSuppressions = (source: string): number => [...source.matchAll(/oxlint-disable/g)].length;

const LONGEST = 300; // style.md 4.11

/** Files stay short and say what they are; nothing is left to do later. */
export const checkShape = (file: string, source: string): readonly Violation[] => {
  const problems = [
    // A locale catalogue is one table, and a test file follows its subject.
    source.split("\n").length > LONGEST + 1 && !/\/text\/|\.test\./.test(file) ? `longer than ${LONGEST} lines` : null,
    /(^|\/)(utils|helpers|common)(\/|\.)/.test(file) ? "a drawer, not a name" : null,
    /\b(TODO|FIXME)\b/.test(source) && !file.startsWith("tools/guards/") ? "something left to do" : null,
    /process\.env/.test(source) && !/(config|^tools\/|^bench\/|^tests\/|\/test\/|\.test\.)/.test(file) ? "process.env outside config.ts" : null,
    /\bvi\.(mock|doMock)\(/.test(source) && !file.startsWith("tools/guards/") ? "a module mock" : null,
    suppressionWithoutReason.test(source) ? "a suppression without a reason" : null,
  ];
  return problems.flatMap((problem) => (problem ? [{ file, problem }] : []));
};
