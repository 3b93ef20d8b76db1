import type { ConnectionData, Part } from "./back-end.ts";
import { create } from "./element.ts";
import { isRecord } from "./is-record.ts";

type Item = Readonly<Record<string, unknown>>;

interface Column {
  readonly title: string;
  readonly read: (item: Item) => string;
  readonly number?: true;
}

const shownRows = 25;

/** Everything that was fetched of one connection, as tables. */
export const drawData = (data: ConnectionData): readonly HTMLElement[] => [
  ...drawPart("Accounts", data.accounts, accountColumns),
  ...drawPart("Owners", data.owners, ownerColumns),
  ...drawPart("Transactions", data.transactions, transactionColumns),
];

const text = (value: unknown): string => (typeof value === "string" || typeof value === "number" ? String(value) : "");
const within = (item: Item, key: string): Item => {
  const value = item[key];
  return isRecord(value) ? value : {};
};
const first = (item: Item, key: string): Item => {
  const list = item[key];
  const value: unknown = Array.isArray(list) ? list[0] : null;
  return isRecord(value) ? value : {};
};
const money = (value: unknown, currency: unknown): string => {
  if (value === undefined || value === null || value === "") return "";
  const code = text(currency);
  if (!/^[A-Z]{3}$/.test(code)) return text(value);
  return new Intl.NumberFormat(undefined, { style: "currency", currency: code }).format(Number(value));
};

const decimal = (value: unknown): string =>
  value === undefined || value === null ? "" : new Intl.NumberFormat(undefined, { minimumFractionDigits: 2 }).format(Number(value));

const accountColumns: readonly Column[] = [
  { title: "Account", read: (item) => text(item["nickname"]) || text(item["productName"]) },
  { title: "Type", read: (item) => text(item["accountType"]) },
  {
    title: "Number",
    read: (item) => text(item["accountNumber"]) || text(item["accountNumberDisplay"]),
  },
  { title: "Routing", read: (item) => text(item["routingTransitNumber"]) },
  {
    title: "Balance",
    number: true,
    read: (item) => money(balanceOf(item), within(item, "currency")["currencyCode"]),
  },
];
const balanceOf = (item: Item): unknown => item["currentBalance"] ?? item["principalBalance"] ?? item["currentValue"];

const ownerColumns: readonly Column[] = [
  {
    title: "Name",
    read: (item) => ["first", "last"].map((part) => text(within(item, "name")[part])).join(" "),
  },
  {
    title: "E-mail",
    read: (item) => (Array.isArray(item["email"]) ? item["email"].join(", ") : ""),
  },
  { title: "Telephone", read: (item) => text(first(item, "telephones")["number"]) },
  {
    title: "Address",
    read: (item) =>
      ["line1", "city", "postalCode"]
        .map((part) => text(first(item, "addresses")[part]))
        .filter(Boolean)
        .join(", "),
  },
];

const transactionColumns: readonly Column[] = [
  {
    title: "Date",
    read: (item) => text(item["postedTimestamp"] ?? item["transactionTimestamp"]).slice(0, 10),
  },
  { title: "Description", read: (item) => text(item["description"]) },
  { title: "Status", read: (item) => text(item["status"]) },
  {
    title: "Amount",
    number: true,
    read: (item) => `${item["debitCreditMemo"] === "DEBIT" ? "−" : ""}${decimal(item["amount"])}`,
  },
];

const drawPart = (title: string, part: Part, columns: readonly Column[]): readonly HTMLElement[] => {
  if ("refused" in part) return [create("h3", title), create("p", part.refused, "hint")];
  const heading = create("h3", `${title} (${part.items.length})`);
  const scroll = create("div", "", "scroll");
  scroll.tabIndex = 0;
  scroll.setAttribute("role", "region");
  scroll.setAttribute("aria-label", title);
  scroll.append(drawTable(part.items.slice(0, shownRows), columns));
  const more = part.items.length > shownRows ? [create("p", `The first ${shownRows} are shown.`, "hint")] : [];
  return [heading, scroll, ...more];
};

const drawTable = (items: readonly Item[], columns: readonly Column[]): HTMLElement => {
  const table = create("table");
  const head = create("tr");
  for (const { title, number } of columns) {
    const cell = create("th", title, number ? "number" : "");
    cell.setAttribute("scope", "col");
    head.append(cell);
  }
  const rows = items.map((item) => {
    const row = create("tr");
    row.append(...columns.map(({ read, number }) => create("td", read(item), number ? "number" : "")));
    return row;
  });
  const header = create("thead");
  header.append(head);
  const body = create("tbody");
  body.append(...rows);
  table.append(header, body);
  return table;
};
