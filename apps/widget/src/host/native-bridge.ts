import type { Post } from "./host-queue.ts";

interface StringBridge {
  readonly postMessage: (text: string) => void;
}

interface NativeWindow {
  readonly ReactNativeWebView?: StringBridge;
  readonly maOBAndroidConnect?: StringBridge;
  readonly webkit?: {
    readonly messageHandlers?: { readonly iosConnect?: { readonly postMessage: Post } };
  };
}

declare global {
  interface Window extends NativeWindow {}
}

/** The way to the app around this page, or null in a browser (connect-events.md, 3.5). */
export const findNativeBridge = (host: NativeWindow): Post | null => {
  const ios = host.webkit?.messageHandlers?.iosConnect;
  if (ios) return ios.postMessage.bind(ios);
  const strings = host.maOBAndroidConnect ?? host.ReactNativeWebView;
  if (!strings) return null;
  const post = strings.postMessage.bind(strings);
  return (message) => post(JSON.stringify(message));
};
