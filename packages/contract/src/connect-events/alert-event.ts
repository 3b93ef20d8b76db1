import { Type } from "typebox";
import { EntityNo, ErrorCode, userEvent } from "./fields.ts";

const alert = {
  alertType: Type.Literal("ERROR"),
  title: Type.String({ minLength: 1 }),
  message: Type.String({ minLength: 1 }),
  errorCode: ErrorCode,
  data: Type.Object({ details: Type.String() }, { additionalProperties: true }),
};

/** The person was told of a failure; the institution is named only when the alert is about one (R1g). */
export const displayAlertShapes = {
  "DisplayAlert: general": userEvent("DisplayAlert", alert),
  "DisplayAlert: institution": userEvent("DisplayAlert", { ...alert, institutionId: EntityNo, institutionName: Type.String({ minLength: 1 }) }),
};
