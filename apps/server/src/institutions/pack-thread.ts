import { parentPort, workerData } from "node:worker_threads";
import { packInstitutions } from "@drawbridge/domain/institution-search";
import type { Institution } from "@drawbridge/storage";
import { searchRow } from "./search-row.ts";

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the list the repository printed
const rows = JSON.parse(String(workerData)) as readonly Institution[];
const packed = packInstitutions(rows.flatMap(({ retired, record }) => (retired ? [] : [searchRow(record)])));
const { terms, standing } = packed;
const arrays = [
  standing,
  ...terms.tiers.flatMap(({ shared, positions, jumps }) => [shared, positions, ...jumps]),
  ...[terms.rows, terms.byRow].flatMap(({ starts, others, weights }) => [starts, others, weights]),
];
parentPort?.postMessage(
  packed,
  arrays.flatMap(({ buffer }) => (buffer instanceof ArrayBuffer ? [buffer] : [])),
);
