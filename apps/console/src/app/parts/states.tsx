/** @jsxImportSource react */
import type { JSX, ReactNode } from "react";
import type { ApiProblem } from "../api/problem.ts";
import type { Read } from "../api/use-read.ts";

/** Something is on its way. */
export const Loading = (): JSX.Element => (
  <div className="loading" role="status">
    <span className="visually-hidden">Loading</span>
    <div className="bone bone-title" />
    <div className="bone" />
    <div className="bone bone-tall" />
  </div>
);

const NOT_FOUND = 404; // to look again finds nothing either

/** Something could not be read or done. */
export const Failed = ({ problem, onAgain }: { readonly problem: ApiProblem; readonly onAgain?: (() => void) | undefined }): JSX.Element => (
  <div className="notice notice-danger" role="alert">
    <div>
      <strong>{problem.title}</strong>
      {problem.detail !== problem.title && <p>{problem.detail}</p>}
      {problem.refused.length > 0 && (
        <ul className="refused">
          {problem.refused.map(({ line, slug, field, reason }) => (
            <li key={`${line} ${field} ${reason}`}>
              Line {line}
              {slug !== "" && ` (${slug})`}: {field !== "" && <code>{field}</code>} {reason}
            </li>
          ))}
        </ul>
      )}
    </div>
    {onAgain && problem.status !== NOT_FOUND && (
      <button type="button" className="button button-secondary" onClick={onAgain}>
        Try again
      </button>
    )}
  </div>
);

/** There is nothing, and why. */
export const Empty = ({ title, children }: { readonly title: string; readonly children?: ReactNode }): JSX.Element => (
  <div className="empty">
    <strong>{title}</strong>
    {children && <p>{children}</p>}
  </div>
);

/** What a read has to show: its content, that it loads, or why it cannot; old content stays while it is read again. */
export const Shown = <T,>({ read, children }: { readonly read: Read<T>; readonly children: (data: T) => ReactNode }): JSX.Element => {
  if (read.data === null) return read.problem ? <Failed problem={read.problem} onAgain={read.again} /> : <Loading />;
  return (
    <div className="shown" aria-busy={read.busy}>
      {read.problem && <Failed problem={read.problem} onAgain={read.again} />}
      {children(read.data)}
    </div>
  );
};
