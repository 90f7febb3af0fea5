import assert from "node:assert/strict";
import type { Medication, MedicationAdministration, MedicationDispense, MedicationStatement } from "@medplum/fhirtypes";
import { ATC, coded, messagesOf, RXNORM, request, stateOf, valueIn, visit } from "./resources.ts";

const subject = { reference: "Patient/p" };
const statin = coded(RXNORM, "36567");
const statement = (more: Partial<MedicationStatement> = {}): MedicationStatement => ({
  resourceType: "MedicationStatement",
  id: "s",
  status: "active",
  subject,
  medicationCodeableConcept: statin,
  effectiveDateTime: "2025-06-01",
  ...more,
});

describe("drug classes of the twin", () => {
  for (const [system, code, concept, expected] of [
    [RXNORM, "36567", "onStatin", true],
    [RXNORM, "312961", "onStatin", true],
    [ATC, "C10AA05", "onStatin", true],
    [ATC, "C10BA05", "onStatin", true], // atorvastatin and ezetimibe
    [ATC, "C10BA10", "onStatin", false], // bempedoic acid and ezetimibe
    [ATC, "C10AX09", "onStatin", false], // ezetimibe
    [ATC, "C09AA03", "onAntihypertensive", true],
    [ATC, "C02KX01", "onAntihypertensive", false], // bosentan
    [RXNORM, "314076", "onAntihypertensive", true],
    [RXNORM, "106892", "onInsulin", true],
    [RXNORM, "860975", "onMetformin", true],
    [ATC, "A10BD07", "onMetformin", true],
    [ATC, "A10BD07", "onDpp4Inhibitor", true],
    [ATC, "A10BK03", "onSglt2Inhibitor", true],
    [ATC, "A10BJ06", "onGlp1Agonist", true],
    [ATC, "A10AE56", "onInsulin", true],
    [ATC, "A10AE56", "onGlp1Agonist", true],
    [RXNORM, "313782", "onStatin", false],
    [RXNORM, "6918", "onBetaBlocker", true],
    [ATC, "C07AB02", "onBetaBlocker", true],
    [RXNORM, "29046", "onAceInhibitorOrArb", true],
    [ATC, "C09XA02", "onAceInhibitorOrArb", false], // aliskiren
    [RXNORM, "8640", "onSystemicCorticosteroid", true],
    [ATC, "H02AB06", "onSystemicCorticosteroid", true],
    [ATC, "D07AA02", "onSystemicCorticosteroid", false], // hydrocortisone on the skin
    [ATC, "N05AX08", "onAtypicalAntipsychotic", true],
    [ATC, "N05AD01", "onAtypicalAntipsychotic", false], // haloperidol
    [ATC, "C10AX09", "onLipidLoweringDrug", true],
    [RXNORM, "36567", "onLipidLoweringDrug", true],
    [RXNORM, "243670", "onAspirin", true],
    [RXNORM, "1191", "onAntiplateletOrNsaid", true],
    [ATC, "M01AE01", "onAntiplateletOrNsaid", true],
    [RXNORM, "703", "onAmiodarone", true],
    [ATC, "N03AF02", "onCytochromeInducer", false], // oxcarbazepine
    [ATC, "B03XA01", "onErythropoiesisStimulatingAgent", true],
  ] as const) {
    it(`takes ${code} for ${concept} ${expected}`, () => {
      assert.equal(valueIn(stateOf([request(system, code)]), concept), expected);
    });
  }

  it("does not read displays", () => {
    const misleading = request(RXNORM, "313782", {
      medicationCodeableConcept: { coding: [{ system: RXNORM, code: "313782", display: "simvastatin" }] },
    });
    assert.equal(valueIn(stateOf([misleading]), "onStatin"), false);
  });

  it("counts active requests from the day they were authored", () => {
    const one = request(RXNORM, "36567", { authoredOn: "2025-12-01" });
    const earlier = visit("2020-01-01");
    assert.equal(valueIn(stateOf([one, earlier], { asOf: Date.UTC(2025, 10, 30) }), "onStatin"), false);
    assert.equal(valueIn(stateOf([one, earlier], { asOf: Date.UTC(2025, 11, 1) }), "onStatin"), true);
  });

  it("does not count proposals, prohibitions, and what was stopped, held or cancelled", () => {
    const others = [
      request(RXNORM, "36567", { intent: "proposal" }),
      request(RXNORM, "36567", { doNotPerform: true }),
      ...(["stopped", "on-hold", "cancelled", "completed", "draft", "entered-in-error"] as const).map((status) =>
        request(RXNORM, "36567", { status }),
      ),
    ];
    for (const one of others) assert.equal(valueIn(stateOf([one]), "onStatin"), false, one.status);
  });

  it("counts a completed request while its dispensing period lasted", () => {
    const dispenseRequest = { validityPeriod: { start: "2025-01-01", end: "2025-03-31" } };
    const one = request(RXNORM, "36567", { status: "completed", authoredOn: "2025-01-01", dispenseRequest });
    assert.equal(valueIn(stateOf([one], { asOf: Date.UTC(2025, 1, 1) }), "onStatin"), true);
    assert.equal(valueIn(stateOf([one]), "onStatin"), false);
  });

  it("leaves open a request marked active whose period is over, and a statement of unknown status", () => {
    const dispenseRequest = { validityPeriod: { start: "2020-01-01", end: "2020-12-31" } };
    const over = request(RXNORM, "36567", { authoredOn: "2020-01-01", dispenseRequest });
    for (const one of [over, statement({ status: "unknown" })]) {
      const state = stateOf([one]);
      assert.equal(valueIn(state, "onStatin"), undefined);
      assert.match(messagesOf(state, "onStatin").join(), /open/);
      assert.equal(valueIn(state, "onInsulin"), false);
    }
  });

  it("reads statements, dispenses while the supply lasts, and administrations of the last day", () => {
    assert.equal(valueIn(stateOf([statement()]), "onStatin"), true);
    assert.equal(valueIn(stateOf([statement({ status: "not-taken" })]), "onStatin"), false);
    const dispense: MedicationDispense = {
      resourceType: "MedicationDispense",
      id: "d",
      status: "completed",
      subject,
      medicationCodeableConcept: statin,
      whenHandedOver: "2026-01-10",
      daysSupply: { value: 30, unit: "days" },
    };
    assert.equal(valueIn(stateOf([dispense]), "onStatin"), true);
    assert.equal(valueIn(stateOf([dispense], { asOf: Date.UTC(2026, 1, 20) }), "onStatin"), false);
    const administration: MedicationAdministration = {
      resourceType: "MedicationAdministration",
      id: "a",
      status: "completed",
      subject,
      medicationCodeableConcept: coded(RXNORM, "253182"),
      effectiveDateTime: "2026-01-31T12:00:00Z",
    };
    assert.equal(valueIn(stateOf([administration]), "onInsulin"), true);
    assert.equal(valueIn(stateOf([administration], { asOf: Date.UTC(2026, 1, 3) }), "onInsulin"), false);
  });

  it("follows references to a given and to a contained Medication, and to ingredients", () => {
    const medication: Medication = {
      resourceType: "Medication",
      id: "m",
      ingredient: [{ itemCodeableConcept: statin }],
    };
    const { medicationCodeableConcept: _, ...bare } = request(RXNORM, "1");
    const given = { ...bare, medicationReference: { reference: "Medication/m" } };
    assert.equal(valueIn(stateOf([given, medication]), "onStatin"), true);
    const contained = { ...bare, contained: [medication], medicationReference: { reference: "#m" } };
    assert.equal(valueIn(stateOf([contained]), "onStatin"), true);
    const unresolved = stateOf([given]);
    assert.equal(valueIn(unresolved, "onStatin"), undefined);
    assert.match(messagesOf(unresolved, "onStatin").join(), /no RxNorm or ATC code/);
  });

  it("says false of no drug class beside a drug in use that it cannot read", () => {
    const text = { ...request(RXNORM, "1"), medicationCodeableConcept: { text: "water pill" } };
    assert.equal(valueIn(stateOf([text]), "onAntihypertensive"), undefined);
    const stopped = { ...text, status: "stopped" } as const;
    assert.equal(valueIn(stateOf([stopped]), "onAntihypertensive"), false);
  });

  it("takes a class whose RxNorm products are listed in part as absent only where all drugs have an ATC code", () => {
    assert.equal(valueIn(stateOf([request(ATC, "C09AA03")]), "onAmiodarone"), false);
    assert.equal(valueIn(stateOf([request(RXNORM, "314076")]), "onAmiodarone"), undefined);
    assert.equal(valueIn(stateOf([visit("2025-06-01")]), "onAmiodarone"), false);
  });
});
