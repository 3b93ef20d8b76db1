import { argon2Sync, createHash } from "node:crypto";
import { ristretto255_oprf } from "@noble/curves/ed25519.js";
import { DEVICE_KEY_STRETCHING } from "@drawbridge/contract";
import { client, ready, server } from "@serenity-kit/opaque";
import { beforeAll, describe, expect, it } from "vitest";
import { answerLogin, beginLogin, blindPassword, evaluate, finishLogin, finishRegistration, publicOf, type Setting } from "./rfc-9807.ts";

/** RFC 9497 and RFC 9807: our second implementation passes the published vectors, and the library of the product speaks with it. */

const hex = (value: string): Buffer => Buffer.from(value.replaceAll(/\s/g, ""), "hex");
const toHex = (value: Uint8Array | undefined): string => Buffer.from(value ?? []).toString("hex");
const context = Buffer.from("OPAQUE-POC");

it("RFC 9497 A.1.1, ristretto255: the key of a seed, and its output", () => {
  const { oprf } = ristretto255_oprf;
  const { secretKey } = oprf.deriveKeyPair(Buffer.alloc(32, 0xa3), Buffer.from("test key"));
  expect(toHex(secretKey)).toBe("5ebcea5ee37023ccb9fc2d2019f9d7737be85591ae8652ffa9ef0f4d37063b0e");
  const { blind, blinded } = oprf.blind(Buffer.of(0));
  const output = oprf.finalize(Buffer.of(0), blind, oprf.blindEvaluate(secretKey, blinded));
  expect(toHex(output)).toBe(
    "527759c3d9366f277d8c6020418d96bb393ba2afb20ff90df23fb7708264e2f3ab9135e3bd69955851de4b1f9fe8a0973396719b7912ba9ee8aa7d0b5e24bcf6",
  );
});

