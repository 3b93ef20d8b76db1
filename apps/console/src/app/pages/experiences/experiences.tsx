/** @jsxImportSource react */
import { useState, type JSX } from "react";
import { changeApi } from "../../api/client.ts";
import { Experiences, type Experience } from "../../api/more-shapes.ts";
import { Link as LinkShape } from "../../api/shapes.ts";
import { useRead } from "../../api/use-read.ts";
import { Outcome } from "../../parts/outcome.tsx";
import { Page, Panel } from "../../parts/page.tsx";
import { Empty, Shown } from "../../parts/states.tsx";
import { useDeed } from "../../parts/use-deed.ts";
import { moment } from "../../view/format.ts";
import { useRange } from "../../view/use-range.ts";
import { useWho } from "../../view/who.ts";
import { ExperienceForm } from "./experience-form.tsx";
import type { Preview } from "./use-draft.ts";

/** How the connect pages look and behave, with the real page beside it. */
export const ExperiencesPage = (): JSX.Element => {
  const read = useRead(Experiences, "/v1/experiences", "once");
  const [shown, setShown] = useState<Preview | null>(null);
  const doing = useDeed();
  const { may } = useWho();
  const preview = (id: string, name: string): void =>
    doing.start(async () => {
      const { url } = await changeApi(LinkShape, `/v1/experiences/${id}/previews`, { method: "POST", body: {} });
      setShown({ name, url });
      return `${name} is shown as people see it`;
    });
  return (
    <Page title="Experiences" lead="How the connect pages look and behave. A version never changes; links keep theirs.">
      <div className="columns">
        <div className="stack">
          <Outcome doing={doing} />
          <Shown read={read}>
            {({ experiences }) =>
              experiences.length === 0 ? (
                <Empty title="No experience yet">People see the standard pages.</Empty>
              ) : (
                <ul className="stack">
                  {experiences.map((experience) => (
                    <li key={experience.id}>
                      <Card experience={experience} onPreview={may("support") ? preview : null} onDraft={setShown} onChanged={read.again} />
                    </li>
                  ))}
                </ul>
              )
            }
          </Shown>
          {may("admin") && (
            <Panel title="New experience">
              <ExperienceForm experience={null} onSaved={read.again} onPreview={setShown} />
            </Panel>
          )}
        </div>
        <Panel title={shown ? `Preview: ${shown.name}` : "Preview"}>
          {shown ? (
            <iframe key={shown.url} className="preview" src={shown.url} title={`Connect pages of ${shown.name}`} referrerPolicy="no-referrer" />
          ) : (
            <Empty title="Choose an experience, or write one">Its real pages are shown here while you write; nothing you do in them counts.</Empty>
          )}
        </Panel>
      </div>
    </Page>
  );
};

interface CardProps {
  readonly experience: Experience;
  readonly onPreview: ((id: string, name: string) => void) | null;
  readonly onDraft: (preview: Preview) => void;
  readonly onChanged: () => void;
}

const Card = ({ experience, onPreview, onDraft, onChanged }: CardProps): JSX.Element => {
  const { id, version, createdAt, settings, theme } = experience;
  const [editing, setEditing] = useState(false);
  const { timeZone } = useRange();
  const { may } = useWho();
  return (
    <section className="panel" aria-label={settings.name}>
      <div className="panel-head">
        <h2>
          {theme && <span className="swatch" style={{ background: theme.light.brand }} aria-hidden="true" />} {settings.name}
        </h2>
        <span className="muted">
          version {version}, {moment(createdAt, timeZone)}
        </span>
      </div>
      <p className="muted">
        Language {settings.language}, ends after {settings.idleMinutes} idle minutes
        {settings.variant && `, variant ${settings.variant}`}
      </p>
      <div className="bar form-below">
        {onPreview && (
          <button type="button" className="button button-secondary" onClick={() => onPreview(id, settings.name)}>
            Preview<span className="visually-hidden"> {settings.name}</span>
          </button>
        )}
        {may("admin") && (
          <button type="button" className="button button-quiet" aria-expanded={editing} onClick={() => setEditing(!editing)}>
            Change<span className="visually-hidden"> {settings.name}</span>
          </button>
        )}
      </div>
      {editing && <ExperienceForm experience={experience} onSaved={onChanged} onPreview={onDraft} />}
    </section>
  );
};
