import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { columnsOf, mapOfNames, parseMap } from "../../src/calibrate/cohort-map.ts";
import { knownOf, subgroupsOf } from "../../src/calibrate/cohort-row.ts";
import { InvalidInput } from "../../src/errors.ts";
import { MAP } from "./cohort.ts";

const FIXTURES = resolve(import.meta.dirname, "../../fixtures/calibrate");
const README = readFileSync(resolve(import.meta.dirname, "../../src/calibrate/README.md"), "utf8");
const parse = (map: object) => parseMap(JSON.stringify(map));
const noUnread = () => assert.fail("every cell can be read");

describe("cohort map", () => {
  for (const file of readdirSync(FIXTURES)) {
    it(`reads fixtures/calibrate/${file}`, () => {
      assert.notEqual(parseMap(readFileSync(`${FIXTURES}/${file}`, "utf8")).outcome, undefined);
    });
  }

  it("reads the map that the README shows", () => {
    const shown = /```json\n([\s\S]*?)```/.exec(README)?.[1] ?? "";
    assert.deepEqual(columnsOf(parseMap(shown)).toSorted(), [
      "AGE",
      "CHOL",
      "CVD",
      "CVDDAYS",
      "DEAD",
      "DEATHDAYS",
      "REGION",
      "SEX",
      "SMOKES",
      "VISIT",
    ]);
  });

  it("converts units and derives what follows", () => {
    const map = parse({
      inputs: {
        totalCholesterol: { column: "CHOL", unit: "mmol/L" },
        bodyWeight: { column: "KG", unit: "kg" },
        bodyHeight: { column: "M", unit: "m" },
        hasStroke: { column: "STROKE", values: { prior: true, none: false } },
      },
      assumed: { hasCardiovascularDisease: false },
    });
    const known = knownOf(map, { CHOL: "5", KG: "80", M: "2", STROKE: "prior" }, noUnread);
    // 5 mmol/L of 386.65 g/mol are 193.3 mg/dL; 80 kg / (2 m)²
    assert.ok(Math.abs(Number(known.get("totalCholesterol")?.value) - 193.3) < 0.1);
    assert.equal(known.get("bodyMassIndex")?.value, 20);
    assert.equal(known.get("hasCardiovascularDisease")?.value, true);
    const other = knownOf(map, { CHOL: "", KG: "NA", M: "2", STROKE: "none" }, noUnread);
    assert.equal(other.get("hasCardiovascularDisease")?.value, false);
    assert.equal(other.has("bodyMassIndex"), false);
  });

  it("counts a cell that names a property of every object as not understood", () => {
    const unread: string[] = [];
    const known = knownOf(parse(MAP), { SBP: "120", SEX: "constructor", STROKE: "0" }, (column) => unread.push(column));
    assert.deepEqual([unread, known.has("sex")], [["SEX"], false]);
  });

  it("takes columns that are named as concepts without a map", () => {
    const map = mapOfNames(["age", "sex", "hasStroke", "other"]);
    const known = knownOf(map, { age: "61", sex: "female", hasStroke: "no", other: "x" }, noUnread);
    assert.deepEqual(
      [...known].filter(([name]) => ["age", "sex", "hasStroke"].includes(name)).map(([, { value }]) => value),
      [61, "female", false],
    );
  });

  it("puts a person into subgroups of sex, age, ethnicity and those of the map", () => {
    const map = parse({
      inputs: { age: { column: "AGE", unit: "a" }, race: { column: "RACE" } },
      by: { region: { column: "R", values: { N: "north" } }, clinic: { column: "C" } },
    });
    const row = { AGE: "61", RACE: "asian", R: "N", C: "NA" };
    assert.deepEqual(subgroupsOf(knownOf(map, row, noUnread), map, row), {
      age: "60 to 69",
      ethnicity: "asian",
      region: "north",
    });
  });

  for (const [what, map, message] of [
    ["an unknown concept", { inputs: { pressure: { column: "A" } } }, /inputs\.pressure: there is no such concept/],
    ["a quantity without unit", { inputs: { age: { column: "A" } } }, /inputs\.age: a quantity needs its unit/],
    ["a unit that does not convert", { inputs: { age: { column: "A", unit: "kg" } } }, /does not convert to a/],
    ["a unit of what is no quantity", { inputs: { sex: { column: "A", unit: "a" } } }, /only a quantity has a unit/],
    ["a value that the concept has not", { assumed: { sex: "unknown" } }, /sex must be one of female, male/],
    ["an unknown key", { input: {} }, /unknown key 'input'/],
    [
      "a unit of time",
      { outcome: { column: "A", time: { column: "B", unit: "year" } } },
      /must be one of d, wk, mo, a/,
    ],
    ["a recode of the outcome", { outcome: { column: "A", values: { "1": "yes" } } }, /each is true or false/],
    ["a list", [], /must be an object/],
  ] as const) {
    it(`refuses ${what}, naming the place`, () => {
      assert.throws(
        () => parse(map),
        (error) => error instanceof InvalidInput && message.test(error.message),
      );
    });
  }

  it("refuses what is not JSON", () => {
    assert.throws(() => parseMap("{"), InvalidInput);
  });
});
