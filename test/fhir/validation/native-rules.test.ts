/**
 * The rules that are written out say what their FHIRPath says: both get every combination of a few values per element.
 */
import assert from "node:assert/strict";
import { rulesOf } from "../../../src/fhir/definitions/elements.ts";
import { RESOURCE_TYPES } from "../../../src/fhir/definitions/resource-types.ts";
import { structureOf } from "../../../src/fhir/definitions/structures.ts";
import { fhirpathRule } from "../../../src/fhir/validation/invariants.ts";
import { NATIVE_RULES } from "../../../src/fhir/validation/native-rules.ts";
import { Walk } from "../../../src/fhir/validation/walk.ts";

const concept = (system: string, ...codes: string[]) => ({ coding: codes.map((code) => ({ system, code })) });
const allergy = (code: string) =>
  concept("http://terminology.hl7.org/CodeSystem/allergyintolerance-verification", code);
const condition = (name: string, code: string) =>
  concept(`http://terminology.hl7.org/CodeSystem/condition-${name}`, code);
const text = { text: "x" };
const quantity = { value: 1 };
const dates = ["2020-01-01", "2020-01-03", "2020-01-01T10:00:00Z", "2020-01-01T12:00:00+05:00"];

/** Values by element; each is also left out. The name of a rule has its definition and its key. */
const CASES: Readonly<Record<string, Readonly<Record<string, readonly unknown[]>>>> = {
  "Attachment att-1": { data: ["AAAA"], contentType: ["text/plain"], url: ["http://example.org"] },
  "ContactPoint cpt-2": { value: ["1"], system: ["phone"] },
  "Period per-1": { start: dates, end: dates },
  "Quantity qty-3": { code: ["mg"], system: ["http://unitsofmeasure.org"], value: [1] },
  "SimpleQuantity sqty-1": { value: [1], comparator: ["<"] },
  "Ratio rat-1": { numerator: [quantity], denominator: [quantity], extension: [[{ url: "a", valueString: "x" }]] },
  "Timing.repeat tim-1": { duration: [1], durationUnit: ["h"] },
  "Timing.repeat tim-2": { period: [1], periodUnit: ["h"] },
  "Timing.repeat tim-4": { duration: [1, 0, -1] },
  "Timing.repeat tim-5": { period: [1, 0, -1] },
  "Timing.repeat tim-6": { period: [1], periodMax: [2] },
  "Timing.repeat tim-7": { duration: [1], durationMax: [2] },
  "Timing.repeat tim-8": { count: [1], countMax: [2] },
  "Timing.repeat tim-10": { timeOfDay: [["10:00:00"]], when: [["C"]] },
  "AllergyIntolerance ait-1": {
    verificationStatus: [allergy("confirmed"), allergy("entered-in-error")],
    clinicalStatus: [text],
  },
  "AllergyIntolerance ait-2": {
    verificationStatus: [allergy("confirmed"), allergy("entered-in-error")],
    clinicalStatus: [text],
  },
  "CarePlan.activity cpl-3": { detail: [{ status: "scheduled" }], reference: [{ reference: "Task/1" }] },
  "Composition.section cmp-1": {
    text: [{ status: "empty" }],
    entry: [[{ reference: "Task/1" }]],
    section: [[{ title: "x" }]],
    title: ["x"],
  },
  "Composition.section cmp-2": { emptyReason: [text], entry: [[{ reference: "Task/1" }]] },
  "Condition con-4": {
    abatementString: ["x"],
    abatementAge: [quantity],
    clinicalStatus: [condition("clinical", "active"), condition("clinical", "resolved")],
  },
  "Condition con-5": {
    verificationStatus: [condition("ver-status", "confirmed"), condition("ver-status", "entered-in-error")],
    clinicalStatus: [text],
  },
  "Condition.stage con-1": { summary: [text], assessment: [[{ reference: "Observation/1" }]], type: [text] },
  "Condition.evidence con-2": { code: [[text]], detail: [[{ reference: "Observation/1" }]], id: ["a"] },
  "Goal.target gol-1": { detailQuantity: [quantity], detailString: ["x"], measure: [text] },
  "Immunization.education imm-1": { documentType: ["x"], reference: ["http://example.org"], publicationDate: ["2020"] },
  "MedicationAdministration.dosage mad-1": { dose: [quantity], rateQuantity: [quantity], text: ["x"] },
  "MedicationDispense mdd-1": {
    whenPrepared: ["2020-01-01T10:00:00Z", "2020-01-01"],
    whenHandedOver: ["2020-01-01T11:00:00Z", "2020-01-01T09:00:00Z"],
  },
  "Observation obs-6": { valueString: ["x"], dataAbsentReason: [text] },
  "Observation obs-7": {
    valueString: ["x"],
    code: [concept("a", "1", "2"), concept("a", "3"), text],
    component: [[{ code: concept("a", "2") }], [{ code: text }, { code: concept("b", "3") }]],
  },
  "Observation.referenceRange obs-3": { low: [quantity], high: [quantity], text: ["x"], type: [text] },
  "Organization org-1": { identifier: [[{ value: "1" }]], name: ["x"], active: [true] },
  "Parameters.parameter inv-1": {
    part: [[{ name: "x", valueString: "x" }]],
    valueString: ["x"],
    resource: [{ resourceType: "Patient" }],
    name: ["x"],
  },
  "Patient.contact pat-1": {
    name: [text],
    telecom: [[{ system: "phone" }]],
    address: [text],
    organization: [{ reference: "Organization/1" }],
    gender: ["male"],
  },
  "QuestionnaireResponse.item qrs-1": { answer: [[{ valueString: "x" }]], item: [[{ linkId: "1" }]] },
  "RiskAssessment.prediction ras-2": { probabilityDecimal: [0, 100, 100.1] },
  "ServiceRequest prr-1": { orderDetail: [[text]], code: [text] },
  "Task inv-1": { authoredOn: dates, lastModified: dates },
};

