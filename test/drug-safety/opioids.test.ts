/** Doses by the factors of CDC 2022, doi:10.15585/mmwr.rr7103a1; sums by hand. */
import assert from "node:assert/strict";
import type { Dosage } from "@medplum/fhirtypes";
import type { MedicationInUse } from "../../src/drug-safety/contract.ts";
import { checkOpioids } from "../../src/drug-safety/opioids.ts";
import { ATC } from "../twin/resources.ts";
import { dosage, inUse } from "./medications.ts";

const MORPHINE = "7052";
const OXYCODONE = "7804";
const FENTANYL = "4337";

const morphine = (...dosages: readonly Dosage[]) => inUse(MORPHINE, { dosages });
const check = (...medications: readonly MedicationInUse[]) => checkOpioids(medications, {});

/** The dose told in a finding or note, and how severe it is. */
function told(...medications: readonly MedicationInUse[]) {
  const { findings, notes } = check(...medications);
  const text = [...findings.map(({ title }) => title), ...notes.map(({ message }) => message)].join("; ");
  return { severity: findings[0]?.severity, mme: /([\d.]+) morphine/.exec(text)?.[1], text };
}

describe("opioid dose", () => {
  it("is told under 50, moderate from 50, high from 90", () => {
    assert.deepEqual(
      { ...told(morphine(dosage(49.9, "mg", 1))), text: "" },
      { severity: undefined, mme: "49.9", text: "" },
    );
    assert.deepEqual(
      { ...told(morphine(dosage(25, "mg", 2))), text: "" },
      { severity: "moderate", mme: "50", text: "" },
    );
    assert.deepEqual({ ...told(morphine(dosage(30, "mg", 3))), text: "" }, { severity: "high", mme: "90", text: "" });
  });

  it("sums drugs, and two orders of one drug", () => {
    // 20 mg × 1.5 + 25 µg/h × 2.4 = 90
    const patch = inUse(FENTANYL, { dosages: [{ doseAndRate: [{ rateQuantity: { value: 25, unit: "mcg/h" } }] }] });
    assert.equal(told(inUse(OXYCODONE, { dosages: [dosage(10, "mg", 2)] }), patch).mme, "90");
    assert.equal(told(morphine(dosage(10, "mg", 3)), morphine(dosage(15, "mg", 2))).mme, "60");
  });

  it("does not count what was dispensed of an order again", () => {
    const dispensed = inUse(MORPHINE, { from: "MedicationDispense", dosages: [dosage(30, "mg", 2)] });
    assert.equal(told(morphine(dosage(30, "mg", 2)), dispensed).mme, "60");
    assert.equal(told(dispensed).mme, "60");
  });

  it("reads units, ranges, codes of timing and tablets of a known strength", () => {
    const grams = {
      doseAndRate: [{ doseRange: { low: { value: 0.01, unit: "g" }, high: { value: 0.03, unit: "g" } } }],
    };
    assert.equal(told(morphine(dosage(1, "mg", 2, grams))).mme, "60");
    assert.equal(told(morphine(dosage(10, "mg", 1, { timing: { code: { coding: [{ code: "QID" }] } } }))).mme, "40");
    const every = { timing: { repeat: { frequency: 1, period: 8, periodUnit: "h" as const } } };
    assert.equal(told(morphine(dosage(20, "mg", 1, every))).mme, "60");
    // RxNorm 1049623 is a tablet of oxycodone 5 mg: 2 × 4 × 5 × 1.5
    assert.equal(told(inUse("1049623", { dosages: [dosage(2, "{tbl}", 4)] })).mme, "60");
  });

  it("marks doses as needed, and a route that is not stated", () => {
    const { route, ...noRoute } = dosage(30, "mg", 2, { asNeededBoolean: true });
    const { findings } = check(morphine(noRoute));
    assert.match(findings[0]?.detail ?? "", /counted at the most that is ordered/);
    assert.match(findings[0]?.detail ?? "", /no route is stated/);
  });

  const twoDoses = {
    doseAndRate: [{ doseQuantity: { value: 10, unit: "mg" } }, { doseQuantity: { value: 30, unit: "mg" } }],
  };
  const REFUSED: readonly (readonly [string, MedicationInUse, RegExp])[] = [
    ["no dosage", morphine(), /no dosage instruction/],
    [
      "no amount",
      morphine({ text: "as directed", timing: { repeat: { frequency: 2, period: 1, periodUnit: "d" } } }),
      /no amount/,
    ],
    ["no frequency", morphine({ doseAndRate: [{ doseQuantity: { value: 30, unit: "mg" } }] }), /how often/],
    ["no period", morphine(dosage(30, "mg", 2, { timing: { repeat: { frequency: 2 } } })), /how often/],
    ["an amount under zero", morphine(dosage(-30, "mg", 2)), /no amount/],
    ["two amounts", morphine(dosage(30, "mg", 2, twoDoses)), /more than one/],
    ["no unit", morphine(dosage(30, "mg", 2, { doseAndRate: [{ doseQuantity: { value: 30 } }] })), /no unit/],
    ["an injection", morphine(dosage(30, "mg", 2, { route: { coding: [{ code: "47625008" }] } })), /not by mouth/],
    ["tablets of unknown strength", morphine(dosage(2, "{tbl}", 2)), /strength/],
    ["a volume", morphine(dosage(5, "mL", 2)), /milligrams/],
    ["steps", morphine(dosage(30, "mg", 2, { sequence: 1 }), dosage(60, "mg", 2, { sequence: 2 })), /step to step/],
    ["a combination in milligrams", inUse("857005", { dosages: [dosage(30, "mg", 2)] }), /several ingredients/],
    ["an ATC combination", inUse("N02AJ17", { system: ATC, dosages: [dosage(30, "mg", 2)] }), /several ingredients/],
    ["fentanyl that is no patch", inUse(FENTANYL, { dosages: [dosage(100, "ug", 4)] }), /no patch/],
    ["a use that is open", inUse(MORPHINE, { isCertain: false, dosages: [dosage(30, "mg", 2)] }), /open/],
    ["buprenorphine", inUse("1819", { dosages: [dosage(8, "mg", 1)] }), /no factor/],
    ["another opioid by ATC", inUse("N02AD01", { system: ATC, isClassified: true }), /an opioid is not counted/],
    ["meperidine", inUse("6754", { dosages: [dosage(50, "mg", 4)] }), /no factor/],
  ];
  for (const [name, medication, why] of REFUSED) {
    it(`is not guessed for ${name}`, () => {
      const { findings, notes } = check(medication);
      assert.deepEqual(findings, []);
      assert.equal(notes.length, 1);
      assert.equal(notes[0]?.code, "incomplete");
      assert.match(notes[0]?.message ?? "", why);
    });
    it(`is a lower bound beside ${name}`, () => {
      assert.match(
        check(inUse(OXYCODONE, { dosages: [dosage(40, "mg", 1)] }), medication).findings[0]?.title ?? "",
        /at least 60/,
      );
    });
  }

  it("is for adults, and not for treatment of opioid use disorder", () => {
    const medications = [morphine(dosage(60, "mg", 2))];
    for (const context of [{ ageYears: 17 }, { isTreatedForOpioidUseDisorder: true }]) {
      const { findings, notes } = checkOpioids(medications, context);
      assert.deepEqual(findings, []);
      assert.match(notes[0]?.message ?? "", /not computed/);
    }
    assert.equal(checkOpioids(medications, { ageYears: 18 }).findings.length, 1);
  });

  it("is a lower bound beside a medication of unknown ingredient", () => {
    assert.match(told(morphine(dosage(60, "mg", 1)), inUse("999999999")).text, /at least 60/);
  });

  it("says nothing where no opioid is taken", () => {
    assert.deepEqual(check(inUse("36567")), { findings: [], notes: [] });
  });
});
