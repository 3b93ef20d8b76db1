import { Type, type Static } from "typebox";

const Color = Type.String({ pattern: "^#[0-9a-fA-F]{6}$" });
const Image = Type.String({ maxLength: 90_000, pattern: "^data:image/(png|svg\\+xml);base64,[A-Za-z0-9+/]+=*$" });
const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);

/**
 * How a tenant's connect pages look and behave (connect-events.md, section 12). A version is never changed: links keep
 * the one they were made with.
 */
export const ExperienceSettings = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 100 }),
    /** Colour of the main button on a light page, `#rrggbb`. */
    brandColor: Nullable(Color),
    /** The same on a dark page; null: `brandColor`. */
    brandColorDark: Nullable(Color),
    /** PNG or SVG as a data URI, at most 64 kB; null: the tenant's name is shown. */
    logo: Nullable(Image),
    /** A picture where people are asked for their consent, as `logo`. Absent in versions older than the setting: none. */
    consentIcon: Type.Optional(Nullable(Image)),
    /** Institutions shown before anything is typed: ids or slugs, at most eight. */
    popularInstitutions: Type.Array(Type.String({ maxLength: 100 }), { maxItems: 8, uniqueItems: true }),
    product: Type.Literal("aggregation"),
    /** Language of the pages where a link names none. */
    language: Type.String({ pattern: "^[a-z]{2,3}(-[A-Za-z0-9]{1,8})*$" }),
    /** How ids are printed in the Connect face's user events. */
    idFormat: Type.Enum(["number", "string"]),
    /** Minutes without input until the session ends. */
    idleMinutes: Type.Integer({ minimum: 2, maximum: 30 }),
    /** Failed attempts after which the session ends. */
    maxFailures: Type.Integer({ minimum: 1, maximum: 10 }),
    /** Links are spent by a session that completes. */
    singleUse: Type.Boolean(),
    /** Consent is a step of its own; false: a section of the sign-in screen. */
    consentStep: Type.Boolean(),
    /** Name of an A/B variant, recorded with every event of its sessions; null: none. */
    variant: Nullable(Type.String({ minLength: 1, maxLength: 50, pattern: "^[a-z0-9_-]+$" })),
    /** User events tell their place in the event log under the key `drawbridge`. Absent in versions older than the setting: false. */
    enrichment: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);
export type ExperienceSettings = Static<typeof ExperienceSettings>;

/** Colours a page uses, already checked for contrast. */
export const Theme = Type.Object(
  {
    light: Type.Object({ brand: Color, onBrand: Color }, { additionalProperties: false }),
    dark: Type.Object({ brand: Color, onBrand: Color }, { additionalProperties: false }),
  },
  { additionalProperties: false },
);
export type Theme = Static<typeof Theme>;

/** What people see where a tenant has set nothing. */
export const defaultExperience: ExperienceSettings = {
  name: "Default",
  brandColor: null,
  brandColorDark: null,
  logo: null,
  consentIcon: null,
  popularInstitutions: [],
  product: "aggregation",
  language: "en",
  idFormat: "number",
  idleMinutes: 10,
  maxFailures: 5,
  singleUse: false,
  consentStep: false,
  variant: null,
  enrichment: false,
};
