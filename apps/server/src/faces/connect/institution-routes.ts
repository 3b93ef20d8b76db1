import { experiences, type Institution } from "@drawbridge/storage";
import type { FastifyInstance } from "fastify";
import type { Deps } from "../../use-cases/deps.ts";
import { gives, printBranding, printInstitution, type Served } from "./institution-shapes.ts";
import { epochSeconds, listHead, pagingOf, type Paging } from "./paging.ts";
import { numberOf, partnerOf } from "./partner.ts";
import { unknownResource } from "./problem.ts";
import { queryOf } from "./request.ts";

interface Ids {
  readonly Params: { readonly id: string; readonly number: string };
}

type Query = Readonly<Record<string, string>>;

/** The institution directory (connect-events.md, section 11). */
export const institutionRoutes =
  (deps: Deps) =>
  async (app: FastifyInstance): Promise<void> => {
    app.addHook("preHandler", async (request) => {
      await partnerOf(deps, request);
    });
    app.get("/institution/v2/institutions", async (request) => firstOf(deps, queryOf(request)));
    app.get("/institution/v2/certifiedInstitutions", async (request) =>
      listOf(
        deps,
        search(deps, queryOf(request)).filter(({ provider }) => provider !== null),
        queryOf(request),
      ),
    );
    app.get<Ids>("/institution/v2/institutions/:id", async ({ params }) => ({
      institution: printInstitution(serve(deps, institutionOf(deps, params.id))),
    }));
    app.get<Ids>("/institution/v2/institutions/:id/branding", async ({ params }) => ({ branding: printBranding(institutionOf(deps, params.id)) }));
    app.get<Ids>("/institution/v1/institutions/routingNumber/:number", async (request) => {
      const found = byRoutingNumber(deps, request.params.number);
      if (found.length === 0) throw unknownResource("routing number");
      return listOf(deps, found, queryOf(request));
    });
    app.get("/connect/experiences", async (request) => {
      const tenant = await partnerOf(deps, request);
      const found = await experiences(deps.storage.pool).list(tenant.id);
      return found.map(({ id, settings }) => ({ id, appName: settings.name, productCode: [settings.product] }));
    });
  };

const institutionOf = (deps: Deps, id: string): Institution => {
  const no = numberOf(id);
  const institution = no === null ? null : deps.directory.byNo(no);
  if (!institution) throw unknownResource("institution");
  return institution;
};

const serve = (deps: Deps, institution: Institution): Served => ({
  institution,
  provider: deps.directory.resolve(institution.record.slug, [])?.provider ?? null,
});

/** `*` means no term. */
const termOf = (query: Query): string => (query["search"] === "*" ? "" : (query["search"] ?? ""));

/** A page of what was searched for; where nothing else narrows it down, only the page is looked at. */
const firstOf = (deps: Deps, query: Query) => {
  if (query["supportedCountries"] || query["type"]) return listOf(deps, search(deps, query), query);
  const paging = pagingOf(query);
  const { total, cards } = deps.directory.search(termOf(query), { jobTypes: [], limit: paging.start - 1 + paging.limit });
  const page = cards.slice(paging.start - 1).flatMap(({ no }) => deps.directory.byNo(no) ?? []);
  return printList(deps, { found: total, paging, page: page.map((institution) => serve(deps, institution)) });
};

/** The best matches first; without a term the best known first. */
const search = (deps: Deps, query: Query): readonly Served[] => {
  const { cards } = deps.directory.search(termOf(query), { jobTypes: [], limit: deps.directory.size() });
  const countries = new Set(
    (query["supportedCountries"] ?? "")
      .toUpperCase()
      .split(",")
      .map((code) => code.trim())
      .filter((code) => code !== ""),
  );
  const wanted = (query["type"] ?? "")
    .split(",")
    .map((product) => product.trim())
    .filter((product) => product !== "");
  return cards.flatMap(({ no }) => {
    const institution = deps.directory.byNo(no);
    if (!institution || (countries.size > 0 && !countries.has(institution.record.country))) return [];
    const served = serve(deps, institution);
    return wanted.every((product) => gives(served, product)) ? [served] : [];
  });
};

const byRoutingNumber = (deps: Deps, number: string): readonly Served[] =>
  search(deps, { search: number }).filter(({ institution }) => institution.record.routingNumbers.includes(number));

const listOf = (deps: Deps, found: readonly Served[], query: Query) => {
  const paging = pagingOf(query);
  return printList(deps, { found: found.length, paging, page: found.slice(paging.start - 1, paging.start - 1 + paging.limit) });
};

const printList = (deps: Deps, { found, paging, page }: { readonly found: number; readonly paging: Paging; readonly page: readonly Served[] }) => ({
  ...listHead(found, page.length, paging),
  createdDate: epochSeconds(deps.now()),
  institutions: page.map(printInstitution),
});
