/** Doses in kidney disease by `tables/renal-doses.json`; the limits asserted here are those of the sources named there. */
import assert from "node:assert/strict";
import type { Severity } from "../../src/drug-safety/contract.ts";
import { checkKidneyDoses, type KidneyContext, type KidneyFunction } from "../../src/drug-safety/kidney-doses.ts";
import { CODE_SETS, drugSet, KIDNEY_DOSES } from "../../src/drug-safety/tables.ts";
import { ATC } from "../twin/resources.ts";
import { inUse } from "./medications.ts";

const at = (value: number): KidneyFunction => ({
  value,
  inputs: "from a test",
  references: ["Observation/creatinine"],
});
const known = (value: number, more: Partial<KidneyContext> = {}): KidneyContext => ({
  kidney: { "creatinine-clearance": at(value), egfr: at(value) },
  ...more,
});
const drug = (atc: string) => inUse(atc, { system: ATC, isClassified: true });

/** ATC code, kidney function, severity of the finding. */
const LIMITS: readonly (readonly [string, string, number, Severity | undefined])[] = [
  ["metformin", "A10BA02", 29.9, "high"],
  ["metformin", "A10BA02", 30, "high"],
  ["metformin", "A10BA02", 45, undefined],
  ["metformin with sitagliptin", "A10BD07", 20, "high"],
  ["dabigatran", "B01AE07", 14.9, "high"],
  ["dabigatran", "B01AE07", 30, "moderate"],
  ["dabigatran", "B01AE07", 30.1, undefined],
  ["edoxaban", "B01AF03", 50, "moderate"],
  ["edoxaban", "B01AF03", 95, undefined],
  ["edoxaban", "B01AF03", 95.1, "high"],
  ["rivaroxaban", "B01AF01", 50, "moderate"],
  ["enoxaparin", "B01AB05", 29.9, "moderate"],
  ["enoxaparin", "B01AB05", 30, undefined],
  ["fondaparinux", "B01AX05", 29.9, "high"],
  ["fondaparinux", "B01AX05", 50, "low"],
  ["nitrofurantoin", "J01XE01", 59.9, "high"],
  ["nitrofurantoin", "J01XE01", 60, undefined],
  ["sulfamethoxazole with trimethoprim", "J01EE01", 30, "moderate"],
  ["sulfamethoxazole with trimethoprim", "J01EE01", 14.9, "high"],
  ["dofetilide", "C01BD04", 19.9, "high"],
  ["dofetilide", "C01BD04", 60, "moderate"],
  ["dofetilide", "C01BD04", 60.1, undefined],
  ["gabapentin", "N02BF01", 59.9, "moderate"],
  ["gabapentin", "N02BF01", 60, undefined],
  ["eplerenone", "C03DA04", 30, "high"],
  ["allopurinol", "M04AA01", 20, "moderate"],
  ["allopurinol", "M04AA01", 20.1, undefined],
  ["atenolol", "C07AB03", 35, "moderate"],
  ["ibuprofen", "M01AE01", 29.9, "high"],
  ["ibuprofen", "M01AE01", 59.9, "low"],
];

