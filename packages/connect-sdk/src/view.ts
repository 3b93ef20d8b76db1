/** Where the Connect page is: a frame or a window. */
export interface View {
  /** The page's window; the only one that is believed. */
  readonly page: () => Window | null;
  readonly popup: Window | null;
  /** The page answered: what was there for the waiting goes away. */
  readonly reveal: () => void;
  readonly resize: (height: number) => void;
  readonly navigate: (link: string) => void;
  readonly remove: () => void;
}

/** What a view reports. */
export interface ViewEvents {
  readonly onLoad: () => void;
  /** The person closed it by a way the page does not see. */
  readonly onClosed: () => void;
}
