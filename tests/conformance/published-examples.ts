import { readdir, readFile } from "node:fs/promises";

/** A request as a guide prints it. */
export interface PublishedRequest {
  readonly from: string;
  readonly url: string;
  readonly init: { readonly method: string; readonly headers: Readonly<Record<string, string>>; readonly body: string | null };
}

/** What stands for the reader's own values. */
export interface Reader {
  readonly server: string;
  readonly token: string;
}

const guides = new URL("../../docs/", import.meta.url);

/** Words of a command line: quotes hold words together, a backslash joins lines, a hash begins a comment. */
const wordsOf = (line: string): readonly string[] =>
  [...line.matchAll(/"([^"]*)"|'([^']*)'|(#.*)|([^\s"'#]+)/g)].flatMap(([, double, single, comment, bare]) =>
    comment === undefined ? [double ?? single ?? bare ?? ""] : [],
  );

const requestOf = (from: string, command: string): PublishedRequest => {
  const words = wordsOf(command).slice(1);
  const after = (flag: string): readonly string[] => words.flatMap((word, index) => (words[index - 1] === flag ? [word] : []));
  const headers = after("-H").map((header) => header.split(/:\s*/, 2));
  const [body = null] = after("-d");
  const taken = new Set(["-H", "-X", "-d"].flatMap(after));
  const url = words.find((word) => word.startsWith("http") && !taken.has(word)) ?? "";
  const method = after("-X")[0] ?? (body === null ? "GET" : "POST");
  return { from, url, init: { method, headers: Object.fromEntries(headers), body } };
};

/** Every request the guides print that needs no value a reader must put in, as this reader would send it. */
export const publishedRequests = async ({ server, token }: Reader): Promise<readonly PublishedRequest[]> => {
  const names = (await readdir(guides)).filter((name) => name.endsWith(".md"));
  const texts = await Promise.all(names.map((name) => readFile(new URL(name, guides), "utf8")));
  return texts.flatMap((text, index) =>
    [...text.matchAll(/^```sh\n(.*?)^```/gms)]
      .flatMap(([, block = ""]) => block.replaceAll(/\\\n/g, " ").match(/^curl .*(?:\n[ {}"].*)*/gm) ?? [])
      .filter((command) => !/…|\$CLIENT\b/.test(command))
      .map((command) =>
        command
          .replaceAll("http://127.0.0.1:3000", server)
          .replaceAll("$SERVER", server)
          .replaceAll("$TOKEN", token)
          .replaceAll(/\$\([^)]*\)/g, crypto.randomUUID()),
      )
      .map((command) => requestOf(names[index] ?? "", command)),
  );
};
