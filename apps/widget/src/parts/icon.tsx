import type { JSX } from "preact";

const paths = {
  back: "M15 5l-7 7 7 7",
  close: "M6 6l12 12M18 6L6 18",
  lock: "M7 11V8a5 5 0 0110 0v3M5 11h14v9H5z",
  check: "M5 12.5l4.5 4.5L19 7.5",
  search: "M11 4a7 7 0 100 14 7 7 0 000-14zM16.5 16.5L21 21",
  alert: "M12 4l9 16H3zM12 10v4M12 17v.5",
  away: "M13 5h6v6M19 5l-9 9M17 14v5H5V7h5",
  clock: "M12 4a8 8 0 100 16 8 8 0 000-16zM12 8v4.5l3 2",
  device: "M8 3h8v18H8zM11 18h2",
  chevron: "M9 5l7 7-7 7",
  person: "M12 4a4 4 0 100 8 4 4 0 000-8zM4.5 20a7.5 7.5 0 0115 0",
  bank: "M4 10l8-5 8 5M6 10v8M10 10v8M14 10v8M18 10v8M4 20h16",
  bell: "M6 16h12l-1.5-2v-4a4.5 4.5 0 00-9 0v4zM10.5 19h3",
  camera: "M4 8h3l2-3h6l2 3h3v11H4zM12 10a3.5 3.5 0 100 7 3.5 3.5 0 000-7z",
  leave: "M14 5H5v14h9M10 12h11M17 8l4 4-4 4",
  download: "M12 4v11M7 10l5 5 5-5M5 20h14",
  receipt: "M6 3h12v18l-3-2-3 2-3-2-3 2zM9.5 8h5M9.5 12h5",
  digits: "M9 4L7 20M17 4l-2 16M4 9h16M4 15h16",
  erase: "M9 6h11v12H9l-6-6zM12.5 9.5l4 5M16.5 9.5l-4 5",
} as const;

/** The names of the drawn icons. */
export type IconName = keyof typeof paths;

/** A line icon: decoration only, never the sole meaning. */
export function Icon({ name }: { readonly name: IconName }): JSX.Element {
  return (
    <svg class={`icon icon-${name}`} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}

/** A large round icon above a heading. */
export function Mark(props: { readonly name: IconName; readonly tone?: "brand" | "ok" | "warn" | "danger" }): JSX.Element {
  return (
    <div class={`mark mark-${props.tone ?? "brand"}`}>
      <Icon name={props.name} />
    </div>
  );
}