/** Rules whose FHIRPath does not say what their text says, or that it cannot say; tested by cases of their own below. */
const BY_TEXT = new Set([
  "Range rng-2",
  "Timing.repeat tim-9",
  "ElementDefinition eld-16",
  "ElementDefinition eld-19",
  "CareTeam.participant ctm-1",
  "Organization.telecom org-3",
  "Organization.address org-2",
]);

function combinations(elements: Readonly<Record<string, readonly unknown[]>>): Record<string, unknown>[] {
  let all: Record<string, unknown>[] = [{}];
  for (const [name, values] of Object.entries(elements)) {
    all = all.flatMap((partial) => [partial, ...values.map((value) => ({ ...partial, [name]: value }))]);
  }
  return all;
}

function expressionOf(owner: string, key: string): string {
  const row = structureOf(owner)?.rules?.find((rule) => rule.key === key);
  assert.ok(row, `${owner} has no rule ${key}`);
  return row.expression;
}

describe("native rules", () => {
  for (const [name, elements] of Object.entries(CASES)) {
    it(`${name} agrees with its FHIRPath`, () => {
      const [owner = "", key = ""] = name.split(" ");
      const isResource = RESOURCE_TYPES.has(owner);
      const type = owner === "SimpleQuantity" ? "Quantity" : owner;
      const byFhirpath = fhirpathRule({ owner, type, isResource }, undeterminedIsTrue(name, expressionOf(owner, key)));
      const native = NATIVE_RULES[name];
      const answers = new Set<boolean>();
      for (const combination of combinations(elements)) {
        if (Object.keys(combination).length === 0) continue;
        const value = isResource ? { resourceType: owner, ...combination } : combination;
        const walk = new Walk();
        walk.frame = {
          type: owner,
          resource: value,
          container: undefined,
          contained: new Map(),
          bundle: undefined,
          localReferences: new Set(),
        };
        const expected = byFhirpath(value, walk);
        assert.equal(native?.(value, walk), expected, JSON.stringify(value));
        if (expected !== undefined) answers.add(expected);
      }
      assert.equal(answers.size, 2, "the cases have to satisfy and to break the rule");
    });
  }

  it("are all tested", () => {
    for (const name of Object.keys(NATIVE_RULES)) assert.ok(name in CASES || BY_TEXT.has(name), name);
  });

  const check = (name: string, value: unknown) => NATIVE_RULES[name]?.(value, new Walk());
  it("rng-2 compares quantities of one unit only", () => {
    const low = (value: number, unit: string) => ({ value, unit });
    assert.equal(check("Range rng-2", { low: low(2, "mg"), high: low(1, "mg") }), false);
    assert.equal(check("Range rng-2", { low: low(1, "mg"), high: low(2, "mg") }), true);
    assert.equal(check("Range rng-2", { low: low(2, "mg"), high: low(1, "g") }), true);
  });
  it("tim-9 wants an event for an offset, and none of the meals C, CM, CD, CV", () => {
    assert.equal(check("Timing.repeat tim-9", { offset: 30 }), false);
    assert.equal(check("Timing.repeat tim-9", { offset: 30, when: ["ACM", "PCD"] }), true);
    assert.equal(check("Timing.repeat tim-9", { offset: 30, when: ["ACM", "CM"] }), false);
  });
  it("eld-16 and eld-19 want names of elements", () => {
    assert.equal(check("ElementDefinition eld-19", { path: "Observation.value[x]" }), true);
    assert.equal(check("ElementDefinition eld-19", { path: "Observation value" }), false);
    assert.equal(check("ElementDefinition eld-16", { path: "a", sliceName: "systolic/1" }), true);
    assert.equal(check("ElementDefinition eld-16", { path: "a", sliceName: "systolic 1" }), false);
  });
  it("ctm-1 wants a practitioner where there is onBehalfOf, as far as the reference says", () => {
    const participant = (reference: string) => ({ onBehalfOf: { reference: "Organization/1" }, member: { reference } });
    assert.equal(check("CareTeam.participant ctm-1", participant("Practitioner/1")), true);
    assert.equal(check("CareTeam.participant ctm-1", participant("Patient/1")), false);
    assert.equal(
      check("CareTeam.participant ctm-1", participant("urn:uuid:87e11d66-c137-458a-9754-fe6c4e445a6d")),
      true,
    );
  });
  it("org-2 and org-3 refuse the use home", () => {
    assert.equal(check("Organization.telecom org-3", { use: "home" }), false);
    assert.equal(check("Organization.address org-2", { use: "work" }), true);
  });
});

/** A comparison of dates of different precision gives nothing in FHIRPath: whether they are in order is not known. */
function undeterminedIsTrue(name: string, expression: string): string {
  return /per-1|mdd-1|Task inv-1/.test(name) ? `(${expression}).empty() or (${expression})` : expression;
}

describe("rules by FHIRPath", () => {
  it("compile, all of them", () => {
    const names = new Set<string>();
    for (const type of RESOURCE_TYPES) {
      for (const { owner, key, expression } of rulesOf(type)) {
        if (`${owner} ${key}` in NATIVE_RULES || owner === "Bundle") continue;
        const value = { resourceType: type };
        const walk = new Walk();
        walk.frame = {
          type,
          resource: value,
          container: undefined,
          contained: new Map(),
          bundle: undefined,
          localReferences: new Set(),
        };
        assert.notEqual(
          fhirpathRule({ owner, type, isResource: true }, expression)(value, walk),
          undefined,
          `${owner} ${key}`,
        );
        names.add(key);
      }
    }
    assert.ok(names.size > 50);
  });
});
