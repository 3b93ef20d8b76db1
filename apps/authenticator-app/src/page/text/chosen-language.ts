const KEY = "drawbridge-language";

/** The language the person chose in this browser before; none where the browser keeps nothing. */
export const chosenLanguage = (): readonly string[] => {
  try {
    const chosen = localStorage.getItem(KEY);
    return chosen === null ? [] : [chosen];
  } catch {
    return [];
  }
};

/** Remembers it for the next time the app is opened. */
export const keepLanguage = (language: string): void => {
  try {
    localStorage.setItem(KEY, language);
  } catch {
    // It is spoken until the app is closed.
  }
};
