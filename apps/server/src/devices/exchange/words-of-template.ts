import { chooseWords, fillWords, type TemplateWords } from "@drawbridge/domain";
import { devices, deviceTemplates, type Device, type DeviceTemplate, type Tenant, type User } from "@drawbridge/storage";
import { AppError } from "../../http/app-error.ts";
import type { Deps } from "../../use-cases/deps.ts";

/** Which words are wanted, with what in them; without `locale` in the language of the person. */
export interface TemplateWish {
  readonly kind: DeviceTemplate["kind"];
  readonly name: string;
  readonly values: Readonly<Record<string, string>>;
  readonly locale: string | null;
}

interface Reader {
  readonly tenant: Tenant;
  readonly user: User;
  readonly device: Device | null;
}

const LONGEST = { banner: 200, text: 4000 };

/** What the person reads: as their device said, the one used last first, else as their profile says. */
const languagesOf = async (deps: Deps, { tenant, user, device }: Reader): Promise<readonly string[]> => {
  const known = device ? [device] : await devices(deps.storage.pool).ofUser(tenant.id, user.id);
  const lastUsed = known.toSorted((one, other) => (other.lastUsedAt?.getTime() ?? 0) - (one.lastUsedAt?.getTime() ?? 0));
  const { locale } = user.profile;
  return [...lastUsed.flatMap(({ locales }) => locales), ...(typeof locale === "string" ? [locale] : [])];
};

/** The words of a template for one person; a template or value that does not fit is a mistake of the caller. */
export const wordsOfTemplate = async (deps: Deps, reader: Reader, wish: TemplateWish): Promise<TemplateWords> => {
  const template = await deviceTemplates(deps.storage.pool).byName(reader.tenant.id, wish.kind, wish.name);
  const wanted = wish.locale === null ? await languagesOf(deps, reader) : [wish.locale];
  const words = template && chooseWords(template, wanted);
  if (!words) throw new AppError("VALIDATION_FAILED", { detail: `there is no template of this name for ${wish.kind}s; without one, give text` });
  const filled = fillWords(words, wish.values);
  if (filled.outcome !== "filled") throw new AppError("VALIDATION_FAILED", { detail: `values ${filled.outcome}: ${filled.names.join(", ")}` });
  const { banner, text } = filled.words;
  if (banner.length > LONGEST.banner || text.length > LONGEST.text)
    throw new AppError("VALIDATION_FAILED", { detail: "with these values the words are too long" });
  return filled.words;
};
