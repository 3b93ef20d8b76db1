import { astEvent } from "../event-entry.ts";
import { bytes, secretText, text, uint32 } from "../scalars.ts";
import { B5 } from "../status-lists.ts";
import { StatusType } from "../status.ts";
import { PropertyOwnerType, PropertyType } from "../types.ts";

/** Properties and the push token: rows 50 to 55 of the source table. */
export const propertiesEvents = [
  astEvent("GetProperty", {
    row: 50,
    group: "Get Property",
    kind: "request",
    parameters: { key: text, propertyOwner: PropertyOwnerType },
    sourceParameters: { propertyOwner: "property_owner" },
    result: "GetPropertyResult",
    allowedIn: ["LOGGED_IN"],
    inTransaction: ["Maverick"],
    outcomes: ["GetPropertyResult"],
    notes: ["kUninitialized before login."],
  }),
  astEvent("GetPropertyResult", {
    row: 51,
    group: "Get Property",
    kind: "result",
    parameters: { status: StatusType, errorCode: uint32, data: bytes, propertyType: PropertyType, propertyTtl: uint32, propertyFlags: uint32 },
    sourceParameters: { errorCode: null, propertyType: "property_type", propertyTtl: "property_ttl", propertyFlags: "property_flags" },
    statuses: [...B5, "kPropertyNotExists", "kInvalidKeyLength", "kNotReachable", "kAccessDenied", "kUninitialized"],
    notes: ["Second parameter has no name in the source table; treat as errorCode (inferred from SetPropertyResult and the common result fields)."],
  }),
  astEvent("SetProperty", {
    row: 52,
    group: "Set Property",
    kind: "request",
    parameters: { key: text, data: bytes, propertyType: PropertyType, propertyOwner: PropertyOwnerType, propertyTtl: uint32, propertyFlags: uint32 },
    sourceParameters: {
      propertyType: "property_type",
      propertyOwner: "property_owner",
      propertyTtl: "property_ttl",
      propertyFlags: "property_flags",
    },
    result: "SetPropertyResult",
    allowedIn: ["LOGGED_IN"],
    inTransaction: ["Maverick"],
    outcomes: ["SetPropertyResult"],
  }),
  astEvent("SetPropertyResult", {
    row: 53,
    group: "Set Property",
    kind: "result",
    parameters: { status: StatusType, subSystem: uint32, subSystemErrorCode: uint32 },
    sourceParameters: { subSystem: "set_property_result_sub_system", subSystemErrorCode: "set_property_result_error_code" },
    statuses: [
      ...B5,
      "kNotReachable",
      "kUninitialized",
      "kReadOnly",
      "kInvalidKeyLength",
      "kNotUnique",
      "kTextTooLong",
      "kNegative",
      "kAccessDenied",
    ],
    notes: ["sub_system/error_code qualify kNegative."],
  }),
  astEvent("SetPushToken", {
    row: 54,
    group: "Push Token",
    kind: "request",
    parameters: { pushToken: secretText },
    result: "SetPushTokenResult",
    allowedIn: ["LOGGED_IN"],
    inTransaction: ["Maverick"],
    outcomes: ["SetPushTokenResult"],
    notes: ["Prefix FCM:, FCMF:, HPK: or APN: names the provider. Send after each login."],
  }),
  astEvent("SetPushTokenResult", {
    row: 55,
    group: "Push Token",
    kind: "result",
    parameters: { status: StatusType },
    statuses: [...B5, "kNotReachable", "kUninitialized"],
  }),
] as const;
