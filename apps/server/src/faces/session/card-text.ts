import type { InstitutionCard } from "@drawbridge/contract";

/** Prints cards as JSON, each once: the directory hands out the same card again and again. */
export const createCardText = (): ((card: InstitutionCard) => string) => {
  const texts = new WeakMap<InstitutionCard, string>();
  return (card) => {
    const known = texts.get(card);
    if (known !== undefined) return known;
    const text = JSON.stringify(card);
    texts.set(card, text);
    return text;
  };
};
