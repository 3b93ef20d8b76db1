import type { PinPolicy } from "./state.ts";

/** Whether a PIN may be set. */
export const isPinAllowed = ({ minLength, maxLength, digitsOnly }: PinPolicy, pin: string): boolean => {
  const { length } = Array.from(pin);
  return length >= minLength && length <= maxLength && (!digitsOnly || /^[0-9]+$/.test(pin));
};
