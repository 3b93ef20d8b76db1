/** @jsxImportSource react */
import type { JSX } from "react";
import { Link } from "wouter";
import { Page } from "../parts/page.tsx";

/** An address without a page. */
export const NotFound = (): JSX.Element => (
  <Page title="There is nothing here">
    <p>
      <Link href="/">Back to the overview</Link>
    </p>
  </Page>
);
