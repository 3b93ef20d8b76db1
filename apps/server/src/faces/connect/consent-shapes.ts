import type { Account, ConsentRecord } from "@drawbridge/storage";
import { printId } from "../../ids.ts";

/** Active: not revoked, not over, not replaced by a newer one. */
export const isActive = ({ revokedAt, expiresAt, newest, connected }: ConsentRecord, now: Date): boolean =>
  revokedAt === null && newest && connected && expiresAt > now;

/** A receipt as data sharing consents are listed. */
export const printConsent = (
  consent: ConsentRecord,
  { now, institutionNo, accounts }: { readonly now: Date; readonly institutionNo: number; readonly accounts: readonly Account[] },
) => ({
  consentReceiptId: printId("cns", consent.id),
  status: isActive(consent, now) ? "ACTIVE" : "INACTIVE",
  customerId: String(consent.userNo),
  institutionId: String(institutionNo),
  institutionLogins: [{ institutionLoginId: consent.connectionNo, accountIds: accounts.map(({ no }) => String(no)) }],
  dataTypes: consent.jobTypes,
  startDate: consent.givenAt.toISOString(),
  endDate: consent.expiresAt.toISOString(),
  revokedDate: consent.revokedAt?.toISOString() ?? null,
});
