/** What analytics reads of one row of the log. */
export interface AnalyticsEvent {
  readonly seq: number;
  readonly type: string;
  readonly attemptId: string | null;
  readonly step: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** Epoch ms. */
  readonly at: number;
}

type Data = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Data => typeof value === "object" && value !== null && !Array.isArray(value);

/** A text of an event's data; null when it holds none. The log may be older than this release, so nothing is taken for granted. */
export const textIn = (data: Data, name: string): string | null => {
  const value = data[name];
  return typeof value === "string" && value !== "" ? value : null;
};

/** An object of an event's data; null when it holds none. */
export const recordIn = (data: Data, name: string): Data | null => {
  const value = data[name];
  return isRecord(value) ? value : null;
};

/** The texts of a list in an event's data. */
export const textsIn = (data: Data, name: string): readonly string[] => {
  const value = data[name];
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === "string") : [];
};

/** The institution an event is about, by its native id; null: none. */
export const institutionIn = ({ data }: AnalyticsEvent): string | null => textIn(recordIn(data, "institution") ?? {}, "id");

/** Who fetches data for the institution an event is about; null: nobody yet. */
export const providerIn = ({ data }: AnalyticsEvent): string | null => textIn(recordIn(data, "institution") ?? {}, "aggregator");
