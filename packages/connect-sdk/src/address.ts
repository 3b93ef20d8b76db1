const loopback = /^(localhost|127\.0\.0\.1|\[::1\])$/;

/** The link as an address; anything but an absolute web address throws a TypeError. */
export const parseLink = (link: string): URL => {
  const url = new URL(link);
  if (!/^https?:$/.test(url.protocol)) throw new TypeError(`A Connect link starts with https: and not with ${url.protocol}`);
  return url;
};

/** Whether the page behind `link` may have this address opened: https, or loopback http when the link itself is loopback. */
export const isBankAddress = (address: string, link: URL): boolean => {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  if (protocol === "https:") return true;
  return protocol === "http:" && loopback.test(hostname) && loopback.test(link.hostname);
};
