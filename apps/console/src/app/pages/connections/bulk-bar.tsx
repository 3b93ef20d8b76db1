/** @jsxImportSource react */
import { useRef, useState, type JSX } from "react";
import type { Connection } from "../../api/shapes.ts";
import { announce } from "../../view/announce.ts";
import { shortId } from "../../view/format.ts";
import { askForSync, makeRepairLink, type Deed } from "./bulk-actions.ts";

interface Work {
  readonly name: string;
  readonly question: (some: number) => string;
  readonly doing: (connection: Connection) => Promise<Deed>;
}

const plural = (some: number): string => (some === 1 ? "1 connection" : `${some} connections`);

const works: readonly Work[] = [
  { name: "Sync now", question: (some) => `Ask for new data of ${plural(some)} now? Each counts against its bank's limit.`, doing: askForSync },
  {
    name: "Make repair links",
    question: (some) => `Make a link for each of ${plural(some)}, with which its owner repairs it? They end after two hours.`,
    doing: makeRepairLink,
  },
];

/** What can be done with the chosen connections, how far it is, and what came of it. */
export const BulkBar = ({ chosen, onChanged }: { readonly chosen: readonly Connection[]; readonly onChanged: () => void }): JSX.Element => {
  const [deeds, setDeeds] = useState<readonly Deed[]>([]);
  const [total, setTotal] = useState<number | null>(null);
  const stopped = useRef(false);
  // One after the other: a fleet is not woken at once.
  const doAll = async ({ doing }: Work): Promise<void> => {
    setTotal(chosen.length);
    setDeeds([]);
    stopped.current = false;
    const done: Deed[] = [];
    for (const connection of chosen) {
      if (stopped.current) break;
      done.push(await doing(connection));
      setDeeds([...done]);
    }
    setTotal(null);
    announce(resultOf(done));
    onChanged();
  };
  const off = total !== null || chosen.length === 0;
  const start = (work: Work) => () => {
    if (!off && window.confirm(work.question(chosen.length))) void doAll(work);
  };
  return (
    <section className="bulk" aria-label="With the chosen connections">
      <span>{chosen.length} chosen</span>
      {works.map((work) => (
        <button key={work.name} type="button" className="button button-secondary" aria-disabled={off} onClick={start(work)}>
          {work.name}
        </button>
      ))}
      {total !== null && (
        <>
          <progress max={total} value={deeds.length} aria-label="Progress" />
          <span>
            {deeds.length} of {total}
          </span>
          <button type="button" className="button button-quiet" onClick={() => (stopped.current = true)}>
            Stop
          </button>
        </>
      )}
      {total === null && deeds.length > 0 && <p className="notice notice-ok">{resultOf(deeds)}</p>}
      {deeds.length > 0 && <Deeds deeds={deeds} />}
    </section>
  );
};

const resultOf = (deeds: readonly Deed[]): string => {
  const refused = deeds.filter(({ outcome }) => outcome === "refused").length;
  return `${deeds.length - refused} done${refused === 0 ? "" : `, ${refused} refused`}`;
};

const Deeds = ({ deeds }: { readonly deeds: readonly Deed[] }): JSX.Element => (
  <ul className="deeds">
    {deeds.map(({ connection, outcome, text, url }) => (
      <li key={connection.id}>
        <span className="deed-of">
          <strong>{connection.externalId ?? shortId(connection.userId)}</strong> {connection.institution?.name}
        </span>
        <span className={outcome === "done" ? "deed-done" : "deed-refused"}>{text}</span>
        {url && <CopyLink url={url} of={connection.externalId ?? connection.id} />}
      </li>
    ))}
  </ul>
);

const CopyLink = ({ url, of }: { readonly url: string; readonly of: string }): JSX.Element => {
  const copy = (): void => {
    void navigator.clipboard.writeText(url).then(() => announce("Link copied"));
  };
  return (
    <>
      <code className="deed-link">{url}</code>
      <button type="button" className="button button-quiet" onClick={copy}>
        Copy link<span className="visually-hidden"> of {of}</span>
      </button>
    </>
  );
};
