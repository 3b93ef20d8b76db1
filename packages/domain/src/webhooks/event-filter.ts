const covers = (pattern: string, type: string): boolean => {
  if (pattern === "*") return true;
  if (pattern.endsWith(".*")) return type.startsWith(pattern.slice(0, -1));
  return pattern === type;
};

/** True when one of an endpoint's patterns covers an event type; `connection.*` covers every event of connections. */
export const wantsEvent = (patterns: readonly string[], type: string): boolean => patterns.some((pattern) => covers(pattern, type));
