/** @jsxImportSource react */
import type { Sink } from "@drawbridge/contract";
import { useState, type JSX } from "react";
import { Sinks } from "../../api/settings-shapes.ts";
import { useRead } from "../../api/use-read.ts";
import { Page, Panel } from "../../parts/page.tsx";
import { Shown } from "../../parts/states.tsx";
import { useWho } from "../../view/who.ts";
import { ChangeSink } from "./change-sink.tsx";
import { NewSinkForm } from "./new-sink.tsx";
import { SinkTable } from "./sink-table.tsx";

/** Where the log is sent on to, and how far each place is. */
export const SinksPage = (): JSX.Element => {
  const read = useRead(Sinks, "/v1/sinks");
  const [changing, setChanging] = useState<Sink | null>(null);
  const { may } = useWho();
  return (
    <Page title="Sinks" lead="Where the log is sent on to, each at its own pace; nothing is left out when one is away.">
      <Panel title="Sinks">
        <Shown read={read}>{({ sinks }) => <SinkTable sinks={sinks} onChanged={read.again} onChange={setChanging} />}</Shown>
      </Panel>
      {changing && <ChangeSink key={changing.id} sink={changing} onChanged={read.again} onClose={() => setChanging(null)} />}
      {may("admin") && (
        <Panel title="New sink">
          <NewSinkForm onMade={read.again} />
        </Panel>
      )}
    </Page>
  );
};
