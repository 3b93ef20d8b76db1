/** JSON as a file of this repository holds it. */
export const printJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
