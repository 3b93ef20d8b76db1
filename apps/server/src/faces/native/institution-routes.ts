import { JobType, jobTypes } from "@drawbridge/contract";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import type { Institution, InstitutionProvider } from "@drawbridge/storage";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { Type } from "typebox";
import { AppError } from "../../http/app-error.ts";
import { tenantOfBearer } from "../../http/tenant-of.ts";
import { expectDirectoryKeeper } from "../../institutions/directory-keeper.ts";
import { importInstitutions } from "../../institutions/import-institutions.ts";
import { reviewMapping, saveMapping } from "../../institutions/map-institutions.ts";
import type { ListFile } from "../../institutions/read-list-file.ts";
import { printId } from "../../ids.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { idempotent } from "./idempotent.ts";
import { routingRoutes } from "./routing-routes.ts";

const closed = { additionalProperties: false } as const;
const LARGEST_LIST = 32 * 1024 * 1024;

const ImportQuery = Type.Object(
  {
    list: Type.String({ pattern: "^[a-z0-9][a-z0-9-]{0,39}$", default: "default" }),
    dryRun: Type.Boolean({ default: false }),
    removeMissing: Type.Boolean({ default: false }),
  },
  closed,
);

const ProviderName = Type.String({ pattern: "^[a-z0-9][a-z0-9-]{0,99}$" });
const MappingQuery = Type.Object({ provider: ProviderName }, closed);
const Mappings = Type.Object(
  {
    provider: ProviderName,
    kind: Type.Enum(["api", "legacy", "test"], { default: "api" }),
    supportsOauth: Type.Boolean({ default: false }),
    jobTypes: Type.Array(JobType, { minItems: 1, uniqueItems: true }),
    mappings: Type.Array(
      Type.Object(
        {
          providerInstitutionId: Type.String({ minLength: 1, maxLength: 200, pattern: "^[^\\u0000-\\u001f]+$" }),
          /** An institution's id or slug; null: it is mapped to none any more. */
          institutionId: Type.Union([Type.String({ minLength: 1, maxLength: 200 }), Type.Null()]),
        },
        closed,
      ),
      { minItems: 1, maxItems: 5000 },
    ),
  },
  closed,
);

const SearchQuery = Type.Object(
  { search: Type.String({ maxLength: 200, default: "" }), limit: Type.Integer({ minimum: 1, maximum: 100, default: 20 }) },
  closed,
);

/** Routes of the native API about institutions: find, read, import lists, map providers' ids. */
export const institutionRoutes =
  (deps: Deps) =>
  async (fastify: FastifyInstance): Promise<void> => {
    const app = fastify.withTypeProvider<TypeBoxTypeProvider>();
    app.get("/v1/institutions", { schema: { querystring: SearchQuery } }, async (request) => {
      await tenantOfBearer(deps, request);
      const { total, found } = deps.directory.find(request.query.search, request.query.limit);
      return { total, institutions: found.map((institution) => printInstitution(deps, institution)) };
    });
    app.get("/v1/institutions/:id", { schema: { params: Type.Object({ id: Type.String({ maxLength: 200 }) }) } }, async (request) => {
      await tenantOfBearer(deps, request);
      const entry = deps.directory.resolve(request.params.id, []);
      const institution = entry && deps.directory.byUuid(entry.uuid);
      if (!institution) throw new AppError("INSTITUTION_NOT_FOUND");
      return printInstitution(deps, institution);
    });
    const onRequest = expectDirectoryKeeper(deps);
    app.put("/v1/institutions/mappings", { schema: { body: Mappings }, onRequest }, (request) => saveMapping(deps, request.body));
    await app.register(routingRoutes(deps));
    await app.register(importRoute(deps));
  };

/** A file is read as it came, so that its encoding can be judged; only here are bodies so large. */
const importRoute =
  (deps: Deps) =>
  async (fastify: FastifyInstance): Promise<void> => {
    const app = fastify.withTypeProvider<TypeBoxTypeProvider>();
    app.removeAllContentTypeParsers();
    app.addContentTypeParser(["application/json", "text/csv"], { parseAs: "buffer", bodyLimit: LARGEST_LIST }, (_request, body, done) =>
      done(null, body),
    );
    // Strangers, and tenants that only read, are refused before the body is read: they do not get to send 32 MB.
    const onRequest = expectDirectoryKeeper(deps);
    app.post("/v1/institutions/imports", { schema: { querystring: ImportQuery }, bodyLimit: LARGEST_LIST, onRequest }, async (request, reply) => {
      const tenant = await tenantOfBearer(deps, request);
      const { list, dryRun, removeMissing } = request.query;
      return idempotent(deps, { tenant, request, reply }, async () => {
        const report = await importInstitutions(deps.storage, fileOf(request), { source: `${tenant.id}/${list}`, dryRun, removeMissing });
        if (!dryRun) await deps.directory.reload();
        return { list, ...report };
      });
    });
    // Looks only; the answer is what an operator decides on.
    app.post("/v1/institutions/mappings/reviews", { schema: { querystring: MappingQuery }, bodyLimit: LARGEST_LIST, onRequest }, (request) =>
      reviewMapping(deps, request.query.provider, fileOf(request)),
    );
  };

const fileOf = ({ body, headers }: FastifyRequest): ListFile => {
  const type = headers["content-type"]?.toLowerCase() ?? "";
  const charset = /charset="?([^";\s]+)/.exec(type)?.[1] ?? "utf-8";
  if (charset !== "utf-8" && charset !== "utf8")
    throw new AppError("LIST_UNREADABLE", { detail: `The list must be UTF-8, not ${charset.slice(0, 40)}.` });
  if (!Buffer.isBuffer(body)) throw new AppError("LIST_UNREADABLE", { detail: "The list is empty." });
  return { bytes: body, format: type.startsWith("text/csv") ? "csv" : "json" };
};

const offers = ({ supportsVerification, supportsIdentification, supportsAggregation, supportsHistory }: InstitutionProvider): readonly JobType[] => {
  const able: Readonly<Record<JobType, boolean>> = {
    accountNumber: supportsVerification,
    accountOwner: supportsIdentification,
    transactions: supportsAggregation,
    transactionHistory: supportsHistory,
  };
  return jobTypes.filter((name) => able[name]);
};

/** The provider's own id stays inside (design.md, decision 8). */
const printInstitution = (deps: Deps, { id, no, record, retired }: Institution) => ({
  id: printId("ins", id),
  no,
  slug: record.slug,
  name: record.name,
  country: record.country,
  url: record.url,
  logo: record.logo,
  domains: [record.domain, ...(record.otherDomains ?? [])].filter((domain) => domain !== ""),
  keywords: record.keywords,
  routingNumbers: record.routingNumbers,
  popularity: record.popularity,
  isTest: record.isTest,
  health: record.health,
  available: !retired,
  connectable: deps.directory.resolve(record.slug, [])?.card.connectable ?? false,
  providers: record.providers.map((provider) => ({
    provider: provider.provider,
    kind: provider.kind,
    supportsOauth: provider.supportsOauth,
    jobTypes: offers(provider),
  })),
});
