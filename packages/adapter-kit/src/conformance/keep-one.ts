/** Makes a thing when it is first wanted and gives the same one from then on. */
export const keepOne = <T>(make: () => Promise<T>): (() => Promise<T>) => {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
};
