import type { Queryable } from "../storage.ts";

/** One message about a connection, to one endpoint. */
export interface Numbered {
  readonly endpointId: string;
  readonly connectionId: string;
}

const keyOf = ({ endpointId, connectionId }: Numbered): string => `${endpointId} ${connectionId}`;

/** Numbers of messages: by endpoint and connection, from 1, without a gap. */
export const webhookSequences = (db: Queryable) => ({
  /**
   * A number for each message, in the order given; null: the connection is gone. The connections are held before their
   * numbers, in one order: whoever holds a connection already and wants a number then never waits for one that waits here.
   */
  take: async (messages: readonly Numbered[]): Promise<readonly (number | null)[]> => {
    if (messages.length === 0) return [];
    const { rows } = await db.query<Numbered & { readonly last: number; readonly count: number }>(
      `with held as (select id from connections where id = any($2::uuid[]) order by id for no key update),
       wanted as (
         select p.endpoint_id, held.id as connection_id, count(*) as n from unnest($1::uuid[], $2::uuid[]) as p (endpoint_id, connection_id)
         join held on held.id = p.connection_id group by 1, 2 order by 1, 2),
       taken as (
         insert into webhook_sequences as s (endpoint_id, connection_id, last) select endpoint_id, connection_id, n from wanted
         on conflict (endpoint_id, connection_id) do update set last = s.last + excluded.last returning s.*)
       select t.endpoint_id as "endpointId", t.connection_id as "connectionId", t.last, w.n as count
       from taken t join wanted w using (endpoint_id, connection_id)`,
      [messages.map(({ endpointId }) => endpointId), messages.map(({ connectionId }) => connectionId)],
    );
    const next = new Map(rows.map((row) => [keyOf(row), row.last - row.count]));
    return messages.map((message) => {
      const before = next.get(keyOf(message));
      if (before === undefined) return null;
      next.set(keyOf(message), before + 1);
      return before + 1;
    });
  },
});
