import { defaultExperience, type ExperienceSettings } from "@drawbridge/contract";
import { listOf, textOf } from "../../view/form-text.ts";

/** Pictures that were chosen, as data URIs; null: none. */
export type Pictures = Pick<ExperienceSettings, "logo" | "consentIcon">;

/** The settings as the form stands; what it does not name stays as it was. */
export const readSettings = (form: FormData, before: ExperienceSettings | undefined, pictures: Pictures): ExperienceSettings => ({
  ...defaultExperience,
  ...before,
  ...pictures,
  name: textOf(form, "name") || "Unnamed",
  brandColor: textOf(form, "brandColor") || null,
  brandColorDark: textOf(form, "brandColorDark") || null,
  language: textOf(form, "language") || "en",
  popularInstitutions: [...listOf(form, "popularInstitutions")],
  idleMinutes: Number(textOf(form, "idleMinutes")),
  maxFailures: Number(textOf(form, "maxFailures")),
  variant: textOf(form, "variant") || null,
  consentStep: form.has("consentStep"),
  singleUse: form.has("singleUse"),
});