describe("RFC 9807, C.1: real vectors of ristretto255", () => {
  const password = Buffer.from("CorrectHorseBatteryStaple");
  const credentialIdentifier = Buffer.from("1234");
  const keys = {
    oprfSeed: hex(
      "f433d0227b0b9dd54f7c4422b600e764e47fb503f1f9a0f0a47c6606b0 54a7fdc65347f1a08f277e22358bbabe26f823fca82c7848e9a75661f4ec5d5c1989ef",
    ),
    secretKey: hex("47451a85372f8b3537e249d7b54188091fb18edde78094b43e2ba42b5eb89f0d"),
  };
  const clientChances = {
    blind: hex("6ecc102d2e7a7cf49617aad7bbe188556792d4acd60a1a8a8d2b65d4b0790308"),
    nonce: hex("da7e07376d6d6f034cfa9bb537d11b8c6b4238c334333d1f0aebb380cae6a6cc"),
    keyshareSeed: hex("82850a697b42a505f5b68fcdafce8c31f0af2b581f063cf1091933541936304b"),
  };
  const serverChances = {
    maskingNonce: hex("38fe59af0df2c79f57b8780278f5ae47355fe1f817119041951c80f612fdfc6d"),
    nonce: hex("71cd9960ecef2fe0d0f7494986fa3d8b2bb01963537e60efb13981e138e3d4a1"),
    keyshareSeed: hex("05a4f54206eef1ba2f615bc0aa285cb22f26d1153b5b40a1e85ff80da12f982f"),
  };
  const nonce = hex("ac13171b2f17bc2c74997f0fce1e1f35bec6b91fe2e12dbd323d23ba7a38dfec");
  const clientKeyAndMask =
    "76a845464c68a5d2f7e442436bb1424953b17d3e2e289ccbaccafb57ac5c36751ac5844383c7708077dea41cbefe2fa15724f449e535dd7dd562e66f5ecfb95864eadddec9db5874959905117dad40a4524111849799281fefe3c51fa82785c5ac13171b2f17bc2c74997f0fce1e1f35bec6b91fe2e12dbd323d23ba7a38dfec";
  const ke2Begin =
    "7e308140890bcde30cbcea28b01ea1ecfbd077cff62c4def8efa075aabcbb47138fe59af0df2c79f57b8780278f5ae47355fe1f817119041951c80f612fdfc6dd6ec60bcdb26dc455ddf3e718f1020490c192d70dfc7e403981179d8073d1146a4f9aa1ced4e4cd984c657eb3b54ced3848326f70331953d91b02535af44d9fe";
  const serverShown =
    "71cd9960ecef2fe0d0f7494986fa3d8b2bb01963537e60efb13981e138e3d4a1c4f62198a9d6fa9170c42c3c71f1971b29eb1d5d0bd733e40816c91f7912cc4a";

  it.each([
    {
      name: "C.1.1, keys as names",
      setting: { context },
      tag: "634b0f5b96109c198a8027da51854c35bee90d1e1c781806d07d49b76de6a28b8d9e9b6c93b9f8b64d16dddd9c5bfb5fea48ee8fd2f75012a8b308605cdd8ba5",
      masked: "dc80188ca46743c52786e0382f95ad85c08f6afcd1ccfbff95e2bdeb015b166c6b20b92f832cc6df01e0b86a7efd92c1c804ff865781fa93f2f20b446c8371b6",
      serverMac: "660c48dae03e57aaa38f3d0cffcfc21852ebc8b405d15bd6744945ba1a93438a162b6111699d98a16bb55b7bdddfe0fc5608b23da246e7bd73b47369169c5c90",
      ke3: "4455df4f810ac31a6748835888564b536e6da5d9944dfea9e34defb9575fe5e2661ef61d2ae3929bcf57e53d464113d364365eb7d1a57b629707ca48da18e442",
      sessionKey: "42afde6f5aca0cfa5c163763fbad55e73a41db6b41bc87b8e7b62214a8eedc6731fa3cb857d657ab9b3764b89a84e91ebcb4785166fbb02cedfcbdfda215b96f",
    },
    {
      name: "C.1.2, alice and bob",
      setting: { context, clientIdentity: Buffer.from("alice"), serverIdentity: Buffer.from("bob") },
      tag: "1ac902dc5589e9a5f0de56ad685ea8486210ef41449cd4d8712828913c5d2b680b2b3af4a26c765cff329bfb66d38ecf1d6cfa9e7a73c222c6efe0d9520f7d7c",
      masked: "a502150b67fe36795dd8914f164e49f81c7688a38928372134b7dccd50e09f8fed9518b7b2f94835b3c4fe4c8475e7513f20eb97ff0568a39caee3fd6251876f",
      serverMac: "292371e7809a9031743e943fb3b56f51de903552fc91fba4e7419029951c3970b2e2f0a9dea218d22e9e4e0000855bb6421aa3610d6fc0f4033a6517030d4341",
      ke3: "7a026de1d6126905736c3f6d92463a08d209833eb793e46d0f7f15b3e0f62c7643763c02bbc6b8d3d15b63250cae98171e9260f1ffa789750f534ac11a0176d5",
      sessionKey: "ae7951123ab5befc27e62e63f52cf472d6236cb386c968cc47b7e34f866aa4bc7638356a73cfce92becf39d6a7d32a1861f12130e824241fe6cab34fbd471a57",
    },
  ])("$name", ({ setting, tag, masked, serverMac, ke3, sessionKey }) => {
    const { blind, blinded } = blindPassword(password, hex("76cfbfe758db884bebb33582331ba9f159720ca8784a2a070a265d9c2d6abe01"));
    expect(toHex(blinded)).toBe("5059ff249eb1551b7ce4991f3336205bde44a105a032e747d21bf382e75f7a71");
    const response = Buffer.concat([evaluate(keys, credentialIdentifier, blinded), publicOf(keys.secretKey)]);
    expect(toHex(response)).toBe(
      "7408a268083e03abc7097fc05b587834539065e86fb0c7b6342fcf5e01e5b019b2fe7af9f48cc502d016729d2fe25cdd433f2c4bc904660b2a382c9b79df1a78",
    );
    const { record, exportKey } = finishRegistration(response, { password, blind }, { ...setting, nonce });
    expect(toHex(record)).toBe(clientKeyAndMask + tag);
    expect(toHex(exportKey)).toBe(
      "1ef15b4fa99e8a852412450ab78713aad30d21fa6966c9b8c9fb3262a970dc62950d4dd4ed62598229b1b72794fc0335199d9f7fcc6eaedde92cc04870e63f16",
    );
    const begun = beginLogin(password, clientChances);
    expect(toHex(begun.ke1)).toBe(
      "c4dedb0ba6ed5d965d6f250fbe554cd45cba5dfcce3ce836e4aee778aa3cd44dda7e07376d6d6f034cfa9bb537d11b8c6b4238c334333d1f0aebb380cae6a6cc6e29bee50701498605b2c085d7b241ca15ba5c32027dd21ba420b94ce60da326",
    );
    const answered = answerLogin({ server: keys, credentialIdentifier, record, ke1: begun.ke1 }, setting, serverChances);
    expect(toHex(answered.ke2)).toBe(ke2Begin + masked + serverShown + serverMac);
    const finished = finishLogin(begun, answered.ke2, setting);
    expect([toHex(finished?.ke3), toHex(finished?.sessionKey)]).toEqual([ke3, sessionKey]);
    expect(toHex(finished?.exportKey)).toBe(toHex(exportKey));
    expect([toHex(answered.ke3), toHex(answered.sessionKey)]).toEqual([ke3, sessionKey]);
    expect(finishLogin({ ...begun, password: Buffer.from("another") }, answered.ke2, setting)).toBeNull();
  });
});

