/** Why a PIN should not be chosen. */
export type PinWeakness = "length" | "digits" | "repeated" | "sequence";

const SHORTEST = 6;
const LONGEST = 12;

const stepsOf = (pin: string): readonly number[] => Array.from(pin.slice(1), (digit, at) => (Number(digit) - Number(pin[at]) + 10) % 10);

/** What makes a PIN one of the first somebody would try; null: nothing. */
export const weaknessOf = (pin: string): PinWeakness | null => {
  if (!/^[0-9]*$/.test(pin)) return "digits";
  if (pin.length < SHORTEST || pin.length > LONGEST) return "length";
  // 111111, 121212, 123123
  if (
    [1, 2, 3].some(
      (size) =>
        pin ===
        pin
          .slice(0, size)
          .repeat(Math.ceil(pin.length / size))
          .slice(0, pin.length),
    )
  )
    return "repeated";
  // 123456, 987654
  const steps = new Set(stepsOf(pin));
  return steps.size === 1 && (steps.has(1) || steps.has(9)) ? "sequence" : null;
};
