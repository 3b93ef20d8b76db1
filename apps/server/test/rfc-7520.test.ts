import {
  compactDecrypt,
  CompactSign,
  compactVerify,
  flattenedDecrypt,
  flattenedVerify,
  generalVerify,
  importJWK,
  type FlattenedJWE,
  type FlattenedJWS,
  type JWK,
} from "jose";
import { describe, expect, it } from "vitest";

/** The cookbook of JOSE (RFC 7520) for what jose computes here; 5.3, 5.9 and 5.13 are in rfc-7520-keys.test.ts; 5.2 and section 6 in rfc-7520-rsa.test.ts, 5.1 in jose-rsa1-5.test.ts. */

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

const frodo =
  "It\u2019s a dangerous business, Frodo, going out your door. You step onto the road, and if you don't keep your feet, there\u2019s no knowing where you might be swept off to.";
const friends =
  "You can trust us to stick with you through thick and thin\u2013to the bitter end. And you can trust us to keep any secret of yours\u2013closer than you keep it yourself. But you cannot trust us to let you face trouble alone, and go off without a word. We are your friends, Frodo.";
const bilbo = "bilbo.baggins@hobbiton.example";
const rsaOf7520 = {
  kty: "RSA",
  e: "AQAB",
  n: "n4EPtAOCc9AlkeQHPzHStgAbgs7bTZLwUBZdR8_KuKPEHLd4rHVTeT-O-XV2jRojdNhxJWTDvNd7nqQ0VEiZQHz_AJmSCpMaJMRBSFKrKb2wqVwGU_NsYOYL-QtiWN2lbzcEe6XC0dApr5ydQLrHqkHHig3RBordaZ6Aj-oBHqFEHYpPe7Tpe-OfVfHd1E6cS6M1FZcD1NNLYD5lFHpPI9bTwJlsde3uhGqC0ZCuEHg8lhzwOHrtIQbS0FVbb9k3-tVTU4fg_3L_vniUFAKwuCLqKnS2BYwdq_mzSnbLY7h_qixoR7jig3__kRhuaxwUkRz5iaiQkqgc5gHdrNP5zw",
};
const ecOf7520 = {
  kty: "EC",
  crv: "P-521",
  x: "AHKZLLOsCOzz5cY97ewNUajB957y-C-U88c3v13nmGZx6sYl_oJXu9A5RkTKqjqvjyekWF-7ytDyRXYgCF5cj0Kt",
  y: "AdymlHvOiLxXkEhayXQnNCvDX4h9htZaCJN34kfmC6pV5OhQHiraVySsUdaQkAgDPrwQrJmbnX9cwlGfP-HqHZR1",
};
const macKid = "018c0ae5-4d9b-471b-bfd6-eef314bc7037";
const macOf7520 = { kty: "oct", k: "hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg" };
const wrapKid = "81b20965-8332-43d9-a468-82160ad91ac8";
const wrapOf7520 = { kty: "oct", k: "GZy6sIZ6wl9NJOKB-jnmVQ" };
const signed: readonly (readonly [alg: string, kid: string, key: JWK, signature: string])[] = [
  [
    "RS256",
    bilbo,
    rsaOf7520,
    "MRjdkly7_-oTPTS3AXP41iQIGKa80A0ZmTuV5MEaHoxnW2e5CZ5NlKtainoFmKZopdHM1O2U4mwzJdQx996ivp83xuglII7PNDi84wnB-BDkoBwA78185hX-Es4JIwmDLJK3lfWRa-XtL0RnltuYv746iYTh_qHRD68BNt1uSNCrUCTJDt5aAE6x8wW1Kt9eRo4QPocSadnHXFxnt8Is9UzpERV0ePPQdLuW3IS_de3xyIrDaLGdjluPxUAhb6L2aXic1U12podGU0KLUQSE_oI-ZnmKJ3F4uOZDnd6QZWJushZ41Axf_fcIe8u9ipH84ogoree7vjbU5y18kDquDg",
  ],
  [
    "PS384",
    bilbo,
    rsaOf7520,
    "cu22eBqkYDKgIlTpzDXGvaFfz6WGoz7fUDcfT0kkOy42miAh2qyBzk1xEsnk2IpN6-tPid6VrklHkqsGqDqHCdP6O8TTB5dDDItllVo6_1OLPpcbUrhiUSMxbbXUvdvWXzg-UD8biiReQFlfz28zGWVsdiNAUf8ZnyPEgVFn442ZdNqiVJRmBqrYRXe8P_ijQ7p8Vdz0TTrxUeT3lm8d9shnr2lfJT8ImUjvAA2Xez2Mlp8cBE5awDzT0qI0n6uiP1aCN_2_jLAeQTlqRHtfa64QQSUmFAAjVKPbByi7xho0uTOcbH510a6GYmJUAfmWjwZ6oD4ifKo8DYM-X72Eaw",
  ],
  [
    "ES512",
    bilbo,
    ecOf7520,
    "AE_R_YZCChjn4791jSQCrdPZCNYqHXCTZH0-JZGYNlaAjP2kqaluUIIUnC9qvbu9Plon7KRTzoNEuT4Va2cmL1eJAQy3mtPBu_u_sDDyYjnAMDxXPn7XrT0lw-kvAD890jl8e2puQens_IEKBpHABlsbEPX6sFY8OcGDqoRuBomu9xQ2",
  ],
  ["HS256", macKid, macOf7520, "s0h6KThzkfBBBkLspW1h84VsJZFTsPPqMDA7g1Md7p0"],
];

