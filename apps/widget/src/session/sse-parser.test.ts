import { describe, expect, it } from "vitest";
import { createSseParser, type ServerEvent } from "./sse-parser.ts";

const stream = ': hello\n\nid: 7\nevent: host\ndata: {"type":"user"}\n\nevent: view\r\ndata: {"a":\r\ndata: 1}\r\n\r\ndata:x\n\n';
const expected: readonly ServerEvent[] = [
  { event: "host", data: '{"type":"user"}', id: "7" },
  { event: "view", data: '{"a":\n1}', id: null },
  { event: "message", data: "x", id: null },
];

const read = (chunks: readonly string[]): readonly ServerEvent[] => {
  const events: ServerEvent[] = [];
  const feed = createSseParser((event) => events.push(event));
  for (const chunk of chunks) feed(chunk);
  return events;
};

describe("the stream parser", () => {
  it("reads events, ids, several data lines and comments", () => {
    expect(read([stream])).toEqual(expected);
  });

  it.each([1, 2, 3, 5, 8, 13])("reads the same in chunks of %i characters", (size) => {
    const chunks = Array.from({ length: Math.ceil(stream.length / size) }, (_, n) => stream.slice(n * size, (n + 1) * size));
    expect(read(chunks)).toEqual(expected);
  });

  it("keeps an unfinished event back", () => {
    expect(read(["data: 1\n"])).toEqual([]);
  });
});
