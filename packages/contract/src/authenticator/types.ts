import { Type, type Static } from "typebox";

/** Names a user; both parts together. With Maverick `userId` is the identity provider's UUID. */
export const UserIdentifier = Type.Object({ tenantId: Type.String(), userId: Type.String() }, { title: "UserIdentifier" });
export type UserIdentifier = Static<typeof UserIdentifier>;

/** A user as lists show them; the display fields may be empty. */
export const UserDetails = Type.Object(
  { userIdentifier: UserIdentifier, displayUsername: Type.String(), displayEmail: Type.String() },
  { title: "UserDetails" },
);
export type UserDetails = Static<typeof UserDetails>;

/** State of the MC as its start reports it. */
export const SdkState = Type.Enum(["UNINITIALISED", "ACTIVATION_REQUIRED", "LOGIN_REQUIRED", "UNIDENTIFIED"], { title: "SdkState" });
export type SdkState = Static<typeof SdkState>;

/** How the user, or the UI's own timer, answered a prompt of a transaction. */
export const ConfirmationType = Type.Enum(["OK", "CANCEL", "TIMEOUT"], { title: "ConfirmationType" });
export type ConfirmationType = Static<typeof ConfirmationType>;

/** How the stored credential is protected on the device. */
export const AuthenticationMode = Type.Enum(["NO", "BIOMETRIC", "PASSWORD", "PIN"], { title: "AuthenticationMode" });
export type AuthenticationMode = Static<typeof AuthenticationMode>;

/** To whom a property belongs. */
export const PropertyOwnerType = Type.Enum(["DEVICE", "USER", "GROUP"], { title: "PropertyOwnerType" });
export type PropertyOwnerType = Static<typeof PropertyOwnerType>;

/** What a property holds. */
export const PropertyType = Type.Enum(["INVALID", "OCTET_STRING", "UTF8_STRING"], { title: "PropertyType" });
export type PropertyType = Static<typeof PropertyType>;

/** What a banner announces. */
export const BannerType = Type.Enum(["DISPLAY_MESSAGE", "TRANSACTION"], { title: "BannerType" });
export type BannerType = Static<typeof BannerType>;

/** How loud an alert is. */
export const MessageType = Type.Enum(["INFO", "WARNING", "ERROR"], { title: "MessageType" });
export type MessageType = Static<typeof MessageType>;

/** Which stored tokens go; everything when nothing is said. */
export const ClearBehavior = Type.Enum(["CLEAR_ALL", "CLEAR_ACCESS_AND_REFRESH", "CLEAR_OFFLINE"], { title: "ClearBehavior" });
export type ClearBehavior = Static<typeof ClearBehavior>;

/** The line to the server. */
export const ConnectionState = Type.Enum(["CONNECTED", "CONNECTION_LOST", "NOT_REACHABLE", "DISCONNECTED"], { title: "ConnectionState" });
export type ConnectionState = Static<typeof ConnectionState>;

/** Whether there is an update, and whether it may be put off. */
export const UpdateType = Type.Enum(["NONE", "OPTIONAL", "MANDATORY"], { title: "UpdateType" });
export type UpdateType = Static<typeof UpdateType>;

/** How far an update came. */
export const UpdateStatus = Type.Enum(["OK", "INVALID_PARAMETER", "FAILED", "CANCELLED"], { title: "UpdateStatus" });
export type UpdateStatus = Static<typeof UpdateStatus>;

/** How well the device must keep its key; attested at start. */
export const MinimumKeyProtection = Type.Enum(["ALLOW_VIRTUAL_SMART_CARD", "ENFORCE_HARDWARE", "ENFORCE_STRONG_HARDWARE"], {
  title: "MinimumKeyProtection",
});
export type MinimumKeyProtection = Static<typeof MinimumKeyProtection>;

/** Bits of a property's flags. */
export const propertyFlags = {
  VALUE_ENCRYPTED: 0x02,
  CONFIDENTIAL: 0x04,
  UNIQUE_TO_USER: 0x08,
  READ_ONLY: 0x20,
  NO_PORTAL: 0x40,
  NO_APP: 0x80,
  SDK_SSMS_ONLY: 0xc0,
  NO_CACHING: 0,
  SDK_CACHE_ONLY: 0x100,
  SYNCHRONIZE_FROM_SDK: 0x200,
  SYNCHRONIZE_FROM_SSMS: 0x300,
  IN_KEYSTORAGE: 0x400,
  SYNCHRONIZATION_PENDING: 0x800,
} as const;

/** Version of the app the MC runs in. */
export const AppVersion = Type.Object({ major: Type.Integer(), minor: Type.Integer(), build: Type.Integer() }, { title: "AppVersion" });
export type AppVersion = Static<typeof AppVersion>;
