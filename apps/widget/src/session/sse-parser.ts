/** One event of a server-sent stream. */
export interface ServerEvent {
  readonly event: string;
  readonly data: string;
  readonly id: string | null;
}

/**
 * Reads a server-sent stream chunk by chunk; a chunk may end anywhere, also inside a line end.
 *
 * @example const feed = createSseParser((event) => draw(event)); feed("data: {}\n\n");
 */
export const createSseParser = (onEvent: (event: ServerEvent) => void): ((chunk: string) => void) => {
  let rest = "";
  let lines: string[] = [];
  return (chunk) => {
    const text = rest + chunk;
    // A trailing CR may be half of a CRLF: it waits for the next chunk.
    const whole = text.endsWith("\r") ? text.slice(0, -1) : text;
    const parts = whole.split(/\r\n|\n|\r/);
    rest = (parts.pop() ?? "") + text.slice(whole.length);
    for (const line of parts) {
      if (line !== "") {
        lines.push(line);
        continue;
      }
      const event = readEvent(lines);
      lines = [];
      if (event) onEvent(event);
    }
  };
};

const readEvent = (lines: readonly string[]): ServerEvent | null => {
  const fields = lines.filter((line) => !line.startsWith(":")).map(readField);
  const all = (name: string): string[] => fields.filter((field) => field.name === name).map(({ value }) => value);
  const data = all("data");
  if (data.length === 0) return null;
  return {
    event: all("event").at(-1) ?? "message",
    data: data.join("\n"),
    id: all("id").at(-1) ?? null,
  };
};

const readField = (line: string): { readonly name: string; readonly value: string } => {
  const colon = line.indexOf(":");
  if (colon < 0) return { name: line, value: "" };
  return { name: line.slice(0, colon), value: line.slice(colon + 1).replace(/^ /, "") };
};
