interface Detector {
  readonly detect: (image: ImageBitmapSource) => Promise<readonly { readonly rawValue: string }[]>;
}
type DetectorClass = {
  new (options: { readonly formats: ["qr_code"] }): Detector;
  readonly getSupportedFormats: () => Promise<readonly string[]>;
};

/** Answers the text of a QR code in a picture; null while there is none. */
export type ReadQr = (image: ImageBitmapSource) => Promise<string | null>;

/** The browser's own reader where it has one, else a library that is fetched when it is needed. */
export const openQrReader = async (): Promise<ReadQr> => {
  const Native = nativeDetector();
  const isNative = Native !== null && (await Native.getSupportedFormats()).includes("qr_code");
  const Reader = isNative ? Native : (await import("qr/decode.js")).BarcodeDetector;
  const reader = new Reader({ formats: ["qr_code"] });
  return async (image) => {
    const found = await reader.detect(image).catch(() => []); // a picture that cannot be read yet
    return found[0]?.rawValue ?? null;
  };
};

const nativeDetector = (): DetectorClass | null => {
  const named: unknown = Reflect.get(globalThis, "BarcodeDetector");
  return isDetectorClass(named) ? named : null;
};

const isDetectorClass = (value: unknown): value is DetectorClass => typeof value === "function" && "getSupportedFormats" in value;