describe("RFC 7520, compact", () => {
  it.each(signed)("4.1 to 4.4, %s", async (alg, kid, jwk, signature) => {
    const head = Buffer.from(JSON.stringify({ alg, kid })).toString("base64url");
    const jws = `${head}.${Buffer.from(frodo).toString("base64url")}.${signature}`;
    expect(text((await compactVerify(jws, await importJWK(jwk, alg))).payload)).toBe(frodo);
    if (alg !== "HS256") return;
    expect(await new CompactSign(Buffer.from(frodo)).setProtectedHeader({ alg, kid }).sign(await importJWK(jwk, alg))).toBe(jws);
  });
  it.each(encrypted())("%s", async (_section, alg, jwk, parts) => {
    expect(text((await compactDecrypt(parts.join("."), await importJWK(jwk, alg))).plaintext)).toBe(friends);
  });
});

function encrypted(): readonly (readonly [section: string, alg: string, key: JWK, parts: readonly string[]])[] {
  return [
    [
      "5.4, ECDH-ES+A128KW and A128GCM",
      "ECDH-ES+A128KW",
      {
        kty: "EC",
        crv: "P-384",
        x: "YU4rRUzdmVqmRtWOs2OpDE_T5fsNIodcG8G5FWPrTPMyxpzsSOGaQLpe2FpxBmu2",
        y: "A8-yxCHxkfBz3hKZfI1jUYMjUhsEveZ9THuwFjH2sCNdtksRJU7D5-SkgaFL1ETP",
        d: "iTx2pk7wW-GqJkHcEkFQb2EFyYcO7RugmaW3mRrQVAOUiPommT0IdnYK2xDlZh-j",
      },
      [
        "eyJhbGciOiJFQ0RILUVTK0ExMjhLVyIsImtpZCI6InBlcmVncmluLnRvb2tAdHVja2Jvcm91Z2guZXhhbXBsZSIsImVwayI6eyJrdHkiOiJFQyIsImNydiI6IlAtMzg0IiwieCI6InVCbzRrSFB3Nmtiang1bDB4b3dyZF9vWXpCbWF6LUdLRlp1NHhBRkZrYllpV2d1dEVLNml1RURzUTZ3TmROZzMiLCJ5Ijoic3AzcDVTR2haVkMyZmFYdW1JLWU5SlUyTW84S3BvWXJGRHI1eVBOVnRXNFBnRXdaT3lRVEEtSmRhWTh0YjdFMCJ9LCJlbmMiOiJBMTI4R0NNIn0",
        "0DJjBXri_kBcC46IkU5_Jk9BqaQeHdv2",
        "mH-G2zVqgztUtnW_",
        "tkZuOO9h95OgHJmkkrfLBisku8rGf6nzVxhRM3sVOhXgz5NJ76oID7lpnAi_cPWJRCjSpAaUZ5dOR3Spy7QuEkmKx8-3RCMhSYMzsXaEwDdXta9Mn5B7cCBoJKB0IgEnj_qfo1hIi-uEkUpOZ8aLTZGHfpl05jMwbKkTe2yK3mjF6SBAsgicQDVCkcY9BLluzx1RmC3ORXaM0JaHPB93YcdSDGgpgBWMVrNU1ErkjcMqMoT_wtCex3w03XdLkjXIuEr2hWgeP-nkUZTPU9EoGSPj6fAS-bSz87RCPrxZdj_iVyC6QWcqAu07WNhjzJEPc4jVntRJ6K53NgPQ5p99l3Z408OUqj4ioYezbS6vTPlQ",
        "WuGzxmcreYjpHGJoa17EBg",
      ],
    ],
    [
      "5.5, ECDH-ES and A128CBC-HS256",
      "ECDH-ES",
      {
        kty: "EC",
        crv: "P-256",
        x: "Ze2loSV3wrroKUN_4zhwGhCqo3Xhu1td4QjeQ5wIVR0",
        y: "HlLtdXARY_f55A3fnzQbPcm6hgr34Mp8p-nuzQCE0Zw",
        d: "r_kHyZ-a06rmxM3yESK84r1otSg-aQcVStkRhA-iCM8",
      },
      [
        "eyJhbGciOiJFQ0RILUVTIiwia2lkIjoibWVyaWFkb2MuYnJhbmR5YnVja0BidWNrbGFuZC5leGFtcGxlIiwiZXBrIjp7Imt0eSI6IkVDIiwiY3J2IjoiUC0yNTYiLCJ4IjoibVBVS1RfYkFXR0hJaGcwVHBqanFWc1AxclhXUXVfdndWT0hIdE5rZFlvQSIsInkiOiI4QlFBc0ltR2VBUzQ2ZnlXdzVNaFlmR1RUMElqQnBGdzJTUzM0RHY0SXJzIn0sImVuYyI6IkExMjhDQkMtSFMyNTYifQ",
        "",
        "yc9N8v5sYyv3iGQT926IUg",
        "BoDlwPnTypYq-ivjmQvAYJLb5Q6l-F3LIgQomlz87yW4OPKbWE1zSTEFjDfhU9IPIOSA9Bml4m7iDFwA-1ZXvHteLDtw4R1XRGMEsDIqAYtskTTmzmzNa-_q4F_evAPUmwlO-ZG45Mnq4uhM1fm_D9rBtWolqZSF3xGNNkpOMQKF1Cl8i8wjzRli7-IXgyirlKQsbhhqRzkv8IcY6aHl24j03C-AR2le1r7URUhArM79BY8soZU0lzwI-sD5PZ3l4NDCCei9XkoIAfsXJWmySPoeRb2Ni5UZL4mYpvKDiwmyzGd65KqVw7MsFfI_K767G9C9Azp73gKZD0DyUn1mn0WW5LmyX_yJ-3AROq8p1WZBfG-ZyJ6195_JGG2m9Csg",
        "WCCkNa-x4BeB9hIDIfFuhg",
      ],
    ],
    [
      "5.6, dir and A128GCM",
      "dir",
      { kty: "oct", k: "XctOhJAkA-pD9Lh7ZgW_2A" },
      [
        "eyJhbGciOiJkaXIiLCJraWQiOiI3N2M3ZTJiOC02ZTEzLTQ1Y2YtODY3Mi02MTdiNWI0NTI0M2EiLCJlbmMiOiJBMTI4R0NNIn0",
        "",
        "refa467QzzKx6QAB",
        "JW_i_f52hww_ELQPGaYyeAB6HYGcR559l9TYnSovc23XJoBcW29rHP8yZOZG7YhLpT1bjFuvZPjQS-m0IFtVcXkZXdH_lr_FrdYt9HRUYkshtrMmIUAyGmUnd9zMDB2n0cRDIHAzFVeJUDxkUwVAE7_YGRPdcqMyiBoCO-FBdE-Nceb4h3-FtBP-c_BIwCPTjb9o0SbdcdREEMJMyZBH8ySWMVi1gPD9yxi-aQpGbSv_F9N4IZAxscj5g-NJsUPbjk29-s7LJAGb15wEBtXphVCgyy53CoIKLHHeJHXex45Uz9aKZSRSInZI-wjsY0yu3cT4_aQ3i1o-tiE-F8Ios61EKgyIQ4CWao8PFMj8TTnp",
        "vbb32Xvllea2OtmHAdccRQ",
      ],
    ],
    [
      "5.7, A256GCMKW and A128CBC-HS256",
      "A256GCMKW",
      { kty: "oct", k: "qC57l_uxcm7Nm3K-ct4GFjx8tM1U8CZ0NLBvdQstiS8" },
      [
        "eyJhbGciOiJBMjU2R0NNS1ciLCJraWQiOiIxOGVjMDhlMS1iZmE5LTRkOTUtYjIwNS0yYjRkZDFkNDMyMWQiLCJ0YWciOiJrZlBkdVZRM1QzSDZ2bmV3dC0ta3N3IiwiaXYiOiJLa1lUMEdYXzJqSGxmcU5fIiwiZW5jIjoiQTEyOENCQy1IUzI1NiJ9",
        "lJf3HbOApxMEBkCMOoTnnABxs_CvTWUmZQ2ElLvYNok",
        "gz6NjyEFNm_vm8Gj6FwoFQ",
        "Jf5p9-ZhJlJy_IQ_byKFmI0Ro7w7G1QiaZpI8OaiVgD8EqoDZHyFKFBupS8iaEeVIgMqWmsuJKuoVgzR3YfzoMd3GxEm3VxNhzWyWtZKX0gxKdy6HgLvqoGNbZCzLjqcpDiF8q2_62EVAbr2uSc2oaxFmFuIQHLcqAHxy51449xkjZ7ewzZaGV3eFqhpco8o4DijXaG5_7kp3h2cajRfDgymuxUbWgLqaeNQaJtvJmSMFuEOSAzw9Hdeb6yhdTynCRmu-kqtO5Dec4lT2OMZKpnxc_F1_4yDJFcqb5CiDSmA-psB2k0JtjxAj4UPI61oONK7zzFIu4gBfjJCndsZfdvG7h8wGjV98QhrKEnR7xKZ3KCr0_qR1B-gxpNk3xWU",
        "DKW7jrb4WaRSNfbXVPlT5g",
      ],
    ],
    [
      "5.8, A128KW and A128GCM",
      "A128KW",
      wrapOf7520,
      [
        "eyJhbGciOiJBMTI4S1ciLCJraWQiOiI4MWIyMDk2NS04MzMyLTQzZDktYTQ2OC04MjE2MGFkOTFhYzgiLCJlbmMiOiJBMTI4R0NNIn0",
        "CBI6oDw8MydIx1IBntf_lQcw2MmJKIQx",
        "Qx0pmsDa8KnJc9Jo",
        "AwliP-KmWgsZ37BvzCefNen6VTbRK3QMA4TkvRkH0tP1bTdhtFJgJxeVmJkLD61A1hnWGetdg11c9ADsnWgL56NyxwSYjU1ZEHcGkd3EkU0vjHi9gTlb90qSYFfeF0LwkcTtjbYKCsiNJQkcIp1yeM03OmuiYSoYJVSpf7ej6zaYcMv3WwdxDFl8REwOhNImk2Xld2JXq6BR53TSFkyT7PwVLuq-1GwtGHlQeg7gDT6xW0JqHDPn_H-puQsmthc9Zg0ojmJfqqFvETUxLAF-KjcBTS5dNy6egwkYtOt8EIHK-oEsKYtZRaa8Z7MOZ7UGxGIMvEmxrGCPeJa14slv2-gaqK0kEThkaSqdYw0FkQZF",
        "ER7MWJZ1FBI_NKvn7Zb1Lw",
      ],
    ],
  ];
}

