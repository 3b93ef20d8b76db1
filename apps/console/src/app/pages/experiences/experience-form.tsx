/** @jsxImportSource react */
import type { ExperienceSettings } from "@drawbridge/contract";
import { useRef, useState, type FormEvent, type JSX } from "react";
import { changeApi } from "../../api/client.ts";
import { Experience } from "../../api/more-shapes.ts";
import { Outcome } from "../../parts/outcome.tsx";
import { Failed } from "../../parts/states.tsx";
import { useDeed } from "../../parts/use-deed.ts";
import { ExperienceFields } from "./experience-fields.tsx";
import { PictureField } from "./picture-field.tsx";
import { readSettings, type Pictures } from "./read-settings.ts";
import { useDraft, type Preview } from "./use-draft.ts";

/** The settings of an experience. While they are written, the real pages are shown with them; saving makes a version. */
export const ExperienceForm = ({
  experience,
  onSaved,
  onPreview,
}: {
  readonly experience: Experience | null;
  readonly onSaved: () => void;
  readonly onPreview: (preview: Preview) => void;
}): JSX.Element => {
  const saving = useDeed();
  const before = experience?.settings;
  const form = useRef<HTMLFormElement>(null);
  const [pictures, setPictures] = useState<Pictures>({ logo: before?.logo ?? null, consentIcon: before?.consentIcon ?? null });
  const settings = (): ExperienceSettings => readSettings(new FormData(form.current ?? undefined), before, pictures);
  // A name is the last thing one writes: the pages are shown without one.
  const isDrawable = (): boolean => [...(form.current?.elements ?? [])].every((field) => isNamed(field) || isValid(field));
  const { change, problem } = useDraft({ onPreview, read: () => (isDrawable() ? settings() : null) });
  const keep = (next: Partial<Pictures>): void => {
    setPictures((known) => ({ ...known, ...next }));
    change();
  };
  const save = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const body = settings();
    saving.start(async () => {
      const saved = experience
        ? await changeApi(Experience, `/v1/experiences/${experience.id}`, { method: "PUT", body })
        : await changeApi(Experience, "/v1/experiences", { method: "POST", body });
      onSaved();
      return `${saved.settings.name} is saved as version ${saved.version}`;
    });
  };
  return (
    <form className="form-below" ref={form} onSubmit={save} onInput={change}>
      <ExperienceFields before={before} />
      <div className="field-grid field-grid-narrow form-below">
        <PictureField label="Logo" value={pictures.logo ?? null} onChange={(logo) => keep({ logo })} />
        <PictureField label="Picture at the consent" value={pictures.consentIcon ?? null} onChange={(consentIcon) => keep({ consentIcon })} />
      </div>
      <button type="submit" className="button button-primary" aria-disabled={saving.busy}>
        Save
      </button>
      <Outcome doing={saving} />
      {problem && <Failed problem={problem} />}
    </form>
  );
};

const isNamed = (field: Element): boolean => field.getAttribute("name") === "name";
const isValid = (field: Element): boolean => !(field instanceof HTMLInputElement) || field.validity.valid;
