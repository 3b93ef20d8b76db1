import { failureNames } from "@drawbridge/contract";
import { projectFailure } from "@drawbridge/domain";
import { pageHead, table } from "./table.ts";

const orNone = (value: string | number | null): string => (value === null ? "none" : String(value));

/** The reference page of everything that can go wrong with a bank, and what each face says of it. */
export const failuresPage = (): string => {
  const rows = failureNames.map((name) => {
    const { connectCode, widgetStatus, oauthReason, connectionsError, remediation } = projectFailure(name);
    return [`\`${name}\``, String(connectCode), orNone(widgetStatus), orNone(oauthReason), orNone(connectionsError), `\`${remediation}\``];
  });
  return (
    [
      pageHead("Failures"),
      "Every way a conversation with a bank can fail. Adapters report one of these names; the faces say it in their own words, and the widget offers the remediation.",
      table(["failure", "Connect code", "widget status", "OAuth `error_reason`", "Connections `error`", "remediation"], rows),
    ].join("\n\n") + "\n"
  );
};
