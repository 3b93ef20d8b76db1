import { compactDecrypt, errors, generalDecrypt, importJWK, type GeneralJWE } from "jose";
import { describe, expect, it } from "vitest";

/** The cookbook of JOSE (RFC 7520) where the content is compressed or several people's, or the key a password; the rest is in rfc-7520.test.ts. */

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const friends = /^You can trust us to stick with you through thick and thin\u2013to the bitter end\. .+ We are your friends, Frodo\.$/;
const wrapOf7520 = { kty: "oct", k: "GZy6sIZ6wl9NJOKB-jnmVQ" };
const gcmOf7520 = { kty: "oct", k: "qC57l_uxcm7Nm3K-ct4GFjx8tM1U8CZ0NLBvdQstiS8" };

const locked = [
  "eyJhbGciOiJQQkVTMi1IUzUxMitBMjU2S1ciLCJwMnMiOiI4UTFTemluYXNSM3hjaFl6NlpaY0hBIiwicDJjIjo4MTkyLCJjdHkiOiJqd2stc2V0K2pzb24iLCJlbmMiOiJBMTI4Q0JDLUhTMjU2In0",
  "d3qNhUWfqheyPp4H8sjOWsDYajoej4c5Je6rlUtFPWdgtURtmeDV1g",
  "VBiCzVHNoLiR3F4V82uoTQ",
  "23i-Tb1AV4n0WKVSSgcQrdg6GRqsUKxjruHXYsTHAJLZ2nsnGIX86vMXqIi6IRsfywCRFzLxEcZBRnTvG3nhzPk0GDD7FMyXhUHpDjEYCNA_XOmzg8yZR9oyjo6lTF6si4q9FZ2EhzgFQCLO_6h5EVg3vR75_hkBsnuoqoM3dwejXBtIodN84PeqMb6asmas_dpSsz7H10fC5ni9xIz424givB1YLldF6exVmL93R3fOoOJbmk2GBQZL_SEGllv2cQsBgeprARsaQ7Bq99tT80coH8ItBjgV08AtzXFFsx9qKvC982KLKdPQMTlVJKkqtV4Ru5LEVpBZXBnZrtViSOgyg6AiuwaS-rCrcD_ePOGSuxvgtrokAKYPqmXUeRdjFJwafkYEkiuDCV9vWGAi1DH2xTafhJwcmywIyzi4BqRpmdn_N-zl5tuJYyuvKhjKv6ihbsV_k1hJGPGAxJ6wUpmwC4PTQ2izEm0TuSE8oMKdTw8V3kobXZ77ulMwDs4p",
  "0HlwodAhOCILG5SQ2LQ9dg",
].join(".");

const compressed = [
  "eyJhbGciOiJBMTI4S1ciLCJraWQiOiI4MWIyMDk2NS04MzMyLTQzZDktYTQ2OC04MjE2MGFkOTFhYzgiLCJlbmMiOiJBMTI4R0NNIiwiemlwIjoiREVGIn0",
  "5vUT2WOtQxKWcekM_IzVQwkGgzlFDwPi",
  "p9pUq6XHY0jfEZIl",
  "HbDtOsdai1oYziSx25KEeTxmwnh8L8jKMFNc1k3zmMI6VB8hry57tDZ61jXyezSPt0fdLVfe6Jf5y5-JaCap_JQBcb5opbmT60uWGml8blyiMQmOn9J--XhhlYg0m-BHaqfDO5iTOWxPxFMUedx7WCy8mxgDHj0aBMG6152PsM-w5E_o2B3jDbrYBKhpYA7qi3AyijnCJ7BP9rr3U8kxExCpG3mK420TjOw",
  "VILuUwuIxaLVmh5X-T7kmA",
].join(".");

