/** What a request came to. */
export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly cookie: string;
}

/** What is asked of the server. */
export interface Asked {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A browser's request; with the header that the console sends. */
export const sendTo = async (server: string, path: string, { method = "POST", body, headers = {} }: Asked): Promise<Answer> => {
  const answer = await fetch(`${server}${path}`, {
    method,
    headers: { "x-drawbridge": "1", ...(body !== undefined && { "content-type": "application/json" }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === "" ? {} : JSON.parse(text), cookie: answer.headers.get("set-cookie")?.split(";")[0] ?? "" };
};
