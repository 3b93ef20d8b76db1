import type { CredentialField, InstitutionCard } from "@drawbridge/contract";
import type { ChosenInstitution } from "@drawbridge/domain";

/** What every answer says of an institution (widget-and-data.md, 9.2). */
export const printRow = ({ slug, name, url, logo, supportsOauth }: InstitutionCard) => ({
  guid: slug,
  name,
  url,
  logo_url: logo,
  supports_oauth: supportsOauth,
});

const fieldTypes = { text: 0, password: 1, login: 3 } as const satisfies Record<CredentialField["kind"], number>;

/** What a person is asked to sign in with. */
export const printCredentials = ({ fields }: ChosenInstitution) =>
  fields.map(({ name, label, kind }) => ({ id: name, guid: name, label, field_name: name, field_type: fieldTypes[kind] }));

/** One institution with the aggregator that serves it. */
export const printInstitution = (chosen: ChosenInstitution, displayName: string | null) => ({
  ...printRow(chosen.card),
  code: chosen.card.slug,
  ucpInstitutionId: chosen.card.slug,
  instructional_data: {},
  credentials: printCredentials(chosen),
  aggregator: chosen.aggregator,
  aggregatorDisplayName: displayName,
});
