/** What the host of a page hears, until nothing more comes. */
export const heard = async (
  server: string,
  handle: string,
  last: string,
): Promise<readonly { readonly type: string; readonly data?: Record<string, unknown> }[]> => {
  const stop = new AbortController();
  const response = await fetch(`${server}/session/stream?after=0&tab=tab`, {
    headers: { "x-drawbridge": "1", authorization: `Bearer ${handle}` },
    signal: stop.signal,
  });
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.includes(`"type":"${last}"`)) break;
  }
  stop.abort();
  return [...text.matchAll(/event: host\ndata: (.*)/g)].flatMap((match) => JSON.parse(match[1] ?? "[]") as { type: string }[]);
};
