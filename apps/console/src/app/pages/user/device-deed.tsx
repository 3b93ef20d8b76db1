/** @jsxImportSource react */
import type { FormEvent, JSX } from "react";
import { Value } from "typebox/value";
import { changeApi, pathWith } from "../../api/client.ts";
import { SecondPerson, type Device } from "../../api/more-shapes.ts";
import { Nothing } from "../../api/shapes.ts";
import { Field } from "../../parts/field.tsx";
import { useDeed } from "../../parts/use-deed.ts";
import { Failed } from "../../parts/states.tsx";
import { textOf } from "../../view/form-text.ts";

const changes = {
  lock: { verb: "Lock", done: "is locked", method: "PUT", path: "/lock" },
  unlock: { verb: "Unlock", done: "is unlocked", method: "DELETE", path: "/lock" },
  lift: { verb: "Open the PIN of", done: "takes its PIN again", method: "DELETE", path: "/pin-lock" },
  remove: { verb: "Remove", done: "is removed", method: "DELETE", path: "" },
} as const;

/** What the help desk can do to a device. */
export type DeedName = keyof typeof changes;

/** A device, and what is to be done to it. */
export interface DeviceDeed {
  readonly device: Device;
  readonly deed: DeedName;
}

/** What can be done to a device in its present state, with the words on the button. */
export const deedsOf = ({ state, pinLock }: Device): readonly (readonly [DeedName, string])[] => {
  if (state === "REMOVED") return [];
  const shut = pinLock.state !== "OPEN" && pinLock.state !== "ADMIN_LOCKED";
  return [state === "LOCKED" ? ["unlock", "Unlock"] : ["lock", "Lock"], ...(shut ? ([["lift", "Open the PIN"]] as const) : []), ["remove", "Remove"]];
};

/** Asks why, and does it; a change that another person must confirm says so. */
export const DeviceDeedForm = ({
  wish: { device, deed },
  onDone,
  onLeave,
}: {
  readonly wish: DeviceDeed;
  readonly onDone: (told: string) => void;
  readonly onLeave: () => void;
}): JSX.Element => {
  const doing = useDeed();
  const { verb, done, method, path } = changes[deed];
  const send = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const cause = { reason: textOf(new FormData(event.currentTarget), "reason") };
    doing.start(async () => {
      const to = `/v1/devices/${device.id}${path}`;
      const answer = await (method === "PUT" ? changeApi(Nothing, to, { method, body: cause }) : changeApi(Nothing, pathWith(to, cause), { method }));
      const told = Value.Check(SecondPerson, answer)
        ? `A second person must confirm this within a few minutes: ${device.name}`
        : `${device.name} ${done}`;
      onDone(told);
      return told;
    });
  };
  return (
    <form className="bar form-below" onSubmit={send}>
      <Field label={`Why? ${verb} ${device.name}`} name="reason" required maxLength={500} autoFocus />
      <button type="submit" className="button button-danger" aria-disabled={doing.busy}>
        {verb}
        <span className="visually-hidden"> {device.name}</span>
      </button>
      <button type="button" className="button button-quiet" onClick={onLeave}>
        Leave it
      </button>
      {doing.problem && <Failed problem={doing.problem} />}
    </form>
  );
};
