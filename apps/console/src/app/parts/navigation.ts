/** One place of the navigation. */
export interface Place {
  readonly to: string;
  readonly name: string;
}

/** Where one can go, in groups. */
export const navigation: readonly { readonly title: string; readonly places: readonly Place[] }[] = [
  {
    title: "Conversion",
    places: [{ to: "/", name: "Overview" }],
  },
  {
    title: "People",
    places: [
      { to: "/sessions", name: "Sessions" },
      { to: "/connections", name: "Connections" },
    ],
  },
  {
    title: "Integration",
    places: [{ to: "/events", name: "Events" }],
  },
];
