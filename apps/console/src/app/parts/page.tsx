/** @jsxImportSource react */
import { useEffect, type JSX, type ReactNode } from "react";

/** A page's title, what stands beside it, and its content. */
export const Page = ({
  title,
  lead,
  aside,
  children,
}: {
  readonly title: string;
  readonly lead?: string;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}): JSX.Element => {
  useEffect(() => {
    document.title = `${title} · Drawbridge console`;
  }, [title]);
  return (
    <>
      <div className="page-head">
        <div>
          <h1>{title}</h1>
          {lead && <p className="muted">{lead}</p>}
        </div>
        {aside}
      </div>
      {children}
    </>
  );
};

/** A part of a page with its own heading. */
export const Panel = ({
  title,
  aside,
  children,
}: {
  readonly title: string;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}): JSX.Element => (
  <section className="panel" aria-label={title}>
    <div className="panel-head">
      <h2>{title}</h2>
      {aside}
    </div>
    {children}
  </section>
);

/** A state in a word; the colour only repeats it. */
export const Chip = ({ tone, children }: { readonly tone: "ok" | "warn" | "danger" | "plain"; readonly children: ReactNode }): JSX.Element => (
  <span className={`chip chip-${tone}`}>{children}</span>
);
