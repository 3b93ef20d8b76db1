/** A part of a connection's data, or why it was refused. */
export type Part = { readonly items: readonly Item[] } | { readonly refused: string };
type Item = Readonly<Record<string, unknown>>;

/** What the back end read of one connection. */
export interface ConnectionData {
  readonly accounts: Part;
  readonly owners: Part;
  readonly transactions: Part;
}

/** One event of the server's log. */
export interface ServerEvent {
  readonly id: string;
  readonly type: string;
  readonly data: unknown;
}

/** Asks the product's own back end; a refusal is thrown with its sentence. */
export const ask = async <Answer>(path: string, body?: unknown): Promise<Answer> => {
  const response = await fetch(
    path,
    body === undefined
      ? {}
      : {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(body),
        },
  );
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.message ?? response.statusText);
  return answer;
};