const payload = Buffer.from(frodo).toString("base64url");
const macHead = Buffer.from(`{"alg":"HS256","kid":"${macKid}"}`).toString("base64url");
const hs256 = "eyJhbGciOiJIUzI1NiJ9";
const flattened: readonly (readonly [section: string, jws: FlattenedJWS])[] = [
  ["4.5, content that travels apart", { payload, protected: macHead, signature: "s0h6KThzkfBBBkLspW1h84VsJZFTsPPqMDA7g1Md7p0" }],
  [
    "4.6, some header fields protected",
    { payload, protected: hs256, header: { kid: macKid }, signature: "bWUSVaxorn7bEF1djytBd0kHv70Ly5pvbomzMWSOr20" },
  ],
  ["4.7, only the content protected", { payload, header: { alg: "HS256", kid: macKid }, signature: "xuLifqLGiblpv9zBpuZczWhNj1gARaLV3UxvxhJxZuk" }],
];
const sealed: readonly (readonly [section: string, jwe: FlattenedJWE])[] = [
  [
    "5.10, additional authenticated data",
    {
      protected: Buffer.from(`{"alg":"A128KW","kid":"${wrapKid}","enc":"A128GCM"}`).toString("base64url"),
      encrypted_key: "4YiiQ_ZzH76TaIkJmYfRFgOV9MIpnx4X",
      aad: "WyJ2Y2FyZCIsW1sidmVyc2lvbiIse30sInRleHQiLCI0LjAiXSxbImZuIix7fSwidGV4dCIsIk1lcmlhZG9jIEJyYW5keWJ1Y2siXSxbIm4iLHt9LCJ0ZXh0IixbIkJyYW5keWJ1Y2siLCJNZXJpYWRvYyIsIk1yLiIsIiJdXSxbImJkYXkiLHt9LCJ0ZXh0IiwiVEEgMjk4MiJdLFsiZ2VuZGVyIix7fSwidGV4dCIsIk0iXV1d",
      iv: "veCx9ece2orS7c_N",
      ciphertext:
        "Z_3cbr0k3bVM6N3oSNmHz7Lyf3iPppGf3Pj17wNZqteJ0Ui8p74SchQP8xygM1oFRWCNzeIa6s6BcEtp8qEFiqTUEyiNkOWDNoF14T_4NFqF-p2Mx8zkbKxI7oPK8KNarFbyxIDvICNqBLba-v3uzXBdB89fzOI-Lv4PjOFAQGHrgv1rjXAmKbgkft9cB4WeyZw8MldbBhc-V_KWZslrsLNygon_JJWd_ek6LQn5NRehvApqf9ZrxB4aq3FXBxOxCys35PhCdaggy2kfUfl2OkwKnWUbgXVD1C6HxLIlqHhCwXDG59weHrRDQeHyMRoBljoV3X_bUTJDnKBFOod7nLz-cj48JMx3SnCZTpbQAkFV",
      tag: "vOaH_Rajnpy_3hOtqvZHRA",
    },
  ],
  [
    "5.11, some header fields protected",
    {
      protected: "eyJlbmMiOiJBMTI4R0NNIn0",
      unprotected: { alg: "A128KW", kid: wrapKid },
      encrypted_key: "jJIcM9J-hbx3wnqhf5FlkEYos0sHsF0H",
      iv: "WgEJsDS9bkoXQ3nR",
      ciphertext:
        "lIbCyRmRJxnB2yLQOTqjCDKV3H30ossOw3uD9DPsqLL2DM3swKkjOwQyZtWsFLYMj5YeLht_StAn21tHmQJuuNt64T8D4t6C7kC9OCCJ1IHAolUv4MyOt80MoPb8fZYbNKqplzYJgIL58g8N2v46OgyG637d6uuKPwhAnTGm_zWhqc_srOvgiLkzyFXPq1hBAURbc3-8BqeRb48iR1-_5g5UjWVD3lgiLCN_P7AW8mIiFvUNXBPJK3nOWL4teUPS8yHLbWeL83olU4UAgL48x-8dDkH23JykibVSQju-f7e-1xreHWXzWLHs1NqBbre0dEwK3HX_xM0LjUz77Krppgegoutpf5qaKg3l-_xMINmf",
      tag: "fNYLqpUe84KD45lvDiaBAQ",
    },
  ],
  [
    "5.12, only the content protected",
    {
      unprotected: { alg: "A128KW", kid: wrapKid, enc: "A128GCM" },
      encrypted_key: "244YHfO_W7RMpQW81UjQrZcq5LSyqiPv",
      iv: "YihBoVOGsR1l7jCD",
      ciphertext:
        "qtPIMMaOBRgASL10dNQhOa7Gqrk7Eal1vwht7R4TT1uq-arsVCPaIeFwQfzrSS6oEUWbBtxEasE0vC6r7sphyVziMCVJEuRJyoAHFSP3eqQPb4Ic1SDSqyXjw_L3svybhHYUGyQuTmUQEDjgjJfBOifwHIsDsRPeBz1NomqeifVPq5GTCWFo5k_MNIQURR2Wj0AHC2k7JZfu2iWjUHLF8ExFZLZ4nlmsvJu_mvifMYiikfNfsZAudISOa6O73yPZtL04k_1FI7WDfrb2w7OqKLWDXzlpcxohPVOLQwpA3mFNRKdY-bQz4Z4KX9lfz1cne31N4-8BKmojpw-OdQjKdLOGkC445Fb_K1tlDQXw2sBF",
      tag: "e2m0Vm7JvjK2VpCKXS-kyg",
    },
  ],
];
const rsaOf48 =
  "MIsjqtVlOpa71KE-Mss8_Nq2YH4FGhiocsqrgi5NvyG53uoimic1tcMdSg-qptrzZc7CG6Svw2Y13TDIqHzTUrL_lR2ZFcryNFiHkSw129EghGpwkpxaTn_THJTCglNbADko1MZBCdwzJxwqZc-1RlpO2HibUYyXSwO97BSe0_evZKdjvvKSgsIqjytKSeAMbhMBdMma622_BG5t4sdbuCHtFjp9iJmkio47AIwqkZV1aIZsv33uPUqBBCXbYoQJwt7mxPftHmNlGoOSMxR_3thmXTCm4US-xiNOyhbm8afKK64jU6_TPtQHiJeQJxz9G3Tx-083B745_AfYOnlC9w";
