import type { InstitutionCard } from "@drawbridge/contract";
import { hitReason, type ChosenInstitution } from "@drawbridge/domain";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { bearerOf, handleOf } from "../../http/handle.ts";
import { searchRow } from "../../institutions/search-row.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { resolveInstitution } from "../../use-cases/resolve-institution.ts";
import { isOffered, searchIn, type Scope } from "../../use-cases/search-institutions.ts";
import { createSearchScope, scopeOfTenant } from "../../use-cases/search-scope.ts";
import { placeOf, printPlace } from "./data-paging.ts";
import { namedOf, type Named } from "./data-query.ts";
import { refuseWhenOff, tenantOfGroup, unauthenticated } from "./group-tenant.ts";
import { printCredentials, printInstitution, printRow } from "./institution-shapes.ts";
import { invalid, sendWidgetProblem, WidgetProblem } from "./problem.ts";

const PAGE_SIZE = 25; // widget-and-data.md, 9.2
const LARGEST_PAGE = 100;
const LAST_PAGE = 10_000;
const LONGEST_TERM = 200; // as long as the page's own box

type ScopeOf = (request: FastifyRequest) => Promise<Scope>;

/** Institutions as the widget's own page asks for them, and programs with the tenant's bearer (widget-and-data.md, 9.2). */
export const institutionRoutes =
  (deps: Deps) =>
  async (app: FastifyInstance): Promise<void> => {
    app.setErrorHandler(sendWidgetProblem);
    const scopeOf = readScope(deps);
    app.get("/institutions", async (request) => listPage(deps, await scopeOf(request), namedOf(request, listNames)));
    app.get("/institutions/recommended", async (request) => {
      const scope = await scopeOf(request);
      namedOf(request, []);
      return { institutions: searchIn(deps, scope, { search: "", limit: PAGE_SIZE }).cards.map(printRow) };
    });
    app.get("/institutions/:institutionId", async (request) => {
      const chosen = chosenOf(deps, await scopeOf(request), namedOf(request, []));
      return printInstitution(chosen, deps.adapters.get(chosen.aggregator ?? "")?.displayName ?? null);
    });
    app.get("/institutions/:institutionId/credentials", async (request) =>
      printCredentials(chosenOf(deps, await scopeOf(request), namedOf(request, []))),
    );
  };

const listNames = ["search", "routingNumber", "page", "pageSize", "cursor"] as const;

/** A session's handle searches what its link allows; a bearer of the group what its tenant offers. */
const readScope = (deps: Deps): ScopeOf => {
  const ofSession = createSearchScope(deps);
  return async (request) => {
    refuseWhenOff(deps, "widget");
    const handle = handleOf(request);
    const scope = handle && (await ofSession(handle));
    if (scope) return scope;
    if (bearerOf(request) === null) throw unauthenticated();
    return scopeOfTenant(deps, await tenantOfGroup(deps, request, "widget"));
  };
};

const numberOf = (named: Named, name: "page" | "pageSize", { usual, most }: { readonly usual: number; readonly most: number }): number => {
  const text = named[name];
  if (text === undefined) return usual;
  const value = /^[0-9]{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= 1 && value <= most)) throw invalid(`"${name}" must be a number from 1 to ${most}`);
  return value;
};

const searchOf = ({ search = "" }: Named): string => {
  if (search.length > LONGEST_TERM) throw invalid(`"search" length must be less than or equal to ${LONGEST_TERM} characters long`);
  return search;
};

/** One page, with all there is counted, so that a reader knows whether more is to come (S6). */
const listPage = (deps: Deps, scope: Scope, named: Named) => {
  const size = numberOf(named, "pageSize", { usual: PAGE_SIZE, most: LARGEST_PAGE });
  const seen = seenOf(named, size);
  const search = searchOf(named);
  const { routingNumber } = named;
  const { total, cards } =
    routingNumber === undefined ? searchIn(deps, scope, { search, limit: seen + size }) : byRoutingNumber(deps, scope, { routingNumber, search });
  const rows = cards.slice(seen, seen + size);
  const printHit = (card: InstitutionCard) => {
    const record = deps.directory.byNo(card.no)?.record;
    return { ...printRow(card), reason: record ? hitReason(routingNumber ?? search, searchRow(record)) : null };
  };
  return {
    currentPage: Math.floor(seen / size) + 1,
    pageSize: size,
    totalRecords: total,
    totalPages: Math.ceil(total / size),
    ...(seen + rows.length < total && rows.length > 0 && { nextCursor: printPlace(seen + rows.length) }),
    institutions: rows.map(printHit),
  };
};

/** How many rows come before the page: by its number, or by the cursor of the page before. */
const seenOf = (named: Named, size: number): number => {
  if (named["cursor"] !== undefined && named["page"] !== undefined) throw invalid('"page" is not allowed beside "cursor"');
  const page = numberOf(named, "page", { usual: 1, most: LAST_PAGE });
  return placeOf(named, LAST_PAGE * LARGEST_PAGE) ?? (page - 1) * size;
};

/** Those with exactly this number. */
const byRoutingNumber = (deps: Deps, scope: Scope, { routingNumber, search }: { readonly routingNumber: string; readonly search: string }) => {
  if (search !== "") throw invalid('"search" is not allowed beside "routingNumber"');
  if (!/^[0-9]{8,9}$/.test(routingNumber)) throw invalid('"routingNumber" must have 8 or 9 digits'); // of Germany, of the United States
  const has = ({ no }: InstitutionCard): boolean => deps.directory.byNo(no)?.record.routingNumbers.includes(routingNumber) === true;
  const cards = searchIn(deps, scope, { search: routingNumber, limit: LARGEST_PAGE }).cards.filter(has);
  return { total: cards.length, cards };
};

const chosenOf = (deps: Deps, scope: Scope, { institutionId = "" }: Named): ChosenInstitution => {
  const chosen = resolveInstitution(deps, institutionId, scope);
  if (!chosen || !isOffered(scope, chosen.card)) throw new WidgetProblem(404, "INSTITUTION_NOT_FOUND", "Institution not found");
  return chosen;
};