it("RFC 9807, C.2.1: the answer for a user who is not there", () => {
  const fake = {
    oprfSeed: hex("743fc168d1f826ad43738933e5adb23da6fb95f95a1b069f0daa0522d0a78b617f701fc6aa46d3e7981e70de7765dfcd6b1e13e3369a582eb8dc456b10aa53b0"),
    secretKey: hex("c788585ae8b5ba2942b693b849be0c0426384e41977c18d2e81fbe30fd7c9f06"),
  };
  const clientKey = hex("84f43f9492e19c22d8bdaa4447cc3d4db1cdb5427a9f852c4707921212c36251");
  const maskingKey = hex(
    "39ebd51f0e39a07a1c2d2431995b0399bca9996c5d10014d6ebab4453dc10ce5cef38ed3df6e56bfff40c2d8dd4671c2b4cf63c3d54860f31fe40220d690bb71",
  );
  const ke1 = hex(
    "b0a26dcaca2230b8f5e4b1bcab9c84b586140221bb8b2848486874b0be44890542d4e61ed3f8d64cdd3b9d153343eca15b9b0d5e388232793c6376bd2d9cfd0ab641d7f20a245a09f1d4dbb6e301661af7f352beb0791d055e48d3645232f77f",
  );
  const login = { server: fake, credentialIdentifier: Buffer.from("1234"), record: Buffer.concat([clientKey, maskingKey, Buffer.alloc(96)]), ke1 };
  const answered = answerLogin(
    login,
    { context, clientIdentity: Buffer.from("alice"), serverIdentity: Buffer.from("bob") },
    {
      maskingNonce: hex("9c035896a043e70f897d87180c543e7a063b83c1bb728fbd189c619e27b6e5a6"),
      nonce: hex("1e10f6eeab2a7a420bf09da9b27a4639645622c46358de9cf7ae813055ae2d12"),
      keyshareSeed: hex("360b0937f47d45f6123a4d8f0d0c0814b6120d840ebb8bc5b4f6b62df07f78c2"),
    },
  );
  expect(toHex(answered.ke2)).toBe(
    "928f79ad8df21963e91411b9f55165ba833dea918f441db967cdc09521d229259c035896a043e70f897d87180c543e7a063b83c1bb728fbd189c619e27b6e5a632b5ab1bff96636144faa4f9f9afaac75dd88ea99cf5175902ae3f3b2195693f165f11929ba510a5978e64dcdabecbd7ee1e4380ce270e58fea58e6462d92964a1aaef72698bca1c673baeb04cc2bf7de5f3c2f5553464552d3a0f7698a9ca7f9c5e70c6cb1f706b2f175ab9d04bbd13926e816b6811a50b4aafa9799d5ed7971e10f6eeab2a7a420bf09da9b27a4639645622c46358de9cf7ae813055ae2d1298251c5ba55f6b0b2d58d9ff0c88fe4176484be62a96db6e2a8c4d431bd1bf27fe6c1d0537603835217d42ebf7b2581982732e74892fd28211b31ed33863f0beaf75ba6f59474c0aaf9d78a60a9b2f4cd24d7ab54131b3c8efa192df6b72db4c",
  );
});

