/** @jsxImportSource react */
import { useState, type JSX } from "react";
import { Devices, type Device } from "../../api/more-shapes.ts";
import { useRead } from "../../api/use-read.ts";
import { DataTable, type Column } from "../../parts/data-table.tsx";
import { Chip } from "../../parts/page.tsx";
import { Shown } from "../../parts/states.tsx";
import { duration, moment, words } from "../../view/format.ts";
import { useRange } from "../../view/use-range.ts";
import { useWho } from "../../view/who.ts";
import { NewActivationCode } from "./activation-code.tsx";
import { deedsOf, DeviceDeedForm, type DeviceDeed } from "./device-deed.tsx";

const pinOf = ({ state: deviceState, pinLock: { state, failures, secondsLeft } }: Device): string => {
  if (deviceState === "REMOVED") return "–";
  if (secondsLeft > 0) return `Locked for ${duration(secondsLeft * 1_000)}`;
  if (state === "OPEN") return failures ? `${failures} wrong of late` : "Open";
  return words(state);
};

const columnsIn = (timeZone: string): readonly Column<Device>[] => [
  { key: "name", title: "Name", value: ({ name }) => name },
  {
    key: "state",
    title: "State",
    value: ({ state }) => state,
    cell: ({ state, lock }) => (
      <>
        <Chip tone={state === "ACTIVE" ? "ok" : state === "REMOVED" ? "plain" : "warn"}>{words(state)}</Chip>
        {lock && state === "LOCKED" && (
          <p className="muted wrap">
            by {lock.by}: {lock.reason}
          </p>
        )}
      </>
    ),
  },
  { key: "pin", title: "PIN", value: pinOf },
  { key: "app", title: "App", value: ({ app }) => `${app.name} ${app.version}` },
  { key: "used", title: "Last used", value: ({ lastUsedAt }) => lastUsedAt, cell: ({ lastUsedAt }) => moment(lastUsedAt, timeZone) },
];

/** A person's devices; whoever helps people may lock one that was lost, open its PIN, remove it, or make a code for the next. */
export const DeviceList = ({ userId }: { readonly userId: string }): JSX.Element => {
  const read = useRead(Devices, `/v1/users/${encodeURIComponent(userId)}/devices`);
  const { timeZone } = useRange();
  const { may } = useWho();
  const [wish, setWish] = useState<DeviceDeed | null>(null);
  const [told, setTold] = useState<string | null>(null);
  const choose = (next: DeviceDeed | null, text: string | null): void => {
    setWish(next);
    setTold(text);
  };
  const deeds: Column<Device> = {
    key: "do",
    title: "What can be done",
    deeds: true,
    value: ({ state }) => state,
    cell: (device) => (
      <span className="bar-group">
        {deedsOf(device).map(([deed, name]) => (
          <button key={deed} type="button" className="button button-quiet" onClick={() => choose({ device, deed }, null)}>
            {name}
            <span className="visually-hidden"> {device.name}</span>
          </button>
        ))}
      </span>
    ),
  };
  const done = (text: string): void => {
    choose(null, text);
    read.again();
  };
  return (
    <>
      <Shown read={read}>
        {({ devices }) => (
          <DataTable
            caption="Devices"
            rows={devices}
            rowKey={({ id }) => id}
            empty="This person has no device"
            emptyHint="An activation code sets one up."
            columns={[...columnsIn(timeZone), ...(may("support") ? [deeds] : [])]}
          />
        )}
      </Shown>
      {wish && <DeviceDeedForm key={`${wish.device.id} ${wish.deed}`} wish={wish} onDone={done} onLeave={() => choose(null, null)} />}
      {told && <p className="notice notice-ok">{told}</p>}
      {may("support") && <NewActivationCode userId={userId} />}
    </>
  );
};
