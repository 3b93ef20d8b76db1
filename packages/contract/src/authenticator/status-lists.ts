/** What almost every result may say. */
export const B5 = ["kOk", "kInternalError", "kInvalidState", "kInvalidParameter", "kFailed"] as const;
/** The same without a bad parameter: those lists say kFailed instead, with an error code of subsystem 800. */
export const B4 = ["kOk", "kInternalError", "kInvalidState", "kFailed"] as const;
