/** @jsxImportSource react */
import type { JSX, ReactNode } from "react";
import { Link } from "wouter";
import { count } from "../view/format.ts";

interface NumberLinkProps {
  readonly value: number;
  readonly to: string;
  /** How it is shown; as a count unless given. */
  readonly children?: ReactNode;
}

/** A number that leads to what it counts; nothing leads nowhere. */
export const NumberLink = ({ value, to, children }: NumberLinkProps): JSX.Element =>
  value === 0 ? <>{children ?? 0}</> : <Link href={to}>{children ?? count(value)}</Link>;
