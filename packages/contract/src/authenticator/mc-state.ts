/** Every state an MC can be in (contract, sections 9 and 12). A `_RUN` state waits for the server. */
export const mcStates = [
  "UNINITIALISED",
  "ACTIVATION_REQUIRED",
  "LOGIN_REQUIRED",
  "LOGGED_IN",
  "ACT_WAIT_ID",
  "ACT_WAIT_PIN",
  "REACT_WAIT_ID",
  "REACT_WAIT_PIN",
  "ADD_WAIT_ID",
  "ADD_WAIT_PIN",
  "DEL_WAIT_ID",
  "CHPIN_WAIT",
  "TX_OFFERED",
  "TX_WAIT_PIN",
  "TX_WAIT_TOKEN",
  "TX_WAIT_CONFIRM",
  "TX_STEPUP",
  "MSG_OFFERED",
  "ACT_RUN",
  "LOGIN_RUN",
  "REACT_RUN",
  "ADD_RUN",
  "CHPIN_RUN",
  "UPDATE_ONLY",
  "RESTARTING",
  "SUSPENDED",
] as const;

/** A state of an MC. */
export type McStateName = (typeof mcStates)[number];
