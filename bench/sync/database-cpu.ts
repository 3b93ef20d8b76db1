import { readFileSync, readdirSync } from "node:fs";
import type { Storage } from "@drawbridge/storage";

const TICK_MS = 10; // USER_HZ of Linux

const statOf = (pid: number): readonly string[] => readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];

/** The process that all others of the database are children of. */
export const postmasterOf = async ({ pool }: Storage): Promise<number> => {
  const { rows } = await pool.query<{ pid: number }>("select pg_backend_pid() as pid");
  return Number(statOf(rows[0]?.pid ?? 0)[1]);
};

const childrenOf = (parent: number): readonly (readonly string[])[] =>
  readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const stat = statOf(Number(name));
      return Number(stat[1]) === parent ? [stat] : [];
    } catch {
      return []; // has ended meanwhile
    }
  });

/** CPU time of a database so far: its processes, and those that have ended. */
export const cpuMsOf = (postmaster: number): number => {
  const parent = statOf(postmaster);
  const own = [11, 12, 13, 14].reduce((sum, index) => sum + Number(parent[index]), 0);
  const ofChildren = childrenOf(postmaster).reduce((sum, stat) => sum + Number(stat[11]) + Number(stat[12]), 0);
  return (own + ofChildren) * TICK_MS;
};
