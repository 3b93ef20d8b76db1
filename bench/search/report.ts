import { readFile, writeFile } from "node:fs/promises";

const path = new URL("../results.md", import.meta.url);

/** Replaces the section of a heading in `bench/results.md`, leaving the others as they are. */
export const writeSection = async (heading: string, body: string): Promise<void> => {
  const before = await readFile(path, "utf8").catch(() => "# Results\n");
  const sections = before.split(/^(?=## )/m);
  const section = `## ${heading}\n\n${body.trim()}\n`;
  const at = sections.findIndex((each) => each.startsWith(`## ${heading}\n`));
  const next = at < 0 ? [...sections, section] : sections.with(at, section);
  await writeFile(path, next.map((each) => each.trim()).join("\n\n") + "\n");
};
