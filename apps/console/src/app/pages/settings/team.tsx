/** @jsxImportSource react */
import { useState, type FormEvent, type JSX } from "react";
import { changeApi } from "../../api/client.ts";
import { Operator, OperatorInvitation, Operators } from "../../api/more-shapes.ts";
import { Nothing } from "../../api/shapes.ts";
import { useRead } from "../../api/use-read.ts";
import { DataTable, type Column } from "../../parts/data-table.tsx";
import { Field } from "../../parts/field.tsx";
import { OneTimeSecret } from "../../parts/one-time-secret.tsx";
import { Outcome } from "../../parts/outcome.tsx";
import { Shown } from "../../parts/states.tsx";
import { useDeed, type Doing } from "../../parts/use-deed.ts";
import { moment, words } from "../../view/format.ts";
import { textOf } from "../../view/form-text.ts";
import { useRange } from "../../view/use-range.ts";

const roles = ["viewer", "support", "admin"] as const;

const roleColumn = (doing: Doing, onChanged: () => void): Column<Operator> => ({
  key: "role",
  title: "Role",
  value: ({ role }) => role,
  cell: ({ id, email, role }) => (
    <select
      aria-label={`Role of ${email}`}
      value={role}
      onChange={({ target: { value } }) =>
        doing.start(async () => {
          await changeApi(Operator, `/v1/operators/${id}`, { method: "PATCH", body: { role: value } });
          onChanged();
          return `${email} is ${value} from the next sign-in on`;
        })
      }
    >
      {roles.map((name) => (
        <option key={name} value={name}>
          {words(name)}
        </option>
      ))}
    </select>
  ),
});

const removeColumn = (doing: Doing, onChanged: () => void): Column<Operator> => ({
  key: "remove",
  title: "Remove",
  deeds: true,
  value: ({ id }) => id,
  cell: ({ id, email }) => (
    <button
      type="button"
      className="button button-danger"
      onClick={() =>
        window.confirm(`Remove ${email}? Their sessions end at once.`) &&
        doing.start(async () => {
          await changeApi(Nothing, `/v1/operators/${id}`, { method: "DELETE" });
          onChanged();
          return `${email} is removed`;
        })
      }
    >
      Remove<span className="visually-hidden"> {email}</span>
    </button>
  ),
});

/** Who may sign in, and as what. */
export const Team = (): JSX.Element => {
  const read = useRead(Operators, "/v1/operators", "once");
  const doing = useDeed();
  const { timeZone } = useRange();
  return (
    <>
      <Outcome doing={doing} />
      <Shown read={read}>
        {({ operators }) => (
          <DataTable
            caption="Operators"
            rows={operators}
            rowKey={({ id }) => id}
            empty="Nobody"
            columns={[
              { key: "email", title: "E-mail", value: ({ email }) => email },
              roleColumn(doing, read.again),
              { key: "since", title: "Since", value: ({ createdAt }) => createdAt, cell: ({ createdAt }) => moment(createdAt, timeZone) },
              {
                key: "last",
                title: "Last sign-in",
                value: ({ lastSignedInAt }) => lastSignedInAt,
                cell: ({ lastSignedInAt }) => moment(lastSignedInAt, timeZone),
              },
              removeColumn(doing, read.again),
            ]}
          />
        )}
      </Shown>
      <Invite />
    </>
  );
};

const Invite = (): JSX.Element => {
  const doing = useDeed();
  const [url, setUrl] = useState<string | null>(null);
  const send = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const body = { email: textOf(form, "email"), role: textOf(form, "role") };
    setUrl(null);
    doing.start(async () => {
      const made = await changeApi(OperatorInvitation, "/v1/operators/invitations", { method: "POST", body });
      setUrl(made.invitationUrl);
      return `A link for ${body.email} is made`;
    });
  };
  return (
    <form className="bar form-below" onSubmit={send}>
      <Field label="Invite, or give new secrets to" name="email" type="email" required />
      <label className="choice">
        <span>As</span>
        <select name="role" defaultValue="support">
          {roles.map((name) => (
            <option key={name} value={name}>
              {words(name)}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" className="button button-secondary" aria-disabled={doing.busy}>
        Make a link
      </button>
      <Outcome doing={doing} />
      {url && <OneTimeSecret name="One-time link" hint="It works once, within a day. Hand it over yourself." secret={url} />}
    </form>
  );
};
