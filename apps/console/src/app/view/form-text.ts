/** What somebody typed into a field of a form, without the space around it. */
export const textOf = (form: FormData, name: string): string => rawTextOf(form, name).trim();

/** The same as it was typed: a password may begin with a space. */
export const rawTextOf = (form: FormData, name: string): string => {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
};

/** Words of a field, parted by space, comma or line. */
export const listOf = (form: FormData, name: string): readonly string[] =>
  textOf(form, name)
    .split(/[\s,]+/)
    .filter(Boolean);
