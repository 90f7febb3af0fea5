import assert from "node:assert/strict";
import fc from "fast-check";
import { malformedAt } from "../../src/fhir/malformed-json.ts";

describe("malformedAt", () => {
  const cases: [text: string, line: number, column: number][] = [
    ["{broken", 1, 2],
    ['{"a":1,}', 1, 8],
    ["[1,2", 1, 5],
    ['{"a":01}', 1, 6],
    ['{\n  "a": nul\n}', 2, 8],
    ['{"a":"b"} x', 1, 11],
    ['{"a" 1}', 1, 6],
    ["", 1, 1],
  ];
  for (const [text, line, column] of cases) {
    it(`names line ${line}, column ${column} in ${JSON.stringify(text)}`, () => {
      assert.deepEqual(malformedAt(text), { line, column });
    });
  }
  it("names the end of every text that was cut off", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(), (value, cut) => {
        const text = JSON.stringify([value]);
        const part = text.slice(0, cut % text.length);
        const { line, column } = malformedAt(part);
        // A cut token is named where it begins, so the fault is never after the end.
        assert.ok(line === 1 && column <= part.length + 1);
      }),
    );
  });
});
