import { readFileSync } from "node:fs";

/** The arguments with which `npm start` runs Node, so that what is measured is what people run. */
export const startArguments = (): readonly string[] => {
  const { scripts }: { readonly scripts: { readonly start: string } } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  return scripts.start.split(" ").slice(1);
};
