import { randomBytes } from "node:crypto";
import type { DraftEvent, ExperienceSettings } from "@drawbridge/contract";
import { chooseLocale, startFlow, type FlowSettings } from "@drawbridge/domain";
import { connections, links, newId, sessions, type Link, type Session } from "@drawbridge/storage";
import { approvalsOf, readApprovalSettings } from "../devices/approvals/approval-settings.ts";
import { AppError } from "../http/app-error.ts";
import { hashToken, newToken } from "../http/token-hash.ts";
import type { DeviceClass } from "../http/device-class.ts";
import { appendSessionEvents } from "./append-session-events.ts";
import { contextFor } from "./advance-session.ts";
import type { Deps } from "./deps.ts";
import { readLink } from "./read-link.ts";
import { startOf } from "./start-of.ts";
import type { LinkOptions } from "./session-record.ts";
import { clockOf } from "./tenant-clock.ts";

/** A session and the handle that belongs to its browser; null handle: the browser has it already. */
export interface OpenedSession {
  readonly session: Session;
  readonly handle: string;
}

/** What a page presents when it loads. */
export interface OpenRequest {
  readonly link: Link;
  /** Handle from the cookie or the page's storage. */
  readonly handle: string | null;
  readonly tabId: string;
  /** Of the browser, the dearest first; they count where the link names none. */
  readonly languages?: readonly string[];
  /** What kind of device it runs on; unknown unless given. */
  readonly device?: DeviceClass;
}

/** Finds a link by its token and refuses one that is over. */
export const findLink = async (deps: Deps, token: string): Promise<Link> => {
  const link = await links(deps.storage.pool).byTokenHash(hashToken(token));
  if (!link) throw new AppError("LINK_UNKNOWN");
  return link;
};

/** The session of a handle that has not ended; null otherwise. */
export const findSession = async (deps: Deps, handle: string): Promise<Session | null> => sessions(deps.storage.pool).byHandleHash(hashToken(handle));

/** Goes on with a session that a page shows already, also with one that is over. A new tab takes over. */
export const resumeSession = async (deps: Deps, { session, handle, tabId }: OpenedSession & { readonly tabId: string }): Promise<OpenedSession> => {
  await sessions(deps.storage.pool).takeOver(session.id, tabId);
  return { session, handle };
};

/** Continues the browser's own session on this link, or starts a new one: a link opens again after a session that is over. */
export const openSession = async (deps: Deps, { link, handle, tabId, languages = [], device = "unknown" }: OpenRequest): Promise<OpenedSession> => {
  const known = handle ? await findSession(deps, handle) : null;
  if (known && handle && known.linkId === link.id && !known.endedAt) return resumeSession(deps, { session: known, handle, tabId });
  if (link.spentAt) throw new AppError("LINK_SPENT");
  if (link.expiresAt <= deps.now()) throw new AppError("LINK_EXPIRED");
  return startSession(deps, link, { tabId, languages, device });
};

/** A named institution or connection needs no search. */
const searches = ({ institutionId, connectionId }: LinkOptions): boolean => institutionId === null && connectionId === undefined;

const MINUTE_MS = 60_000;

const settingsOf = (options: LinkOptions, vocabulary: Link["vocabulary"], { maxFailures }: ExperienceSettings): Omit<FlowSettings, "approvals"> => ({
  journey: options.journey ?? "connect",
  consentStep: options.consentStep,
  search: searches(options),
  selection: options.selection,
  addAnother: vocabulary === "connect" && searches(options),
  maxFailures,
});

/** The browser a session begins in. */
type Browser = Required<Pick<OpenRequest, "tabId" | "languages" | "device">>;

const startSession = (deps: Deps, link: Link, browser: Browser): Promise<OpenedSession> =>
  deps.storage.transaction(async (tx) => {
    const now = deps.now();
    const handle = newToken();
    const made = draftSession(link, browser.tabId, now);
    const facts = await readLink(deps, made, tx);
    const { options, experience } = facts;
    const { tag: locale } = chooseLocale([options.locale, ...browser.languages]);
    const draft: Session = { ...made, locale };
    const approvals = approvalsOf(await readApprovalSettings(tx, link.tenantId));
    const start = await startOf(deps, tx, link);
    const context = await contextFor(deps, tx, { session: draft, facts, flow: null, input: null });
    const { state, events: happened } = startFlow({ ...settingsOf(options, link.vocabulary, experience), approvals }, start, context);
    await sessions(tx).create({
      ...draft,
      lastInputAt: clockOf(deps, link.tenantId),
      handleHash: hashToken(handle),
      flow: state,
      lastSeq: happened.length,
      idleMs: experience.idleMinutes * MINUTE_MS,
    });
    if (state.step.at === "ended") await sessions(tx).finish(draft.id, { at: now, reason: state.step.reason });
    const returning = await connections(tx).hasAny(link.tenantId, link.userId);
    const visitor = { device: browser.device, locale, returning, mode: modeOf(options), journey: options.journey ?? "connect" };
    const drafts = withBeginning(happened, { ...visitor, experience: experienceData(options, experience) });
    await appendSessionEvents(tx, draft, { drafts, occurredAt: now, variant: experience.variant });
    const session = await sessions(tx).byId(draft.id);
    if (!session) throw new AppError("UNEXPECTED", { detail: "session was not stored" });
    return { session, handle };
  });

const draftSession = (link: Link, tabId: string, now: Date): Omit<Session, "locale"> => ({
  id: newId(),
  tenantId: link.tenantId,
  linkId: link.id,
  userId: link.userId,
  hexId: randomBytes(32).toString("hex"),
  revision: 1,
  flow: null,
  lastSeq: 0,
  pendingEffect: null,
  secrets: {},
  tabId,
  lastInputAt: now,
  createdAt: now,
  expiresAt: link.expiresAt,
  endedAt: null,
  endReason: null,
});

/** Which looks the session has, as its first event says. */
const experienceData = ({ experience, experienceVersion }: LinkOptions, { variant }: ExperienceSettings) => ({
  id: experience,
  version: experienceVersion ?? null,
  variant,
});

/** What kind of visit it is, as analytics tell visits apart. */
const modeOf = ({ mode, journey = "connect" }: LinkOptions): string => {
  if (journey === "manage") return "manage";
  return journey === "connect" ? mode : "fix";
};

/** The session's first event says all that stays as it is: numbers are told apart by it. */
const withBeginning = (drafts: readonly DraftEvent[], beginning: Readonly<Record<string, unknown>>): readonly DraftEvent[] =>
  drafts.map((draft) => (draft.type === "session.started" ? { ...draft, data: { ...draft.data, ...beginning } } : draft));
