/** A name or an address inside a sentence of the other writing direction: it keeps its own, and does not move its neighbours. */
export const isolate = (words: string): string => `\u2068${words}\u2069`;
