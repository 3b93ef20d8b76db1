import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { connectEventCatalogue, connectEventExamples, connectRulings, failureNames, type ConnectEventEntry } from "@drawbridge/contract";
import { connectAsyncApi } from "./connect-async-api.ts";
import { connectPage } from "./connect-page.ts";
import { connectSchema } from "./connect-schema.ts";
import { failuresPage } from "./failures-page.ts";
import { fieldType } from "./field-type.ts";
import { referenceFiles } from "./reference-files.ts";

const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
ajv.addSchema(connectSchema());
const validatorOf = (name: string): ((value: unknown) => boolean) => {
  const validate = ajv.getSchema(`urn:drawbridge:connect-events#/$defs/${name}`);
  if (!validate) throw new Error(`${name} is not in the bundle`);
  return (value) => validate(value) === true;
};

type Node = Readonly<Record<string, unknown>>;
const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null;
const childOf = (value: unknown, key: string): unknown => (isNode(value) ? value[key] : undefined);
const resolve = (document: object, ref: string): unknown =>
  ref
    .slice(2)
    .split("/")
    .reduce<unknown>((value, part) => childOf(value, part), document);
const refsIn = (value: unknown): readonly string[] => {
  if (!isNode(value)) return [];
  const own = typeof value["$ref"] === "string" ? [value["$ref"]] : [];
  return [...own, ...Object.values(value).flatMap(refsIn)];
};

describe("generated files", () => {
  it.each(Object.entries(referenceFiles()))("%s is what the catalogue says (else: npm run reference)", (path, text) => {
    expect(readFileSync(new URL(`../../${path}`, import.meta.url), "utf8") === text).toBe(true);
  });
  it("print the same twice", () => {
    expect(referenceFiles()).toEqual(referenceFiles());
  });
});

describe("the JSON Schema bundle", () => {
  it("is a valid schema of 2020-12 without open ends", () => {
    const schema = connectSchema();
    expect(ajv.validateSchema(schema)).toBe(true);
    expect(refsIn(schema).filter((ref) => resolve(schema, ref) === undefined)).toEqual([]);
  });
  it.each(connectEventCatalogue.map((entry: ConnectEventEntry) => entry))(
    "accepts the examples of $name under its name, and nobody else's",
    ({ name, shapes }) => {
      const validate = validatorOf(name);
      const accepted = Object.keys(connectEventExamples).filter((shape) => validate(connectEventExamples[shape]));
      expect(accepted).toEqual(Object.keys(shapes));
    },
  );
  it("judges whole messages", () => {
    const page = validatorOf("PageMessage");
    expect(page({ type: "user", data: connectEventExamples["End: exit"] })).toBe(true);
    expect(page({ type: "done", data: { code: 200, reason: "complete", reportData: [] } })).toBe(true);
    expect(page({ type: "user", data: { action: "End" } })).toBe(false);
    expect(page({ type: "done", data: { code: 100, reason: "exit", reportData: [] } })).toBe(false);
    const host = validatorOf("HostMessage");
    expect(host({ type: "window", closed: true, blocked: false })).toBe(true);
    expect(host({ type: "close" })).toBe(false);
  });
});

