/** @jsxImportSource react */
import type { ExperienceSettings } from "@drawbridge/contract";
import { useEffect, useRef, useState, type FormEvent, type JSX } from "react";
import { changeApi } from "../../api/client.ts";
import { Experience } from "../../api/more-shapes.ts";
import { Link } from "../../api/shapes.ts";
import { Outcome } from "../../parts/outcome.tsx";
import { useDeed } from "../../parts/use-deed.ts";
import { ExperienceFields } from "./experience-fields.tsx";
import { PictureField } from "./picture-field.tsx";
import { readSettings, type Pictures } from "./read-settings.ts";

/** A page that shows settings, saved or not. */
export interface Preview {
  readonly name: string;
  readonly url: string;
}

const SETTLED_MS = 600; // somebody stopped typing

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
  const drafting = useDeed();
  const before = experience?.settings;
  const form = useRef<HTMLFormElement>(null);
  const [pictures, setPictures] = useState<Pictures>({ logo: before?.logo ?? null, consentIcon: before?.consentIcon ?? null });
  const [changes, setChanges] = useState(0);
  const settings = (): ExperienceSettings => readSettings(new FormData(form.current ?? undefined), before, pictures);
  const change = (): void => setChanges((count) => count + 1);
  const draw = (): void =>
    drafting.start(async () => {
      const { url } = await changeApi(Link, "/v1/experiences/previews", { method: "POST", body: { settings: settings() } });
      onPreview({ name: "not saved yet", url });
      return "The preview shows what is written here";
    });
  const latest = useRef(draw);
  latest.current = draw;
  useEffect(() => {
    if (changes === 0) return undefined;
    const timer = setTimeout(() => form.current?.checkValidity() && latest.current(), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [changes]);
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
      <Outcome doing={saving.done === null && saving.problem === null ? drafting : saving} />
    </form>
  );
};
