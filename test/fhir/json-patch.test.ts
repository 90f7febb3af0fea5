/** Examples of https://datatracker.ietf.org/doc/html/rfc6902#appendix-A */
import assert from "node:assert/strict";
import { InvalidInput, RuleViolation } from "../../src/errors.ts";
import { applyJsonPatch } from "../../src/fhir/json-patch.ts";
import { parseJson, stringifyJson } from "../../src/json.ts";

type Case = [title: string, document: unknown, patch: unknown, expected: unknown];
const cases: Case[] = [
  [
    "A.1 adding an object member",
    { foo: "bar" },
    [{ op: "add", path: "/baz", value: "qux" }],
    { foo: "bar", baz: "qux" },
  ],
  [
    "A.2 adding an array element",
    { foo: ["bar", "baz"] },
    [{ op: "add", path: "/foo/1", value: "qux" }],
    { foo: ["bar", "qux", "baz"] },
  ],
  ["A.3 removing an object member", { baz: "qux", foo: "bar" }, [{ op: "remove", path: "/baz" }], { foo: "bar" }],
  [
    "A.4 removing an array element",
    { foo: ["bar", "qux", "baz"] },
    [{ op: "remove", path: "/foo/1" }],
    { foo: ["bar", "baz"] },
  ],
  [
    "A.5 replacing a value",
    { baz: "qux", foo: "bar" },
    [{ op: "replace", path: "/baz", value: "boo" }],
    { baz: "boo", foo: "bar" },
  ],
  [
    "A.6 moving a value",
    { foo: { bar: "baz", waldo: "fred" }, qux: { corge: "grault" } },
    [{ op: "move", from: "/foo/waldo", path: "/qux/thud" }],
    { foo: { bar: "baz" }, qux: { corge: "grault", thud: "fred" } },
  ],
  [
    "A.7 moving an array element",
    { foo: ["all", "grass", "cows", "eat"] },
    [{ op: "move", from: "/foo/1", path: "/foo/3" }],
    { foo: ["all", "cows", "eat", "grass"] },
  ],
  [
    "A.8 testing a value",
    { baz: "qux", foo: ["a", 2, "c"] },
    [
      { op: "test", path: "/baz", value: "qux" },
      { op: "test", path: "/foo/1", value: 2 },
    ],
    { baz: "qux", foo: ["a", 2, "c"] },
  ],
  [
    "A.10 adding a nested member",
    { foo: "bar" },
    [{ op: "add", path: "/child", value: { grandchild: {} } }],
    { foo: "bar", child: { grandchild: {} } },
  ],
  ["A.14 escapes ~0 and ~1", { "/": 9, "~1": 10 }, [{ op: "test", path: "/~01", value: 10 }], { "/": 9, "~1": 10 }],
  [
    "A.16 adding to the end of an array",
    { foo: ["bar"] },
    [{ op: "add", path: "/foo/-", value: ["abc", "def"] }],
    { foo: ["bar", ["abc", "def"]] },
  ],
  ["copying", { a: [1], b: 2 }, [{ op: "copy", from: "/a", path: "/b" }], { a: [1], b: [1] }],
];

describe("applyJsonPatch", () => {
  for (const [title, document, patch, expected] of cases) {
    it(title, () => assert.deepEqual(applyJsonPatch(document, patch), expected));
  }
  it("leaves the document as it was", () => {
    const document = { a: [1, 2] };
    applyJsonPatch(document, [{ op: "remove", path: "/a/0" }]);
    assert.deepEqual(document, { a: [1, 2] });
  });
  it("keeps decimals of the document to the digit", () => {
    const patched = applyJsonPatch(parseJson('{"value":1.00,"x":1}'), [{ op: "remove", path: "/x" }]);
    assert.equal(stringifyJson(patched), '{"value":1.00}');
  });
  for (const [title, patch] of [
    ["no array", {}],
    ["an unknown operation", [{ op: "spin", path: "/a" }]],
    ["a path that is no pointer", [{ op: "remove", path: "a" }]],
    ["a missing value", [{ op: "add", path: "/a" }]],
    ["the prototype", [{ op: "add", path: "/__proto__/x", value: 1 }]],
  ] as const) {
    it(`refuses ${title} as malformed`, () => assert.throws(() => applyJsonPatch({ a: 1 }, patch), InvalidInput));
  }
  for (const [title, patch] of [
    ["a test that fails", [{ op: "test", path: "/a", value: 2 }]],
    ["a path that does not exist", [{ op: "replace", path: "/b", value: 2 }]],
    ["an index outside the array", [{ op: "add", path: "/list/5", value: 2 }]],
    ["a parent that does not exist", [{ op: "add", path: "/b/c", value: 2 }]],
  ] as const) {
    it(`refuses ${title} as a rule`, () => {
      assert.throws(() => applyJsonPatch({ a: 1, list: [1] }, patch), RuleViolation);
    });
  }
});
