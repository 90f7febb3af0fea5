/**
 * The rules that are written out say what their FHIRPath says: both get every combination of a few values per element.
 */
import assert from "node:assert/strict";
import { elementsOf, rulesOf } from "../../../src/fhir/definitions/elements.ts";
import { RESOURCE_TYPES } from "../../../src/fhir/definitions/resource-types.ts";
import { structureOf } from "../../../src/fhir/definitions/structures.ts";
import { fhirpathRule } from "../../../src/fhir/validation/invariants.ts";
import { CHECKED_ELSEWHERE, NATIVE_RULES } from "../../../src/fhir/validation/native-rules.ts";
import { type JsonObject, type ResourceFrame, Walk } from "../../../src/fhir/validation/walk.ts";
import { CONFORMANCE_RULE_CASES } from "./conformance-rule-cases.ts";
import { NATIVE_RULE_CASES } from "./native-rule-cases.ts";

const CASES = { ...NATIVE_RULE_CASES, ...CONFORMANCE_RULE_CASES };

/** Rules whose FHIRPath does not say what their text says, or that it cannot say; tested by cases of their own below. */
const BY_TEXT = new Set([
  "Range rng-2",
  "Timing.repeat tim-9",
  "ElementDefinition eld-11",
  "ElementDefinition.max eld-3",
  "StructureDefinition.snapshot.element sdf-10",
  "StructureDefinition.snapshot sdf-8",
  "StructureDefinition.differential sdf-8a",
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

function frameOf(type: string, resource: JsonObject): ResourceFrame {
  return {
    type,
    resource,
    container: undefined,
    contained: new Map(),
    bundle: undefined,
    localReferences: new Set(),
  };
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
      const required = elementsOf(type).filter(({ name, isRequired }) => isRequired && name in elements);
      for (const combination of combinations(elements)) {
        if (Object.keys(combination).length === 0 || required.some(({ name }) => !(name in combination))) continue;
        const value = isResource ? { resourceType: owner, ...combination } : combination;
        const walk = new Walk();
        walk.frame = frameOf(owner, value);
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
  it("eld-3 wants a number or a star", () => {
    for (const max of ["0", "7", "*"]) assert.equal(check("ElementDefinition.max eld-3", max), true);
    for (const max of ["-1", "many", "1.5"]) assert.equal(check("ElementDefinition.max eld-3", max), false);
  });
  it("sdf-10 wants a binding to say to what", () => {
    const name = "StructureDefinition.snapshot.element sdf-10";
    assert.equal(check(name, { path: "A" }), true);
    assert.equal(check(name, { path: "A", binding: { strength: "example", description: "x" } }), true);
    assert.equal(check(name, { path: "A", binding: { strength: "example" } }), false);
  });
  it("sdf-8 and sdf-8a want every path to begin with the type", () => {
    const walk = new Walk();
    walk.frame = frameOf("StructureDefinition", { resourceType: "StructureDefinition", kind: "resource", type: "A" });
    const view = (...paths: string[]) => ({ element: paths.map((path) => ({ path })) });
    const snapshot = NATIVE_RULES["StructureDefinition.snapshot sdf-8"];
    const differential = NATIVE_RULES["StructureDefinition.differential sdf-8a"];
    assert.equal(snapshot?.(view("A", "A.b", "A.b.c"), walk), true);
    assert.equal(snapshot?.(view("B", "B.b"), walk), false);
    assert.equal(snapshot?.(view("A", "B.b"), walk), false);
    assert.equal(differential?.(view("A.b", "A.c"), walk), true);
    assert.equal(differential?.(view("A.b", "B.c"), walk), false);
    assert.equal(differential?.(view("B.b"), walk), false);
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
  const names = new Set<string>();
  const seen = new Set<string>();

  /** Evaluates every rule of the type and, through its elements, of the types below it. */
  function evaluateAll(type: string): void {
    if (seen.has(type) || !structureOf(type)) return;
    seen.add(type);
    const isResource = RESOURCE_TYPES.has(type);
    for (const { owner, key, expression } of rulesOf(type)) {
      const name = `${owner} ${key}`;
      if (name in NATIVE_RULES || CHECKED_ELSEWHERE.has(name)) continue;
      const value = isResource ? { resourceType: type } : {};
      const walk = new Walk();
      walk.frame = frameOf(type, value);
      assert.notEqual(fhirpathRule({ owner, type, isResource }, expression)(value, walk), undefined, name);
      names.add(name);
    }
    for (const { types } of elementsOf(type)) types.forEach(evaluateAll);
  }

  it("can be evaluated, all of them", () => {
    RESOURCE_TYPES.forEach(evaluateAll);
    assert.ok(names.size >= 70, `only ${names.size} were found`);
  });
});
