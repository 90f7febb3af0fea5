import assert from "node:assert/strict";
import fc from "fast-check";
import { copyJson, numberText, parseJson, stringifyJson } from "../src/json.ts";

describe("json", () => {
  for (const text of [
    "1.00",
    "0.10",
    "1e3",
    "1E-7",
    "-0",
    "-0.0",
    "12345678901234567890",
    "0.1234567890123456789",
    "100",
    "0.0000001",
    "-0.00000012",
  ]) {
    it(`returns ${text} to the digit, in objects, arrays and copies`, () => {
      const json = `{"a":${text},"b":[{"c":${text}},${text}]}`;
      assert.equal(stringifyJson(parseJson(json)), json);
      assert.equal(stringifyJson(copyJson(parseJson(json))), json);
      assert.equal(numberText(parseJson(json) as object, "a"), text);
    });
  }
  it("keeps the text in a spread copy and drops it when the value changes", () => {
    const quantity = parseJson('{"value":1.00,"unit":"g"}') as { value: number };
    assert.equal(stringifyJson({ ...quantity, unit: "mg" }), '{"value":1.00,"unit":"mg"}');
    assert.equal(stringifyJson({ ...quantity, value: 2 }), '{"value":2,"unit":"g"}');
  });
  it("gives any decimal back as it was written", () => {
    const digits = fc.stringMatching(/^-?(0|[1-9]\d{0,20})(\.\d{1,20})?([eE][+-]?\d{1,2})?$/);
    fc.assert(fc.property(digits, (text) => assert.equal(stringifyJson(parseJson(`[${text}]`)), `[${text}]`)));
  });
  it("takes numbers for exact wherever white space stands around them", () => {
    for (const text of ["1.50", "1e5", "-0", "12345678901234567"]) {
      const json = `{ "a" :\n ${text}\n, "b" : [ ${text} , 1 ] }`;
      assert.equal(numberText(parseJson(json) as object, "a"), text);
      assert.equal(stringifyJson(parseJson(json)), `{"a":${text},"b":[${text},1]}`);
    }
  });
  it("throws SyntaxError for what is not JSON", () => {
    assert.throws(() => parseJson("{broken"), SyntaxError);
    assert.throws(() => parseJson('{"a":01.00}'), SyntaxError);
  });
});
