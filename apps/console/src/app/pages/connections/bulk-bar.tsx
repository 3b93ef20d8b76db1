/** @jsxImportSource react */
import { useState, type JSX } from "react";
import type { Connection } from "../../api/shapes.ts";
import { announce } from "../../view/announce.ts";
import { askForSync, makeRepairLink, type Deed } from "./bulk-actions.ts";

type Doing = (connection: Connection) => Promise<Deed>;

/** What can be done with the chosen connections, and what came of it. */
export const BulkBar = ({ chosen, onChanged }: { readonly chosen: readonly Connection[]; readonly onChanged: () => void }): JSX.Element => {
  const [deeds, setDeeds] = useState<readonly Deed[]>([]);
  const [busy, setBusy] = useState(false);
  // One after the other: a fleet is not woken at once.
  const doAll = async (doing: Doing): Promise<void> => {
    setBusy(true);
    setDeeds([]);
    const done: Deed[] = [];
    for (const connection of chosen) {
      done.push(await doing(connection));
      setDeeds([...done]);
    }
    setBusy(false);
    announce(`${done.filter(({ outcome }) => outcome === "done").length} of ${done.length} done`);
    onChanged();
  };
  const off = busy || chosen.length === 0;
  const start = (doing: Doing) => () => {
    if (!off) void doAll(doing);
  };
  return (
    <section className="bulk" aria-label="With the chosen connections">
      <span>{chosen.length} chosen</span>
      <button type="button" className="button button-secondary" aria-disabled={off} onClick={start(askForSync)}>
        Sync now
      </button>
      <button type="button" className="button button-secondary" aria-disabled={off} onClick={start(makeRepairLink)}>
        Make repair links
      </button>
      {deeds.length > 0 && <Deeds deeds={deeds} />}
    </section>
  );
};

const Deeds = ({ deeds }: { readonly deeds: readonly Deed[] }): JSX.Element => (
  <ul className="deeds">
    {deeds.map(({ connection, outcome, text, url }) => (
      <li key={connection.id}>
        <strong>{connection.institution?.name ?? connection.id}</strong>{" "}
        <span className={outcome === "done" ? "deed-done" : "deed-refused"}>{text}</span>
        {url && <CopyLink url={url} />}
      </li>
    ))}
  </ul>
);

const CopyLink = ({ url }: { readonly url: string }): JSX.Element => {
  const copy = (): void => {
    void navigator.clipboard.writeText(url).then(() => announce("Link copied"));
  };
  return (
    <>
      {" "}
      <code className="clip wide">{url}</code>
      <button type="button" className="button button-quiet" onClick={copy}>
        Copy link
      </button>
    </>
  );
};
