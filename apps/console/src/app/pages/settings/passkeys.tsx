/** @jsxImportSource react */
import type { FormEvent, JSX } from "react";
import { addPasskey, canUsePasskeys, Passkeys, removePasskey, type Passkey } from "../../api/passkeys.ts";
import { useRead } from "../../api/use-read.ts";
import { DataTable, type Column } from "../../parts/data-table.tsx";
import { Field } from "../../parts/field.tsx";
import { Outcome } from "../../parts/outcome.tsx";
import { Shown } from "../../parts/states.tsx";
import { useDeed, type Doing } from "../../parts/use-deed.ts";
import { moment } from "../../view/format.ts";
import { useRange } from "../../view/use-range.ts";

const removeColumn = (doing: Doing, onChanged: () => void): Column<Passkey> => ({
  key: "remove",
  title: "Remove",
  deeds: true,
  value: ({ id }) => id,
  cell: (passkey) => (
    <button
      type="button"
      className="button button-danger"
      onClick={() =>
        window.confirm(`Remove ${passkey.name}? It signs in no more.`) &&
        doing.start(async () => {
          await removePasskey(passkey);
          onChanged();
          return `${passkey.name} is removed`;
        })
      }
    >
      Remove<span className="visually-hidden"> {passkey.name}</span>
    </button>
  ),
});

/** One's own passkeys: the second factor without typing a code. */
export const OwnPasskeys = (): JSX.Element => {
  const read = useRead(Passkeys, "/v1/console/passkeys", "once");
  const doing = useDeed();
  const { timeZone } = useRange();
  return (
    <div className="stack">
      <p className="muted">A passkey stands beside your password instead of the code. The app's code goes on working.</p>
      <Outcome doing={doing} />
      <Shown read={read}>
        {({ passkeys }) => (
          <DataTable
            caption="Your passkeys"
            rows={passkeys}
            rowKey={({ id }) => id}
            empty="No passkey yet"
            emptyHint="A phone, a computer or a security key can hold one."
            columns={[
              { key: "name", title: "Name", value: ({ name }) => name },
              { key: "since", title: "Since", value: ({ createdAt }) => createdAt, cell: ({ createdAt }) => moment(createdAt, timeZone) },
              { key: "used", title: "Last used", value: ({ lastUsedAt }) => lastUsedAt, cell: ({ lastUsedAt }) => moment(lastUsedAt, timeZone) },
              removeColumn(doing, read.again),
            ]}
          />
        )}
      </Shown>
      {canUsePasskeys() ? <AddForm doing={doing} onAdded={read.again} /> : <p className="muted">This browser cannot use passkeys at this address.</p>}
    </div>
  );
};

const AddForm = ({ doing, onAdded }: { readonly doing: Doing; readonly onAdded: () => void }): JSX.Element => {
  const send = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = event.currentTarget;
    const given = new FormData(form).get("name");
    doing.start(async () => {
      const { name } = await addPasskey(typeof given === "string" ? given.trim() : "");
      form.reset();
      onAdded();
      return `${name} signs you in from now on`;
    });
  };
  return (
    <form className="bar form-below" onSubmit={send}>
      <Field label="Name of a new passkey" name="name" placeholder="such as: work laptop" maxLength={60} required />
      <button type="submit" className="button button-secondary" aria-disabled={doing.busy}>
        Add a passkey
      </button>
    </form>
  );
};
