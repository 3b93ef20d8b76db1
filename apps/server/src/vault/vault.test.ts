import { hkdfSync } from "node:crypto";
import { mkdtemp, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Secret } from "@drawbridge/adapter-kit";
import { Type } from "typebox";
import { Value } from "typebox/value";
import { describe, expect, it, onTestFinished } from "vitest";
import { addKeyVersion, letBeUsed, openKeyVersions } from "./key-versions.ts";
import { openFileKms } from "./kms.ts";
import { createVault, VaultError } from "./vault.ts";

const purpose = { tenantId: "t", userId: "u", ownerId: "c", purpose: "access" } as const;

const Stored = Type.Object({ kek: Type.Object({ key: Type.String() }), root: Type.String() });

const subject = async () => {
  const folder = await mkdtemp(join(tmpdir(), "kms-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, "kms.json");
  return { path, vault: createVault(await openFileKms(path)) };
};

describe("keys", () => {
  it("of a release without credentials stay as they are, and get a signing key beside them that lasts", async () => {
    const { path, vault } = await subject();
    const envelope = vault.seal(new Secret("token-1"), purpose);
    const before = await readFile(path, "utf8");
    const beside = path.replace(/\.json$/, "-credentials.json");
    await rm(beside);
    const opened = await Promise.all([openFileKms(path), openFileKms(path)]);
    const [first, second] = opened.map(({ credentials }) => credentials.publicKeys);
    expect(first).toEqual([{ kty: "OKP", crv: "Ed25519", x: expect.any(String), kid: expect.any(String), alg: "EdDSA", use: "sig" }]);
    expect(second).toEqual(first);
    expect((await openFileKms(path)).credentials.publicKeys).toEqual(first);
    expect(await readFile(path, "utf8")).toBe(before);
    expect((await stat(beside)).mode & 0o777).toBe(0o600);
    expect(
      createVault(await openFileKms(path))
        .open(envelope, purpose)
        .reveal(),
    ).toBe("token-1");
  });
});

describe("keys in the key file", () => {
  const KeyFile = Type.Object({
    client: Type.Unknown(),
    sealing: Type.Object({ id: Type.String(), privateKey: Type.Record(Type.String(), Type.Unknown()) }),
  });

  it("keep their names, whatever the file called them before, and may be taken out once others are used", async () => {
    const { path } = await subject();
    const text = await readFile(path, "utf8");
    const { client, sealing, ...rest } = Value.Parse(Type.Intersect([KeyFile, Type.Record(Type.String(), Type.Unknown())]), JSON.parse(text));
    await writeFile(path, JSON.stringify({ ...rest, client, sealing: { ...sealing, privateKey: { ...sealing.privateKey, kid: "sealing" } } }));
    expect((await openFileKms(path)).sealing.publicKeys).toMatchObject([{ kid: sealing.id }]);
    for (const replaced of ["banks", "sealing"] as const) {
      const number = await addKeyVersion(path, replaced, new Date());
      expect((await openKeyVersions(path, replaced)).map((version) => version.number)).toEqual([0, number]);
      await letBeUsed(path, replaced, number);
      expect((await openKeyVersions(path, replaced)).map((version) => version.number)).toEqual([number, 0]);
    }
    await writeFile(path, JSON.stringify(rest));
    const kms = await openFileKms(path);
    expect([kms.client.publicKeys.length, kms.sealing.publicKeys.length]).toEqual([1, 1]);
    expect(kms.sealing.publicKey.kid).not.toBe(sealing.id);
  });
});

describe("the root secret", () => {
  it("of a key file made before is its first key-encryption key, so that nothing derived from it changes", async () => {
    const { path } = await subject();
    const { root: _root, ...older } = Value.Parse(Stored, JSON.parse(await readFile(path, "utf8")));
    await writeFile(path, JSON.stringify(older));
    const expected = hkdfSync("sha256", Buffer.from(older.kek.key, "base64url"), new Uint8Array(32), "a label", 10);
    expect(Buffer.from((await openFileKms(path)).derive("a label", 10))).toEqual(Buffer.from(expected));
  });

  it("of a new key file is a secret of its own, and lasts", async () => {
    const { path } = await subject();
    const [first, again] = await Promise.all([openFileKms(path), openFileKms(path)]);
    expect(first.derive("a label")).toEqual(again.derive("a label"));
    expect(first.derive("a label")).not.toEqual(first.derive("another label"));
    expect(Buffer.from(first.derive("a label"))).not.toEqual(
      Buffer.from(hkdfSync("sha256", first.keks.newest().key, new Uint8Array(0), "a label", 32)),
    );
  });
});

describe("key-encryption keys", () => {
  const now = new Date("2026-01-02T03:04:05Z");

  it("the newest seals, in every process that has the folder; all open", async () => {
    const { path, vault } = await subject();
    const beside = createVault(await openFileKms(path));
    const before = vault.seal(new Secret("before"), purpose);
    const kms = await openFileKms(path);
    const made = await kms.keks.add(now);
    const after = beside.seal(new Secret("after"), purpose);
    expect([before.kek, after.kek]).not.toContain("");
    expect(after.kek).toBe(made.id);
    expect([vault.open(before, purpose).reveal(), vault.open(after, purpose).reveal()]).toEqual(["before", "after"]);
    expect((await openFileKms(path)).keks.list().map(({ id }) => id)).toEqual([made.id, before.kek]);
    expect((await stat(join(path.replace(/\.json$/, "-keks"), "0001.json"))).mode & 0o777).toBe(0o600);
  });

  it("rewrapping changes who holds the data key, and nothing else", async () => {
    const { path, vault } = await subject();
    const envelope = vault.seal(new Secret("token-1"), purpose);
    const made = await (await openFileKms(path)).keks.add(now);
    const rewrapped = vault.rewrap(envelope, purpose);
    expect(rewrapped).toMatchObject({ v: 1, kek: made.id, data: envelope.data });
    expect(vault.open(rewrapped, purpose).reveal()).toBe("token-1");
    expect(() => vault.rewrap(envelope, { ...purpose, ownerId: "other" })).toThrow(VaultError);
  });

  it("two rotations at once make two keys, and lose none", async () => {
    const { path } = await subject();
    const [one, two] = await Promise.all([openFileKms(path), openFileKms(path)]);
    const made = await Promise.all([one.keks.add(now), two.keks.add(now), one.keks.add(now)]);
    const { keks } = await openFileKms(path);
    expect(keks.list().map(({ number }) => number)).toEqual([3, 2, 1, 0]);
    expect(made.map(({ id }) => keks.find(id)?.id)).toEqual(made.map(({ id }) => id));
  });

  it("what is withdrawn opens nothing; the newest cannot be withdrawn; a key file of any age keeps its root", async () => {
    const { path, vault } = await subject();
    const { root: _root, ...older } = Value.Parse(Stored, JSON.parse(await readFile(path, "utf8")));
    const envelope = vault.seal(new Secret("token-1"), purpose);
    const { keks, derive } = await openFileKms(path);
    const first = keks.newest();
    await expect(keks.withdraw(first.id)).rejects.toThrow("rotate first");
    const second = await keks.add(now);
    await keks.withdraw(first.id);
    await keks.add(now);
    await keks.withdraw(second.id);
    const again = await openFileKms(path);
    expect(again.keks.list()).toHaveLength(1);
    expect(() => createVault(again).open(envelope, purpose)).toThrow(VaultError);
    expect(again.derive("a label")).toEqual(derive("a label"));
    await writeFile(path, JSON.stringify(older));
    expect((await openFileKms(path)).keks.newest().id).toBe(again.keks.newest().id);
  });

  it("a key whose file a power cut left half-named still opens what it sealed", async () => {
    const { path, vault } = await subject();
    const folder = path.replace(/\.json$/, "-keks");
    await (await openFileKms(path)).keks.add(now);
    const envelope = vault.seal(new Secret("token-1"), purpose);
    await rename(join(folder, "0001.json"), join(folder, "0001.new-ab12"));
    const restarted = await openFileKms(path);
    expect(restarted.keks.newest().number).toBe(0);
    expect(createVault(restarted).open(envelope, purpose).reveal()).toBe("token-1");
  });
});

describe("vault", () => {
  it("opens what it sealed, also after a restart", async () => {
    const { path, vault } = await subject();
    const envelope = vault.seal(new Secret("token-1"), purpose);
    const restarted = createVault(await openFileKms(path));
    expect(restarted.open(envelope, purpose).reveal()).toBe("token-1");
    expect(JSON.stringify(envelope)).not.toContain("token-1");
  });

  it("refuses an envelope of another connection", async () => {
    const { vault } = await subject();
    const envelope = vault.seal(new Secret("token-1"), purpose);
    expect(() => vault.open(envelope, { ...purpose, ownerId: "other" })).toThrow(VaultError);
  });

  it("refuses a changed envelope", async () => {
    const { vault } = await subject();
    const envelope = vault.seal(new Secret("token-1"), purpose);
    const changed = { ...envelope, data: `${envelope.data.startsWith("A") ? "B" : "A"}${envelope.data.slice(1)}` };
    expect(() => vault.open(changed, purpose)).toThrow(VaultError);
  });

  it("never uses a nonce twice", async () => {
    const { vault } = await subject();
    const nonces = new Set(Array.from({ length: 2000 }, () => vault.seal(new Secret("x"), purpose).data.slice(0, 16)));
    expect(nonces.size).toBe(2000);
  });

  it("answers null for a field sealed to nobody", async () => {
    const { vault } = await subject();
    const field = { name: "password", keyId: "seal_unknown", ephemeralKey: "AA", nonce: "AA", ciphertext: "AA" };
    expect(await vault.openSealed(field, "ses_1")).toBeNull();
  });
});
