/** @jsxImportSource react */
import { type FormEvent, type JSX } from "react";
import { Link, useSearchParams } from "wouter";
import { pathWith } from "../api/client.ts";
import { Users } from "../api/shapes.ts";
import { useRead } from "../api/use-read.ts";
import { DataTable } from "../parts/data-table.tsx";
import { Page } from "../parts/page.tsx";
import { Shown } from "../parts/states.tsx";
import { count, moment } from "../view/format.ts";
import { useAddress, useParam, useRange } from "../view/use-range.ts";

const PAGE = 50;

/** The people of the tenant. */
export const UsersPage = (): JSX.Element => {
  const [search, setSearch] = useParam("search");
  const [params] = useSearchParams();
  const offset = Math.max(0, Math.trunc(Number(params.get("offset") ?? 0)) || 0);
  const read = useRead(Users, pathWith("/v1/users", { search, order: "newest", offset, limit: PAGE }));
  const address = useAddress();
  const { timeZone } = useRange();
  const find = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const typed = new FormData(event.currentTarget).get("search");
    setSearch(typeof typed === "string" ? typed.trim() : "");
  };
  return (
    <Page title="Users" lead="People, as your product names them, the latest first.">
      <form className="bar" role="search" onSubmit={find}>
        <label className="choice grow">
          <span>External id, name or e-mail</span>
          <input key={search} name="search" type="search" defaultValue={search} placeholder="any part of it" />
        </label>
        <button type="submit" className="button button-secondary">
          Find
        </button>
      </form>
      <Shown read={read}>
        {({ users, total }) => (
          <>
            <DataTable
              caption="Users"
              rows={users}
              rowKey={({ id }) => id}
              empty="Nobody fits"
              emptyHint="A person is here from their first link or session on. Search for a part of the external id, name or e-mail."
              columns={[
                {
                  key: "externalId",
                  title: "External id",
                  value: ({ externalId, id }) => externalId ?? id,
                  cell: ({ externalId, id }) => <Link href={address(`/users/${id}`)}>{externalId ?? id}</Link>,
                },
                { key: "id", title: "Id", value: ({ id }) => id, cell: ({ id }) => <code>{id}</code> },
                { key: "createdAt", title: "Since", value: ({ createdAt }) => createdAt, cell: ({ createdAt }) => moment(createdAt, timeZone) },
              ]}
            />
            <nav className="pager" aria-label="Pages">
              <span className="muted">{count(total)} in all</span>
              {offset > 0 && <Link href={address("/users", { search, offset: String(Math.max(0, offset - PAGE)) })}>Earlier</Link>}
              {offset + users.length < total && <Link href={address("/users", { search, offset: String(offset + PAGE) })}>More</Link>}
            </nav>
          </>
        )}
      </Shown>
    </Page>
  );
};
