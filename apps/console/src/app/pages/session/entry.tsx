/** @jsxImportSource react */
import type { JSX } from "react";
import type { TimelineEntry } from "../../api/shapes.ts";
import { Chip } from "../../parts/page.tsx";
import { clockTime, duration, words } from "../../view/format.ts";

const laneWords: Readonly<Record<TimelineEntry["lane"], string>> = {
  screen: "Screen",
  attempt: "Attempt",
  event: "Event",
  webhook: "Webhook",
  approval: "Approval",
};

const good: ReadonlySet<string> = new Set(["succeeded", "added", "returned", "removed", "delivered", "ACCEPTED"]);
const neither: ReadonlySet<string> = new Set(["challenged", "PUSHED", "OFFERED", "RETRIEVED", "CREATED"]);

const toneOf = (outcome: string): "ok" | "plain" | "danger" => {
  if (good.has(outcome)) return "ok";
  return neither.has(outcome) ? "plain" : "danger";
};

const tookWords: Readonly<Record<TimelineEntry["lane"], string>> = {
  screen: "shown for",
  attempt: "bank took",
  event: "took",
  webhook: "receiver took",
  approval: "answered after",
};

const textIn = (value: unknown, name: string): string | null => {
  const found = typeof value === "object" && value !== null ? Reflect.get(value, name) : null;
  return typeof found === "string" || typeof found === "number" ? String(found) : null;
};

const detailOf = ({ lane, data }: TimelineEntry): string =>
  [
    textIn(data["institution"], "name"),
    textIn(data, "failure"),
    textIn(data, "term") && `“${textIn(data, "term")}”`,
    lane === "webhook" ? textIn(data, "status") : null,
    lane === "event" ? textIn(data, "reason") : null,
  ]
    .filter(Boolean)
    .join(" · ");

/** One thing that happened, with its facts to unfold. */
export const Entry = ({
  entry,
  start,
  timeZone,
}: {
  readonly entry: TimelineEntry;
  readonly start: number;
  readonly timeZone: string;
}): JSX.Element => {
  const { lane, name, outcome, durationMs, at, data } = entry;
  const detail = detailOf(entry);
  return (
    <li className={`moment moment-${lane}`}>
      <time dateTime={at} title={clockTime(at, timeZone)}>
        +{duration(Date.parse(at) - start)}
      </time>
      <span className="moment-mark" aria-hidden="true" />
      <div className="moment-body">
        <details>
          <summary>
            <span className="moment-lane">{laneWords[lane]}</span>
            <strong>{lane === "approval" ? name : words(name)}</strong>
            {outcome !== null && <Chip tone={toneOf(outcome)}>{words(outcome)}</Chip>}
            {lane === "attempt" && outcome === null && <Chip tone="warn">No answer</Chip>}
            {detail && <span className="muted">{detail}</span>}
            {durationMs !== null && (
              <span className="muted took">
                {name.startsWith("oauth.") ? "at the bank's page for" : tookWords[lane]} {duration(durationMs)}
              </span>
            )}
          </summary>
          <p className="muted">
            {clockTime(at, timeZone)} · <code>{name}</code>
          </p>
          <pre tabIndex={0} aria-label="Facts">
            {JSON.stringify(data, null, 2)}
          </pre>
        </details>
      </div>
    </li>
  );
};
