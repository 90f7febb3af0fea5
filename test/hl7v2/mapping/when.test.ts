import assert from "node:assert/strict";
import { parseCondition } from "../../../src/hl7v2/mapping/when.ts";

const scope = {
  text: (source: string) => ({ "PID-8": "F", "CX.5": "MR" })[source] ?? "",
  isValued: (source: string) => ["PID-8", "CX.5"].includes(source),
  count: (source: string) => (source === "PID-11" ? 2 : 0),
};

describe("conditions of mapping rows", () => {
  for (const [text, expected] of [
    ["VALUED(PID-8)", true],
    ["NOT VALUED(PID-9)", true],
    ['PID-8 = "F"', true],
    ['PID-8 != "F"', false],
    ['CX.5 IN ("MR", "PI")', true],
    ['CX.5 NOT IN ("MR", "PI")', false],
    ["COUNT(PID-11) > 1", true],
    ["COUNT(PID-11) = 1", false],
    ["LENGTH(CX.5) < 2", false],
    ['VALUED(PID-9) AND VALUED(PID-8) OR PID-8 = "F"', true],
    ['VALUED(PID-9) AND (VALUED(PID-8) OR PID-8 = "F")', false],
    ['NOT (PID-8 = "F")', false],
  ] as const) {
    it(`${text} is ${expected}`, () => {
      assert.equal(parseCondition(text).test(scope), expected);
      assert.equal(parseCondition(parseCondition(text).text).test(scope), expected);
    });
  }

  for (const text of ["", "PID-8", "VALUED PID-8", 'PID-8 = "F" AND', "VALUED(8)", '"F" = PID-8', "(VALUED(PID-8)"]) {
    it(`refuses ${JSON.stringify(text)}`, () => assert.throws(() => parseCondition(text), /cannot be read/));
  }
});