/** The configuration of the product: no context, keys as names, argon2id with a salt of zeros over the output of the OPRF. */
const product: Setting = {
  stretch: (message) => argon2Sync("argon2id", { message, nonce: Buffer.alloc(16), parallelism: 4, tagLength: 64, memory: 65_536, passes: 3 }),
};
const bytes = (value: string): Buffer => Buffer.from(value, "base64url");
const letters = (value: Uint8Array): string => Buffer.from(value).toString("base64url");

describe("the library of the product and the second implementation, as devices and the server are set up", () => {
  const userIdentifier = "tenant|user|device";
  const credentialIdentifier = Buffer.from(userIdentifier);
  const pin = Buffer.from("135790");
  const keyStretching = DEVICE_KEY_STRETCHING;
  let serverSetup = "";
  beforeAll(async () => {
    await ready;
    serverSetup = server.createSetup();
  });

  it("a device of the RFC registers and proves its PIN at the library's server; a wrong PIN and an unknown user get nothing", () => {
    const { blind, blinded } = blindPassword(pin);
    const { registrationResponse } = server.createRegistrationResponse({ serverSetup, userIdentifier, registrationRequest: letters(blinded) });
    const { record, exportKey } = finishRegistration(bytes(registrationResponse), { password: pin, blind }, product);
    const logIn = (password: Buffer, registrationRecord: string | null) => {
      const begun = beginLogin(password);
      const { serverLoginState, loginResponse } = server.startLogin({
        serverSetup,
        userIdentifier,
        registrationRecord,
        startLoginRequest: letters(begun.ke1),
      });
      const finished = finishLogin(begun, bytes(loginResponse), product);
      return { finished, length: loginResponse.length, serverLoginState };
    };
    const { finished, serverLoginState, length } = logIn(pin, letters(record));
    expect(server.finishLogin({ serverLoginState, finishLoginRequest: letters(finished?.ke3 ?? new Uint8Array(64)) }).sessionKey).toBe(
      letters(finished?.sessionKey ?? new Uint8Array(0)),
    );
    expect(toHex(finished?.exportKey)).toBe(toHex(exportKey));
    expect(logIn(Buffer.from("135791"), letters(record)).finished).toBeNull();
    const unknown = logIn(pin, null);
    expect([unknown.finished, unknown.length]).toEqual([null, length]);
    expect(() => server.finishLogin({ serverLoginState: unknown.serverLoginState, finishLoginRequest: letters(new Uint8Array(64)) })).toThrow();
  });

  it("a device with the library registers and proves its PIN at a server of the RFC; a wrong PIN and an unknown user get nothing", () => {
    const setup = bytes(serverSetup);
    const own = { oprfSeed: setup.subarray(0, 64), secretKey: setup.subarray(64, 96) };
    const begun = client.startRegistration({ password: "135790" });
    const evaluated = evaluate(own, credentialIdentifier, bytes(begun.registrationRequest));
    const registrationResponse = letters(Buffer.concat([evaluated, publicOf(own.secretKey)]));
    // One setup, one answer: the secrets of the library's server are read as the RFC reads them.
    expect(server.createRegistrationResponse({ serverSetup, userIdentifier, registrationRequest: begun.registrationRequest })).toEqual({
      registrationResponse,
    });
    const made = client.finishRegistration({ ...begun, password: "135790", registrationResponse, keyStretching });
    const logIn = (password: string, record: Uint8Array) => {
      const { clientLoginState, startLoginRequest } = client.startLogin({ password });
      const answered = answerLogin({ server: own, credentialIdentifier, record, ke1: bytes(startLoginRequest) }, product);
      return { answered, finished: client.finishLogin({ password, clientLoginState, loginResponse: letters(answered.ke2), keyStretching }) };
    };
    const right = logIn("135790", bytes(made.registrationRecord));
    expect(right.finished?.finishLoginRequest).toBe(letters(right.answered.ke3));
    expect(right.finished?.sessionKey).toBe(letters(right.answered.sessionKey));
    expect(right.finished?.exportKey).toBe(made.exportKey);
    expect(logIn("135791", bytes(made.registrationRecord)).finished).toBeUndefined();
    const nobody = Buffer.concat([publicOf(own.secretKey), createHash("sha512").update("mask").digest(), Buffer.alloc(96)]);
    expect(logIn("135790", nobody).finished).toBeUndefined();
  });
});
