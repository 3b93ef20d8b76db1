/** @jsxImportSource react */
import { defaultExperience, type ExperienceSettings } from "@drawbridge/contract";
import { useId, type JSX } from "react";
import { Field } from "../../parts/field.tsx";

const languages = ["ar", "de", "en", "es", "fr"] as const; // what the pages speak; others fall back to English

const colour = { pattern: "#[0-9a-fA-F]{6}", placeholder: "#0d5c63", spellCheck: false } as const;

/** A new one, until it is written. */
const usual: ExperienceSettings = { ...defaultExperience, name: "" };

/** Everything about an experience that is typed or ticked. */
export const ExperienceFields = ({ before = usual }: { readonly before: ExperienceSettings | undefined }): JSX.Element => {
  const list = useId();
  return (
    <>
      <div className="field-grid field-grid-narrow">
        <Field label="Name" name="name" defaultValue={before.name} maxLength={100} required />
        <Field label="Language" name="language" hint="of links that name none" list={list} defaultValue={before.language} maxLength={20} />
        <Field label="Colour" name="brandColor" hint="as #rrggbb" defaultValue={before.brandColor ?? ""} {...colour} />
        <Field label="Colour in dark" name="brandColorDark" hint="empty: the same" defaultValue={before.brandColorDark ?? ""} {...colour} />
        <Field label="Idle minutes" hint="2 to 30" name="idleMinutes" type="number" min={2} max={30} defaultValue={before.idleMinutes} required />
        <Field
          label="Failed attempts"
          hint="that end a session, 1 to 10"
          name="maxFailures"
          type="number"
          min={1}
          max={10}
          defaultValue={before.maxFailures}
          required
        />
        <Field
          label="Popular institutions"
          hint="short names, at most eight"
          name="popularInstitutions"
          defaultValue={before.popularInstitutions.join(" ")}
        />
        <Field label="Variant" hint="of an A/B test, in every event" name="variant" defaultValue={before.variant ?? ""} pattern="[a-z0-9_\-]{1,50}" />
      </div>
      <datalist id={list}>
        {languages.map((tag) => (
          <option key={tag} value={tag} />
        ))}
      </datalist>
      <div className="bar form-below">
        <label className="check">
          <input type="checkbox" name="consentStep" defaultChecked={before.consentStep} />
          <span>Consent is a step of its own</span>
        </label>
        <label className="check">
          <input type="checkbox" name="singleUse" defaultChecked={before.singleUse} />
          <span>A link is spent by a session that completes</span>
        </label>
      </div>
    </>
  );
};
