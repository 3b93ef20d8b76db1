import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FileInUse, openFileKeyStore } from "../src/node.ts";

const secret = new Uint8Array(32).fill(7);
const place = { folder: "", path: "" };
beforeEach(async () => {
  place.folder = await mkdtemp(join(tmpdir(), "drawbridge-keys-"));
  place.path = join(place.folder, "device");
});
afterEach(() => rm(place.folder, { recursive: true, force: true }));

const userIdentifier = { tenantId: "bank", userId: "ada-of-the-bank" };

describe("the key store of Node", () => {
  it("gives back what was written, with keys that sign the same and cannot be exported", async () => {
    const store = await openFileKeyStore({ path: place.path, secret });
    const keys = await store.generateKeys();
    const seed = { seedId: "s", masked: new Uint8Array(32).fill(1), salt: new Uint8Array(16).fill(2), atc: 4, codes: 65_535 };
    await store.write({
      users: [{ userIdentifier, displayName: "Ada", deviceId: "dev_1", deviceName: "Phone", keys, authMode: null, seed }],
      removals: [],
      lastUser: userIdentifier,
    });
    await store.close();
    const again = await openFileKeyStore({ path: place.path, secret });
    const { users, lastUser } = await again.read();
    const [user] = users;
    expect(lastUser).toEqual(userIdentifier);
    expect(user?.seed).toEqual(seed);
    const message = new Uint8Array([1, 2, 3]);
    const algorithm = { name: "ECDSA", hash: "SHA-256" };
    const signature = user && (await crypto.subtle.sign(algorithm, user.keys.signing.privateKey, message));
    expect(signature && (await crypto.subtle.verify(algorithm, keys.signing.publicKey, signature, message))).toBe(true);
    await expect(crypto.subtle.exportKey("jwk", keys.signing.privateKey)).rejects.toThrow();
    await expect(user && crypto.subtle.exportKey("jwk", user.keys.encryption.privateKey)).rejects.toThrow();
    await again.close();
  });

  it("writes nothing that can be read, opens with its secret alone, and notices a changed byte", async () => {
    const store = await openFileKeyStore({ path: place.path, secret });
    await store.write({ users: [], removals: [], lastUser: userIdentifier });
    await store.close();
    const sealed = await readFile(place.path);
    expect(sealed.includes("ada-of-the-bank")).toBe(false);
    const stranger = await openFileKeyStore({ path: place.path, secret: new Uint8Array(32) });
    await expect(stranger.read()).rejects.toThrow();
    await stranger.close();
    await writeFile(place.path, sealed.with(20, (sealed[20] ?? 0) ^ 1));
    const spoiled = await openFileKeyStore({ path: place.path, secret });
    await expect(spoiled.read()).rejects.toThrow();
    await spoiled.close();
  });

  it("has one writer at a time; what a process left behind that is gone does not block", async () => {
    const store = await openFileKeyStore({ path: place.path, secret });
    await expect(openFileKeyStore({ path: place.path, secret })).rejects.toThrow(FileInUse);
    await store.close();
    await writeFile(`${place.path}.lock`, "999999999");
    const after = await openFileKeyStore({ path: place.path, secret });
    expect((await after.read()).users).toEqual([]);
    await after.close();
  });
});
