/** What one number means, and how it comes about. */
export interface NumberDefinition {
  readonly name: string;
  readonly page: string;
  readonly formula: string;
  readonly meaning: string;
}

/** Every number of the analytics API; the reference page is printed from it. */
export const numberDefinitions: readonly NumberDefinition[] = [
  {
    page: "all",
    name: "opened",
    formula: "sessions with session.started",
    meaning: "Sessions that began. Of an institution or provider: sessions with an event about it.",
  },
  {
    page: "all",
    name: "tried",
    formula: "sessions with at least one attempt",
    meaning: "Sessions in which a sign-in, a bank's window or a removal was begun.",
  },
  { page: "all", name: "connected", formula: "sessions with accounts.added", meaning: "Sessions that stored or renewed a connection." },
  { page: "all", name: "ended", formula: "sessions with session.ended", meaning: "Sessions that are over; the others are open." },
  {
    page: "all",
    name: "completed",
    formula: "sessions with session.ended, reason complete",
    meaning: "Of an institution or provider: only if it was connected there.",
  },
  {
    page: "all",
    name: "attempts",
    formula: "first events: sign_in.started + mfa.started + oauth.launched + accounts.adding + accounts.removing",
    meaning: "Everything that was tried.",
  },
  { page: "all", name: "failures", formula: "attempts whose second event is …failed", meaning: "Paired by attempt id and kind." },
  { page: "all", name: "conversion", formula: "completed ÷ opened", meaning: "Of all kinds of links." },
  { page: "all", name: "successRate", formula: "connected ÷ tried", meaning: "Of those who tried, how many got in." },
  { page: "all", name: "errorRate", formula: "failures ÷ attempts", meaning: "How often an attempt fails." },
  { page: "all", name: "attemptsPerSuccess", formula: "attempts ÷ connected", meaning: "How much trying one connection takes." },
  { page: "all", name: "medianConnectMs", formula: "p50 of time to connect", meaning: "Of one value of a dimension." },
  {
    page: "overview",
    name: "conversionNew, conversionReturning",
    formula: "completed ÷ opened, of sessions with returning = false, true",
    meaning: "A person returns who had a connection when the session began.",
  },
  {
    page: "overview",
    name: "timeouts, timeoutRate",
    formula: "ended with reason timeout; ÷ ended",
    meaning: "The page was there and nobody did anything.",
  },
  { page: "overview", name: "timeToConnect.total", formula: "first accounts.added − session.started", meaning: "p50, p90, p95 by nearest rank." },
  {
    page: "overview",
    name: "timeToConnect.bank",
    formula: "time at the step connecting, before the first accounts.added",
    meaning: "The person waits for bank and provider.",
  },
  { page: "overview", name: "timeToConnect.person", formula: "total − bank", meaning: "Reading, typing, and what is done on the bank's own pages." },
  {
    page: "overview",
    name: "repairs",
    formula: "journeys reauth, reconsent and refresh without those with nothing to fix; repaired = connected",
    meaning: "How often a connection that needed help got it.",
  },
  {
    page: "overview",
    name: "oauth",
    formula:
      "oauth.launched; returned = oauth.returned; failed = oauth.failed; blocked = launched with blocked and no second event; abandoned = the rest of ended sessions",
    meaning: "Where people get lost on the way to the bank's pages and back.",
  },
  {
    page: "funnel",
    name: "steps",
    formula: "sessions that reached opened, chosen (a supported institution), tried (sign-in or window), signed_in, connected, finished",
    meaning:
      "Who reached a step reached those before it. Sessions with nothing to fix are left out. share = ÷ opened, lost = reached − reached the next, dropOff = lost ÷ reached.",
  },
  {
    page: "funnel",
    name: "leftAt, lastAttempt",
    formula: "last step.changed, and last attempt with its outcome, of ended sessions that did not complete",
    meaning: "Where people stopped. leftBeforeFirstAttempt: those who never tried.",
  },
  {
    page: "attempts",
    name: "abandoned",
    formula: "first events without a second one, once the session is over",
    meaning: "Nothing is invented: the missing event is the evidence. open: the session goes on.",
  },
  {
    page: "attempts",
    name: "passRate",
    formula: "(succeeded + challenged) ÷ (started − open)",
    meaning: "A bank that asks back has accepted what it got.",
  },
  {
    page: "mfa",
    name: "passRate",
    formula: "passed ÷ (started − open), by kind of the question that was answered",
    meaning: "passed: the answer was accepted, whether or not another question followed.",
  },
  {
    page: "errors",
    name: "shown, sessions, lost",
    formula: "alert.shown by failure; sessions with one; ended sessions not completed whose last one it was",
    meaning: "Ranked by lost.",
  },
  {
    page: "searches",
    name: "terms",
    formula: "institution.searched with resultCount 0, by term in small letters",
    meaning: "made, sessions, lost: ended without a connection. Ranked by lost.",
  },
  { page: "searches", name: "unsupported", formula: "institution.selected with supported false, by institution", meaning: "Ranked by lost." },
];
