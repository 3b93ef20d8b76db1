/** One place of the navigation. */
export interface Place {
  readonly to: string;
  readonly name: string;
}

/** Where one can go, in groups. */
export const navigation: readonly { readonly title: string; readonly places: readonly Place[] }[] = [
  {
    title: "Conversion",
    places: [
      { to: "/", name: "Overview" },
      { to: "/institutions", name: "Institutions" },
      { to: "/errors", name: "Errors" },
      { to: "/searches", name: "Searches" },
    ],
  },
  {
    title: "People",
    places: [
      { to: "/sessions", name: "Sessions" },
      { to: "/connections", name: "Connections" },
      { to: "/users", name: "Users" },
      { to: "/operations", name: "Approvals" },
    ],
  },
  {
    title: "Integration",
    places: [
      { to: "/webhooks", name: "Webhooks" },
      { to: "/sinks", name: "Sinks" },
      { to: "/events", name: "Events" },
      { to: "/experiences", name: "Experiences" },
      { to: "/import", name: "Institution list" },
      { to: "/mapping", name: "Provider mapping" },
    ],
  },
  {
    title: "Team",
    places: [
      { to: "/audit", name: "Audit" },
      { to: "/settings", name: "Settings" },
    ],
  },
];