/** The part of the AsyncAPI 3.0 meta-schema that this document uses. */
const reference = { type: "object", required: ["$ref"], properties: { $ref: { type: "string", pattern: "^#/" } }, additionalProperties: false };
const referenceMap = { type: "object", minProperties: 1, additionalProperties: reference };
const asyncApiShape = {
  type: "object",
  required: ["asyncapi", "info", "channels", "operations", "components"],
  properties: {
    asyncapi: { const: "3.0.0" },
    id: { type: "string", pattern: "^urn:" },
    info: { type: "object", required: ["title", "version"] },
    defaultContentType: { type: "string" },
    channels: {
      type: "object",
      additionalProperties: {
        type: "object",
        required: ["address", "messages"],
        properties: { address: { type: ["string", "null"] }, title: { type: "string" }, description: { type: "string" }, messages: referenceMap },
        additionalProperties: false,
      },
    },
    operations: {
      type: "object",
      additionalProperties: {
        type: "object",
        required: ["action", "channel"],
        properties: {
          action: { enum: ["send", "receive"] },
          channel: reference,
          summary: { type: "string" },
          messages: { type: "array", items: reference },
        },
        additionalProperties: false,
      },
    },
    components: {
      type: "object",
      required: ["messages", "schemas"],
      properties: {
        schemas: { type: "object", propertyNames: { pattern: "^[\\w.-]+$" } },
        messages: {
          type: "object",
          propertyNames: { pattern: "^[\\w.-]+$" },
          additionalProperties: {
            type: "object",
            required: ["name", "payload"],
            properties: {
              name: { type: "string" },
              title: { type: "string" },
              summary: { type: "string" },
              payload: { type: "object" },
              examples: {
                type: "array",
                items: {
                  type: "object",
                  required: ["payload"],
                  properties: { name: { type: "string" }, payload: { type: "object" } },
                  additionalProperties: false,
                },
              },
            },
            patternProperties: { "^x-": true },
            additionalProperties: false,
          },
        },
      },
      additionalProperties: false,
    },
  },
  additionalProperties: false,
};

describe("the AsyncAPI document", () => {
  const document = connectAsyncApi();
  it("has the structure of version 3.0", () => {
    const validate = new Ajv2020({ allowUnionTypes: true }).compile(asyncApiShape);
    expect(validate(document) ? [] : validate.errors).toEqual([]);
  });
  it("has no reference that leads nowhere", () => {
    expect(refsIn(document).filter((ref) => resolve(document, ref) === undefined)).toEqual([]);
  });
  it("sends only messages of its channel", () => {
    const listed = refsIn(childOf(document, "operations")).filter((ref) => ref.includes("/messages/"));
    const carried = Object.keys(resolve(document, "#/channels/conversation/messages") ?? {});
    expect(listed.map((ref) => ref.split("/").at(-1))).toEqual(carried);
  });
  it("has payloads that accept their examples", () => {
    const judge = new Ajv2020({ allowUnionTypes: true, strict: false });
    judge.addSchema({ $id: "urn:drawbridge:document", components: childOf(document, "components") });
    const wrong = connectEventCatalogue.flatMap(({ name }) => {
      const path = `#/components/messages/user.${name}`;
      const examples = resolve(document, `${path}/examples`);
      const validate = judge.getSchema(`urn:drawbridge:document${path}/payload`);
      return Array.isArray(examples) && examples.length > 0 ? examples.filter((example) => !validate?.(childOf(example, "payload"))) : [name];
    });
    expect(wrong).toEqual([]);
  });
});

describe("the pages", () => {
  it("name every event with examples that are valid, and every rule", () => {
    const page = connectPage();
    const blocks = [...page.matchAll(/```jsonl?\n([\s\S]*?)\n```/g)].flatMap(([, text = ""]) => text.split("\n"));
    const validate = validatorOf("UserEvent");
    expect(blocks).toHaveLength(Object.keys(connectEventExamples).length);
    expect(blocks.filter((line) => !validate(JSON.parse(line)))).toEqual([]);
    expect(connectEventCatalogue.filter(({ name }) => !page.includes(`\n### ${name}\n`))).toEqual([]);
    const rules = connectEventCatalogue.flatMap(({ rulings }) => [...rulings]);
    expect(rules.filter((rule) => !Object.hasOwn(connectRulings, rule))).toEqual([]);
  });
  it("name every failure once", () => {
    const page = failuresPage();
    expect(failureNames.filter((name) => page.split(`\n| \`${name}\` |`).length !== 2)).toEqual([]);
  });
  it("say in words what a field may hold", () => {
    expect(fieldType({ anyOf: [{ type: "string" }, { type: "null" }] })).toBe("string or `null`");
    expect(fieldType({ enum: ["a", "b"] })).toBe('`"a"` or `"b"`');
    expect(fieldType({ type: "array", items: { type: "integer" } })).toBe("integer[]");
    expect(fieldType({ type: "array", items: { type: "string" }, maxItems: 0 })).toBe("`[]`");
  });
});
