/** Points by Tisdale 2013, doi:10.1161/CIRCOUTCOMES.113.000152; sums by hand. */
import assert from "node:assert/strict";
import { checkQtRisk, type QtContext } from "../../src/drug-safety/qt-risk.ts";
import { ATC } from "../twin/resources.ts";
import { inUse } from "./medications.ts";

/** A man of 50 of whom everything is known and nothing counts. */
const NOTHING: QtContext = {
  qtProlongingDrugs: 0,
  ageYears: 50,
  isFemale: false,
  potassiumMmolPerL: 4,
  qtcMs: 400,
  hasHeartFailure: false,
  hasAcuteMyocardialInfarction: false,
  hasSepsis: false,
};
const OTHER = inUse("A01AA01", { system: ATC, isClassified: true });
const FUROSEMIDE = inUse("C03CA01", { system: ATC, isClassified: true });

function told(context: QtContext, medications = [OTHER]) {
  const { findings, notes } = checkQtRisk(medications, { ...NOTHING, ...context });
  const text = findings[0]?.detail ?? notes[0]?.message ?? "";
  return { severity: findings[0]?.severity, points: /is ([\d]+) points/.exec(text)?.[1], text, code: notes[0]?.code };
}

describe("Tisdale's score", () => {
  const points: readonly (readonly [string, QtContext, string])[] = [
    ["nothing", {}, "0"],
    ["age of 67", { ageYears: 67 }, "0"],
    ["age of 68", { ageYears: 68 }, "1"],
    ["female sex", { isFemale: true }, "1"],
    ["potassium of 3.5", { potassiumMmolPerL: 3.5 }, "2"],
    ["potassium of 3.6", { potassiumMmolPerL: 3.6 }, "0"],
    ["QTc of 450", { qtcMs: 450 }, "2"],
    ["QTc of 449", { qtcMs: 449 }, "0"],
    ["acute myocardial infarction", { hasAcuteMyocardialInfarction: true }, "2"],
    ["one drug", { qtProlongingDrugs: 1 }, "3"],
    ["two drugs", { qtProlongingDrugs: 2 }, "6"],
    ["three drugs", { qtProlongingDrugs: 3 }, "6"],
    ["sepsis", { hasSepsis: true }, "3"],
    ["heart failure", { hasHeartFailure: true }, "3"],
  ];
  for (const [name, context, expected] of points) {
    it(`counts ${name} as ${expected}`, () => assert.equal(told(context).points, expected));
  }
  it("counts a loop diuretic as 1", () => assert.equal(told({}, [FUROSEMIDE]).points, "1"));

  it("is a finding from 7 points, high from 11", () => {
    assert.equal(told({ qtProlongingDrugs: 2 }).severity, undefined);
    assert.equal(told({ qtProlongingDrugs: 2, isFemale: true }).severity, "moderate");
    assert.equal(told({ qtProlongingDrugs: 2, isFemale: true, hasSepsis: true }).severity, "moderate"); // 10
    assert.equal(told({ qtProlongingDrugs: 2, qtcMs: 500, hasSepsis: true }).severity, "high"); // 11
    assert.equal(told({ hasSepsis: true, hasHeartFailure: true, qtcMs: 500 }).severity, undefined); // no such drug
  });

  it("is a range where something is not known", () => {
    const { hasSepsis, qtcMs, ...known } = NOTHING;
    const { notes } = checkQtRisk([OTHER], { ...known, qtProlongingDrugs: 1 });
    assert.match(notes[0]?.message ?? "", /at least 3 and at most 8 points; not known: QTc from 450 ms, sepsis/);
    assert.equal(notes[0]?.code, "incomplete");
  });

  it("does not take a medication of unknown ingredient for none", () => {
    assert.match(told({}, [inUse("999999999")]).text, /not known: loop diuretic/);
  });

  it("counts by labels where no number is given, as a least one, and names the drugs and their sources", () => {
    const { qtProlongingDrugs, ...unasked } = NOTHING;
    const [citalopram, ondansetron] = [inUse("2556"), inUse("26225")];
    const one = checkQtRisk([citalopram], { ...unasked, hasSepsis: true });
    assert.equal(one.findings.length, 0);
    assert.match(
      one.notes[0]?.message ?? "",
      /at least 6 and at most 10 points; not known: two or more QT-prolonging drugs, loop/,
    );
    assert.match(one.notes[0]?.message ?? "", /a list of \d+ from labels that is not complete: citalopram/);
    const both = checkQtRisk([citalopram, ondansetron, OTHER, citalopram], { ...unasked, hasSepsis: true });
    assert.equal(both.findings[0]?.severity, "moderate"); // 3 + 3 + 3
    assert.deepEqual(both.findings[0]?.implicated, [citalopram.reference, ondansetron.reference, citalopram.reference]);
    assert.match(
      both.findings[0]?.evidence[1]?.text ?? "",
      /citalopram: FDA Drug Safety Communication.*ondansetron: FDA/,
    );
    const open = checkQtRisk([inUse("2556", { isCertain: false })], { ...unasked, hasSepsis: true });
    assert.match(open.notes[0]?.message ?? "", /not checked/);
  });

  it("goes by the caller's number where there is one", () => {
    assert.match(
      told({ qtProlongingDrugs: 0 }, [inUse("2556")]).text,
      /at most 1 points; .*; no QT-prolonging drug is in use/,
    );
  });

  it("is not computed where no drug is known to count, for children, or without medications", () => {
    const { qtProlongingDrugs, ...unasked } = NOTHING;
    assert.match(
      checkQtRisk([OTHER], unasked).notes[0]?.message ?? "",
      /not checked, because no drug is known to count/,
    );
    assert.match(told({ ageYears: 17 }).text, /for adults/);
    assert.match(told({}, []).text, /no medication/);
  });
});
