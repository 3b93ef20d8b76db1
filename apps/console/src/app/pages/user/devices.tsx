/** @jsxImportSource react */
import { useState, type FormEvent, type JSX } from "react";
import { changeApi, pathWith } from "../../api/client.ts";
import { Devices, type Device } from "../../api/more-shapes.ts";
import { Nothing } from "../../api/shapes.ts";
import { useRead } from "../../api/use-read.ts";
import { DataTable } from "../../parts/data-table.tsx";
import { Field } from "../../parts/field.tsx";
import { Outcome } from "../../parts/outcome.tsx";
import { Chip } from "../../parts/page.tsx";
import { Shown } from "../../parts/states.tsx";
import { useDeed } from "../../parts/use-deed.ts";
import { moment, words } from "../../view/format.ts";
import { useRange } from "../../view/use-range.ts";
import { useWho } from "../../view/who.ts";

/** A person's devices; whoever helps people may lock one that was lost, and say why. */
export const DeviceList = ({ userId }: { readonly userId: string }): JSX.Element => {
  const read = useRead(Devices, `/v1/users/${encodeURIComponent(userId)}/devices`);
  const { timeZone } = useRange();
  const { may } = useWho();
  const [chosen, setChosen] = useState<Device | null>(null);
  return (
    <Shown read={read}>
      {({ devices }) => (
        <>
          <DataTable
            caption="Devices"
            rows={devices}
            rowKey={({ id }) => id}
            empty="This person has no device"
            emptyHint="An activation code enrols one; drawbridge codes makes it."
            columns={[
              { key: "name", title: "Name", value: ({ name }) => name },
              {
                key: "state",
                title: "State",
                value: ({ state }) => state,
                cell: ({ state }) => <Chip tone={state === "ACTIVE" ? "ok" : "warn"}>{words(state)}</Chip>,
              },
              { key: "app", title: "App", value: ({ app }) => `${app.name} ${app.version}` },
              { key: "used", title: "Last used", value: ({ lastUsedAt }) => lastUsedAt, cell: ({ lastUsedAt }) => moment(lastUsedAt, timeZone) },
              ...(may("support")
                ? [
                    {
                      key: "lock",
                      title: "Lock",
                      value: ({ state }: Device) => state,
                      cell: (device: Device) => (
                        <button type="button" className="button button-secondary" onClick={() => setChosen(device)}>
                          {device.state === "LOCKED" ? "Unlock" : "Lock"}
                          <span className="visually-hidden"> {device.name}</span>
                        </button>
                      ),
                    },
                  ]
                : []),
            ]}
          />
          {chosen && <LockForm key={chosen.id} device={chosen} onDone={read.again} />}
        </>
      )}
    </Shown>
  );
};

const LockForm = ({ device, onDone }: { readonly device: Device; readonly onDone: () => void }): JSX.Element => {
  const { session } = useWho();
  const doing = useDeed();
  const locked = device.state === "LOCKED";
  const send = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const given = new FormData(event.currentTarget).get("reason");
    const cause = { reason: typeof given === "string" ? given : "", by: session?.operator.email ?? "" };
    doing.start(async () => {
      const path = `/v1/devices/${device.id}/lock`;
      await (locked ? changeApi(Nothing, pathWith(path, cause), { method: "DELETE" }) : changeApi(Nothing, path, { method: "PUT", body: cause }));
      onDone();
      return `${device.name} is ${locked ? "unlocked" : "locked"}`;
    });
  };
  return (
    <form className="bar" onSubmit={send}>
      <Field label={`Why ${locked ? "unlock" : "lock"} ${device.name}?`} name="reason" required maxLength={500} />
      <button type="submit" className="button button-danger" aria-disabled={doing.busy}>
        {locked ? "Unlock" : "Lock"}
      </button>
      <Outcome doing={doing} />
    </form>
  );
};
