/** The one style element that connect-web-sdk 2.3.0 adds to its host, by its hash. */
const vendorStyle = "'sha256-L0P3JX3GnEXefmyhb7euqnW/B8JCxg9Nfnb5l/Yk69w='";

/** What the page may load and frame: itself and the server's pages. */
export const pagePolicy = (serverOrigin: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' ${vendorStyle}`,
    "img-src 'self' data:",
    "connect-src 'self'",
    `frame-src ${serverOrigin}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