describe("doses in kidney disease", () => {
  it("have a drug row each, bands that do not overlap, and a source with its confidence", () => {
    const ids = new Set(CODE_SETS.map(({ id }) => id));
    assert.ok(KIDNEY_DOSES.rows.length > 30);
    for (const { drug: name, bands, source, confidence, readIn } of KIDNEY_DOSES.rows) {
      assert.ok(ids.has(drugSet(name)), name);
      assert.ok(source.length > 10);
      assert.match(confidence, /^[ABC]$/);
      assert.equal(readIn === undefined, confidence === "C", name);
      for (let value = 0.5; value < 150; value += 0.5) {
        const within = bands.filter(
          ({ from = -1, over = -1, below = 999, upTo = 999 }) =>
            value >= from && value > over && value < below && value <= upTo,
        );
        assert.ok(within.length <= 1, `${name} at ${value}`);
      }
    }
  });

  for (const [name, atc, value, severity] of LIMITS) {
    it(`gives ${severity ?? "nothing"} for ${name} at ${value}`, () => {
      const { findings, notes } = checkKidneyDoses([drug(atc)], known(value));
      assert.equal(findings[0]?.severity, severity);
      if (severity === undefined) assert.match(notes[0]?.message ?? "", /no limit/);
    });
  }

  it("tell value, inputs, limit and source, and suggest in words that order nothing", () => {
    const [finding] = checkKidneyDoses([drug("N02BF01")], known(40)).findings;
    assert.match(finding?.detail ?? "", /Cockcroft-Gault\) is 40 mL\/min, from a test/);
    assert.match(finding?.suggestion ?? "", /at 30 or more and less than 60 mL\/min: 400 to 1400 mg a day/);
    assert.match(finding?.detail ?? "", /on record fits that was not judged/);
    assert.deepEqual(finding?.evidence[0]?.references, ["Observation/creatinine"]);
    assert.match(finding?.evidence[1]?.text ?? "", /confidence A, read in/);
    assert.match(finding?.source.text ?? "", /prescribing information of gabapentin/);
  });

  it("say where a limit is near, on either side of it", () => {
    assert.match(
      checkKidneyDoses([drug("A10BA02")], known(28)).findings[0]?.detail ?? "",
      /within 10 % of the limit of 30/,
    );
    assert.match(
      checkKidneyDoses([drug("A10BA02")], known(49)).notes[0]?.message ?? "",
      /within 10 % of the limit of 45/,
    );
    assert.doesNotMatch(checkKidneyDoses([drug("A10BA02")], known(60)).notes[0]?.message ?? "", /within/);
  });

  it("say why a drug was not checked", () => {
    const kidney = { "creatinine-clearance": { unknown: "bodyWeight is not known" }, egfr: at(80) };
    const { findings, notes } = checkKidneyDoses([drug("N02BF01"), drug("A10BA02")], { kidney });
    assert.deepEqual(findings, []);
    const incomplete = notes.filter(({ code }) => code === "incomplete");
    assert.equal(incomplete.length, 1);
    assert.match(
      incomplete[0]?.message ?? "",
      /gabapentin not checked, because the creatinine clearance .* bodyWeight/,
    );
  });

  it("tell of an old or moving creatinine beside what they find", () => {
    const { findings, notes } = checkKidneyDoses([drug("A10BA02")], known(20, { kidneyCautions: ["it moves"] }));
    assert.match(findings[0]?.detail ?? "", /It moves\./);
    assert.ok(notes.some(({ message }) => /it moves/.test(message)));
    assert.deepEqual(checkKidneyDoses([drug("A01AA01")], known(20, { kidneyCautions: ["it moves"] })).notes, []);
  });

  it("take two of apixaban's three criteria", () => {
    const apixaban = (context: KidneyContext) => checkKidneyDoses([drug("B01AF02")], context);
    const person = { ageYears: 80, bodyWeightKg: 60, creatinineMgDl: 1.5 };
    assert.equal(apixaban(person).findings[0]?.severity, "moderate");
    assert.equal(apixaban({ ...person, ageYears: 79.9 }).findings.length, 1);
    assert.equal(apixaban({ ...person, bodyWeightKg: 60.1 }).findings.length, 1);
    const one = apixaban({ ...person, bodyWeightKg: 60.1, creatinineMgDl: 1.4 });
    assert.deepEqual([one.findings.length, one.notes[0]?.code], [0, "informational"]);
    const open = apixaban({ ageYears: 85 });
    assert.match(open.notes[0]?.message ?? "", /not checked, because it is not known: weight up to 60 kg, creatinine/);
    assert.equal(apixaban({ ageYears: 50, bodyWeightKg: 90 }).notes[0]?.code, "informational");
  });
});