const took = {
  kty: "EC",
  crv: "P-384",
  x: "YU4rRUzdmVqmRtWOs2OpDE_T5fsNIodcG8G5FWPrTPMyxpzsSOGaQLpe2FpxBmu2",
  y: "A8-yxCHxkfBz3hKZfI1jUYMjUhsEveZ9THuwFjH2sCNdtksRJU7D5-SkgaFL1ETP",
  d: "iTx2pk7wW-GqJkHcEkFQb2EFyYcO7RugmaW3mRrQVAOUiPommT0IdnYK2xDlZh-j",
};
const forSeveral: GeneralJWE = {
  recipients: [
    {
      encrypted_key:
        "dYOD28kab0Vvf4ODgxVAJXgHcSZICSOp8M51zjwj4w6Y5G4XJQsNNIBiqyvUUAOcpL7S7-cFe7Pio7gV_Q06WmCSa-vhW6me4bWrBf7cHwEQJdXihidAYWVajJIaKMXMvFRMV6iDlRr076DFthg2_AV0_tSiV6xSEIFqt1xnYPpmP91tc5WJDOGb-wqjw0-b-S1laS11QVbuP78dQ7Fa0zAVzzjHX-xvyM2wxj_otxr9clN1LnZMbeYSrRicJK5xodvWgkpIdkMHo4LvdhRRvzoKzlic89jFWPlnBq_V4n5trGuExtp_-dbHcGlihqc_wGgho9fLMK8JOArYLcMDNQ",
      header: { alg: "RSA1_5", kid: "frodo.baggins@hobbiton.example" },
    },
    {
      encrypted_key: "ExInT0io9BqBMYF6-maw5tZlgoZXThD1zWKsHixJuw_elY4gSSId_w",
      header: {
        alg: "ECDH-ES+A256KW",
        kid: "peregrin.took@tuckborough.example",
        epk: {
          kty: "EC",
          crv: "P-384",
          x: "Uzdvk3pi5wKCRc1izp5_r0OjeqT-I68i8g2b8mva8diRhsE2xAn2DtMRb25Ma2CX",
          y: "VDrRyFJh-Kwd1EjAgmj5Eo-CTHAZ53MC7PjjpLioy3ylEjI1pOMbw91fzZ84pbfm",
        },
      },
    },
    {
      encrypted_key: "a7CclAejo_7JSuPB8zeagxXRam8dwCfmkt9-WyTpS1E",
      header: { alg: "A256GCMKW", kid: "18ec08e1-bfa9-4d95-b205-2b4dd1d4321d", tag: "59Nqh1LlYtVIhfD3pgRGvw", iv: "AvpeoPZ9Ncn9mkBn" },
    },
  ],
  unprotected: { cty: "text/plain" },
  protected: "eyJlbmMiOiJBMTI4Q0JDLUhTMjU2In0",
  iv: "VgEIHY20EnzUtZFl2RpB1g",
  ciphertext:
    "ajm2Q-OpPXCr7-MHXicknb1lsxLdXxK_yLds0KuhJzfWK04SjdxQeSw2L9mu3a_k1C55kCQ_3xlkcVKC5yr__Is48VOoK0k63_QRM9tBURMFqLByJ8vOYQX0oJW4VUHJLmGhF-tVQWB7Kz8mr8zeE7txF0MSaP6ga7-siYxStR7_G07Thd1jh-zGT0wxM5g-VRORtq0K6AXpLlwEqRp7pkt2zRM0ZAXqSpe1O6FJ7FHLDyEFnD-zDIZukLpCbzhzMDLLw2-8I14FQrgi-iEuzHgIJFIJn2wh9Tj0cg_kOZy9BqMRZbmYXMY9YQjorZ_P_JYG3ARAIF3OjDNqpdYe-K_5Q5crGJSDNyij_ygEiItR5jssQVH2ofDQdLChtazE",
  tag: "BESYyFN7T09KY7i8zKs5_g",
};

describe("RFC 7520, further encryption", () => {
  it("5.3, PBES2-HS512+A256KW: opens with its password, and only where that was asked for", async () => {
    const password = new TextEncoder().encode("entrap_o\u2013peter_long\u2013credit_tun");
    const asked = { keyManagementAlgorithms: ["PBES2-HS512+A256KW"] };
    const { plaintext } = await compactDecrypt(locked, password, asked);
    expect(JSON.parse(text(plaintext))).toMatchObject({ keys: [{ alg: "A128GCM" }, wrapOf7520, gcmOf7520] });
    await expect(compactDecrypt(locked, password)).rejects.toThrow(errors.JOSEError);
  });
  it("5.9, compressed content", async () => {
    expect(text((await compactDecrypt(compressed, await importJWK(wrapOf7520, "A128KW"))).plaintext)).toMatch(friends);
  });
  it.each([
    ["ECDH-ES+A256KW", took],
    ["A256GCMKW", gcmOf7520],
  ] as const)("5.13, several recipients: opened by the one of %s", async (alg, jwk) => {
    expect(text((await generalDecrypt(forSeveral, await importJWK(jwk, alg))).plaintext)).toMatch(friends);
  });
});
