/** @jsxImportSource react */
import type { FormEvent, JSX } from "react";
import { changeApi } from "../../api/client.ts";
import { Experience } from "../../api/more-shapes.ts";
import { Field } from "../../parts/field.tsx";
import { Outcome } from "../../parts/outcome.tsx";
import { useDeed } from "../../parts/use-deed.ts";
import { textOf } from "../../view/form-text.ts";

/** Name, colour, language and idle time; what is not named here stays as it was. */
export const ExperienceForm = ({ experience, onSaved }: { readonly experience: Experience | null; readonly onSaved: () => void }): JSX.Element => {
  const doing = useDeed();
  const before = experience?.settings;
  const save = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const body = {
      ...before,
      name: textOf(form, "name"),
      brandColor: textOf(form, "brandColor") || null,
      language: textOf(form, "language") || "en",
      idleMinutes: Number(textOf(form, "idleMinutes")),
    };
    doing.start(async () => {
      const saved = experience
        ? await changeApi(Experience, `/v1/experiences/${experience.id}`, { method: "PUT", body })
        : await changeApi(Experience, "/v1/experiences", { method: "POST", body });
      onSaved();
      return `${saved.settings.name} is saved as version ${saved.version}`;
    });
  };
  return (
    <form className="form-below" onSubmit={save}>
      <div className="field-grid field-grid-narrow">
        <Field label="Name" name="name" defaultValue={before?.name ?? ""} maxLength={100} required />
        <Field
          label="Colour"
          name="brandColor"
          defaultValue={before?.brandColor ?? ""}
          placeholder="#0d5c63"
          hint="as #rrggbb"
          pattern="#[0-9a-fA-F]{6}"
        />
        <Field label="Language" hint="such as en or de" name="language" defaultValue={before?.language ?? "en"} maxLength={20} />
        <Field
          label="Idle minutes"
          hint="2 to 30"
          name="idleMinutes"
          type="number"
          min={2}
          max={30}
          defaultValue={before?.idleMinutes ?? 10}
          required
        />
      </div>
      <button type="submit" className="button button-primary" aria-disabled={doing.busy}>
        Save
      </button>
      <Outcome doing={doing} />
    </form>
  );
};
