/** @jsxImportSource react */
import type { JSX } from "react";
import { Link } from "wouter";
import { shortId } from "../view/format.ts";
import { useAddress } from "../view/use-range.ts";

/** The way to a person's page: by the name your product gave them, else by the end of their id, which tells ids apart. */
export const UserLink = ({ userId, externalId }: { readonly userId: string; readonly externalId?: string | null | undefined }): JSX.Element => {
  const address = useAddress();
  return (
    <Link href={address(`/users/${userId}`)} className="clip" title={userId}>
      {externalId ?? shortId(userId)}
    </Link>
  );
};
