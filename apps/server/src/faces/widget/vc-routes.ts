import { CredentialAnswer, type FdxTransaction } from "@drawbridge/contract";
import type { Adapter } from "@drawbridge/adapter-kit";
import type { FastifyInstance } from "fastify";
import { issueCredential, type CredentialContent } from "../../credentials/issue-credential.ts";
import { printId } from "../../ids.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { datesOfV1, datesOfV2, personPath } from "./data-query.ts";
import { listAccounts, listOwners } from "./data-reads.ts";
import { readAsked, requireAbility, type Asked } from "./data-request.ts";
import { openReading, readWhole } from "./data-transactions.ts";

type Read = (deps: Deps, asked: Asked) => Promise<CredentialContent>;

const readTransactions: Read = async (deps, asked) => {
  const reading = await openReading(deps, asked);
  const transactions: FdxTransaction[] = [];
  for await (const batch of readWhole(deps, reading)) transactions.push(...batch);
  return { transactions };
};

interface Kind {
  readonly name: "accounts" | "identity" | "transactions";
  readonly ability: keyof Adapter;
  readonly read: Read;
  /** Tail of the path and names of the query, v1 then v2. */
  readonly v1: readonly [string, readonly string[]];
  readonly v2: readonly string[];
}

const kinds: readonly Kind[] = [
  {
    name: "accounts",
    ability: "accounts",
    v1: ["/connection/:connectionId", []],
    v2: [],
    read: async (deps, asked) => ({ accounts: (await listAccounts(deps, asked)).accounts }),
  },
  {
    name: "identity",
    ability: "owners",
    v1: ["/connection/:connectionId", []],
    v2: [],
    read: async (deps, asked) => ({ customers: (await listOwners(deps, asked)).customers }),
  },
  { name: "transactions", ability: "transactions", v1: ["/account/:accountId", datesOfV1], v2: ["accountId", ...datesOfV2], read: readTransactions },
];

/** The same data as signed credentials, v1 and v2; always whole, as half of it would prove less than it seems to. */
export const vcRoutes =
  (deps: Deps) =>
  async (app: FastifyInstance): Promise<void> => {
    for (const { name, ability, read, v1, v2 } of kinds) {
      const paths = [
        [`/api/vc/data${personPath}${v1[0]}/${name}`, v1[1]],
        [`/api/vc/data/${name}`, v2],
      ] as const;
      for (const [path, query] of paths) {
        app.get(path, { schema: { response: { 200: CredentialAnswer } } }, async (request) => {
          const asked = await readAsked(deps, request, { group: "data", query });
          requireAbility(asked.adapter, ability, "Unsupported aggregator");
          const content = await read(deps, asked);
          return { jwt: await issueCredential(deps, { subject: printId("usr", asked.user.id), content }) };
        });
      }
    }
  };
