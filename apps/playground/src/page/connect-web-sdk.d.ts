// The package's own types are hidden by the order of its exports.
declare module "connect-web-sdk" {
  type Handler = (event: unknown) => void;
  export const Connect: {
    launch: (
      url: string,
      handlers: {
        readonly onDone: Handler;
        readonly onCancel: Handler;
        readonly onError: Handler;
        readonly onRoute: Handler;
        readonly onUser: Handler;
        readonly onLoad: () => void;
      },
      options?: { readonly selector?: string; readonly popup?: boolean },
    ) => Window | null | undefined;
    destroy: () => void;
  };
}
