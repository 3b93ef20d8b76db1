import ipaddr from "ipaddr.js";

const publicV6 = ipaddr.IPv6.parseCIDR("2000::/3"); // all global unicast there is (IANA)
const embedsV4 = [ipaddr.IPv6.parseCIDR("64:ff9b::/96"), ipaddr.IPv6.parseCIDR("64:ff9b:1::/48")]; // NAT64, RFC 6052 and RFC 8215

/** True for an address anybody may reach: no private, link-local, shared, mapped, translated or reserved one. */
export const isPublicAddress = (text: string): boolean => {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.parse(text);
  if (address.range() !== "unicast") return false;
  if (address instanceof ipaddr.IPv4) return true;
  return address.match(publicV6) && !embedsV4.some((range) => address.match(range));
};

/** True for this machine's own addresses: 127.0.0.0/8 and ::1, nothing mapped into them. */
export const isLoopbackAddress = (text: string): boolean => ipaddr.isValid(text) && ipaddr.parse(text).range() === "loopback";
