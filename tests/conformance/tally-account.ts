/** An account as Tally tells of it. */
export const tallyAccount = {
  stableId: "tally-1",
  kind: "checking",
  name: "Everyday",
  currency: "EUR",
  status: "open",
  masked: "••42",
  balance: "12.50",
  available: null,
  balanceAsOf: "2026-11-21T12:00:00Z",
  openedOn: null,
  interestRate: null,
  creditLimit: null,
  number: "100042",
  routingNumber: null,
};
