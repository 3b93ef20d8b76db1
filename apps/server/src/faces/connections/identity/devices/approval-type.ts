/** Type of a rich authorization request (RFC 9396) a person approves on a device. */
export const APPROVAL_TYPE = "drawbridge_approval";
