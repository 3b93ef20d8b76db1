/** What the numbers can be told apart by, as parameters of an address. */
export const filterNames = ["institution", "provider", "device", "locale", "experience", "mode"] as const;
export type FilterName = (typeof filterNames)[number];

/** An institution names its provider, and a term or a choice in vain has neither: of these an address has one at most. */
export const exclusive = ["institution", "provider", "term", "unsupported"] as const;
