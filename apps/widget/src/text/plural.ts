/** Picks the form of a count and puts the number where the form has `#`. */
export type Plural<Category extends Intl.LDMLPluralRule> = (count: number, forms: Readonly<Record<Category, string>>) => string;

/**
 * The plural of a language whose whole numbers fall into these categories; the type asks for a form of each. A
 * category that is not among them takes the last form.
 */
export const pluralIn = <Category extends Intl.LDMLPluralRule>(
  locale: string,
  ...categories: readonly [Category, ...Category[]]
): Plural<Category> => {
  const rules = new Intl.PluralRules(locale);
  const numbers = new Intl.NumberFormat(locale);
  return (count, forms) => {
    const rule = rules.select(count);
    const category = categories.find((known) => known === rule) ?? categories.at(-1) ?? categories[0];
    return forms[category].replace("#", numbers.format(count));
  };
};
