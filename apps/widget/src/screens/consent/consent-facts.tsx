import type { SessionView } from "@drawbridge/contract";
import type { JSX } from "preact";
import { PolicyLink } from "../../parts/frame.tsx";
import { Icon } from "../../parts/icon.tsx";
import { useSpeech } from "../../text/texts.ts";
import type { Actions } from "../screen-props.ts";

const dayMs = 86_400_000;

/** The day a consent given now would end. */
export const consentEnd = (view: SessionView): string => new Date(Date.now() + view.consentDays * dayMs).toISOString();

/** Which data, why, how long and how to stop: on the consent screen, or folded into a section. */
export function ConsentFacts({ view }: { readonly view: SessionView }): JSX.Element {
  const { text, format } = useSpeech();
  const { tenant } = view;
  return (
    <>
      <h2 class="small-heading">{text.consent.what}</h2>
      <ul class="ticks">
        {view.jobTypes.map((job) => (
          <li key={job}>
            <Icon name="check" />
            <div>
              <strong>{text.consent.data[job].name}</strong>
              <span class="muted">{text.consent.data[job].detail}</span>
            </div>
          </li>
        ))}
      </ul>
      <dl class="facts">
        <dt>{text.consent.why}</dt>
        <dd>{text.consent.whyText(tenant.name)}</dd>
        <dt>{text.consent.howLong}</dt>
        <dd>{text.consent.howLongText(format.date(consentEnd(view)), view.consentDays)}</dd>
        <dt>{text.consent.stop}</dt>
        <dd>{text.consent.stopText(tenant.name)}</dd>
      </dl>
      {tenant.policyUrl !== null && <PolicyLink tenant={tenant.name} url={tenant.policyUrl} />}
    </>
  );
}

/** The tenant's picture beside the question; decoration, the words say all. */
export function ConsentIcon({ view }: { readonly view: SessionView }): JSX.Element | null {
  const { consentIcon } = view.brand;
  return consentIcon === null ? null : <img class="consent-icon" src={consentIcon} alt="" />;
}

/** Consent as a section of the sign-in and hand-off screens, where it is no step of its own. */
export function ConsentSection({ view, send }: { readonly view: SessionView; readonly send: Actions["send"] }): JSX.Element | null {
  const { text, format } = useSpeech();
  if (view.consentStep) return null;
  return (
    <section class="consent-section">
      <ConsentIcon view={view} />
      <p>{text.consent.section(view.tenant.name, format.date(consentEnd(view)))}</p>
      <details onToggle={({ currentTarget }) => send({ type: "dialog_shown", dialog: currentTarget.open ? "terms_details" : null })}>
        <summary>{text.consent.details}</summary>
        <ConsentFacts view={view} />
      </details>
    </section>
  );
}