const ecOf48 =
  "ARcVLnaJJaUWG8fG-8t5BREVAuTY8n8YHjwDO1muhcdCoFZFFjfISu0Cdkn9Ybdlmi54ho0x924DUz8sK7ZXkhc7AFM8ObLfTvNCrqcI3Jkl2U5IX3utNhODH6v7xgy1Qahsn0fyb4zSAkje8bAWz4vIfj5pCMYxxm4fgV3q7ZYhm5eD";

describe("RFC 7520, JSON", () => {
  it.each(flattened)("%s", async (_section, jws) => {
    expect(text((await flattenedVerify(jws, await importJWK(macOf7520, "HS256"))).payload)).toBe(frodo);
  });
  it("4.8, three signatures, each with its own key", async () => {
    const signatures = [
      { protected: "eyJhbGciOiJSUzI1NiJ9", header: { kid: bilbo }, signature: rsaOf48 },
      { header: { alg: "ES512", kid: bilbo }, signature: ecOf48 },
      { protected: macHead, signature: "s0h6KThzkfBBBkLspW1h84VsJZFTsPPqMDA7g1Md7p0" },
    ];
    for (const [jwk, alg] of [
      [rsaOf7520, "RS256"],
      [ecOf7520, "ES512"],
      [macOf7520, "HS256"],
    ] as const) {
      expect(text((await generalVerify({ payload, signatures }, await importJWK(jwk, alg))).payload)).toBe(frodo);
    }
  });
  it.each(sealed)("%s", async (_section, jwe) => {
    expect(text((await flattenedDecrypt(jwe, await importJWK(wrapOf7520, "A128KW"))).plaintext)).toBe(friends);
  });
});
