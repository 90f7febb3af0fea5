import assert from "node:assert/strict";
import { checkAllergies } from "../../src/drug-safety/allergies.ts";
import type { AllergyOnRecord } from "../../src/drug-safety/contract.ts";
import { CODE_SETS } from "../../src/drug-safety/tables.ts";
import { setsOf } from "../../src/twin/readings.ts";
import { ValueSetIndex } from "../../src/twin/value-set-index.ts";
import { ATC, RXNORM, SNOMED } from "../twin/resources.ts";
import { inUse } from "./medications.ts";

const INDEX = new ValueSetIndex(CODE_SETS);

const allergyTo = (system: string, code: string, more: Partial<AllergyOnRecord> = {}): AllergyOnRecord => ({
  reference: "AllergyIntolerance/1",
  display: "as recorded",
  isIntolerance: false,
  isHighCriticality: false,
  isConfirmed: true,
  sets: setsOf({ coding: [{ system, code }] }, INDEX),
  sameCode: new Set(),
  isOfDrug: true,
  ...more,
});
const AMOXICILLIN = "723";

describe("allergies", () => {
  it("are found for the same ingredient, a product of it included", () => {
    const { findings } = checkAllergies([inUse("308182")], [allergyTo(RXNORM, AMOXICILLIN)]); // a capsule
    assert.equal(findings[0]?.rule, "allergy-classes/same-ingredient");
    assert.equal(findings[0]?.severity, "high");
    assert.deepEqual(findings[0]?.evidence[0]?.references, ["AllergyIntolerance/1"]);
  });

  it("are found for the class that is recorded, and for another drug of the class", () => {
    const penicillin = allergyTo(SNOMED, "764146007");
    assert.equal(checkAllergies([inUse("J01CR02", { system: ATC })], [penicillin]).findings[0]?.kind, "allergy");
    const { findings } = checkAllergies([inUse("7984")], [allergyTo(RXNORM, AMOXICILLIN)]);
    assert.match(findings[0]?.detail ?? "", /another drug of the same class, penicillins/);
  });

  it("are found for the allergy's own code, though no table has it", () => {
    const medication = inUse("4815"); // glyburide
    const same = allergyTo(RXNORM, "4815", { sameCode: new Set([medication.reference]) });
    const { findings, notes } = checkAllergies([medication], [same]);
    assert.equal(findings[0]?.rule, "allergy-classes/same-code");
    assert.deepEqual(notes, []);
  });

  it("are not found across classes, nor for food", () => {
    assert.deepEqual(checkAllergies([inUse("2193")], [allergyTo(SNOMED, "764146007")]).findings, []); // ceftriaxone
    const food = allergyTo(SNOMED, "91935009", { isOfDrug: false });
    assert.deepEqual(checkAllergies([inUse(AMOXICILLIN)], [food]), { findings: [], notes: [] });
  });

  it("that no table knows are told", () => {
    const { findings, notes } = checkAllergies([inUse(AMOXICILLIN)], [allergyTo(SNOMED, "1")]);
    assert.deepEqual(findings, []);
    assert.equal(notes[0]?.code, "incomplete");
  });

  it("of the kind of an intolerance weigh less, unless the risk is high", () => {
    const intolerance = (isHighCriticality: boolean) =>
      allergyTo(RXNORM, AMOXICILLIN, { isIntolerance: true, isHighCriticality });
    const severity = (isHigh: boolean) =>
      checkAllergies([inUse(AMOXICILLIN)], [intolerance(isHigh)]).findings[0]?.severity;
    assert.deepEqual([severity(false), severity(true)], ["moderate", "high"]);
  });

  it("make one finding each, with all medications", () => {
    const { findings } = checkAllergies([inUse(AMOXICILLIN), inUse(AMOXICILLIN)], [allergyTo(RXNORM, AMOXICILLIN)]);
    assert.equal(findings.length, 1);
    assert.equal(findings[0]?.implicated.length, 2);
  });
});
