/** A row of what a person is asked to approve (contract, chapter 14). */
export type OperationAttribute =
  | { readonly type: "amount"; readonly label: string; readonly amount: string; readonly currency: string }
  | { readonly type: "key_value"; readonly key: string; readonly value: string }
  | { readonly type: "party"; readonly label: string; readonly name: string; readonly account?: string | undefined }
  | { readonly type: "alert"; readonly text: string };

const lineOf = (attribute: OperationAttribute): string => {
  switch (attribute.type) {
    case "amount":
      return `${attribute.label}: ${attribute.amount} ${attribute.currency}`;
    case "key_value":
      return `${attribute.key}: ${attribute.value}`;
    case "party":
      return `${attribute.label}: ${[attribute.name, attribute.account].filter(Boolean).join(", ")}`;
    case "alert":
      return `⚠ ${attribute.text}`;
  }
};

/** The text that rows make, one line for each: what is shown is what is signed. */
export const textOfAttributes = (attributes: readonly OperationAttribute[]): string => attributes.map(lineOf).join("\n");
