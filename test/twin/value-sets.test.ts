import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import type { Resource, ValueSet } from "@medplum/fhirtypes";
import { SYSTEM } from "../../src/codes.ts";
import { isConceptName } from "../../src/concepts/index.ts";
import { validateResource } from "../../src/fhir/validation/validate-resource.ts";
import { ValueSetIndex } from "../../src/twin/value-set-index.ts";
import { VALUE_SETS } from "../../src/twin/value-sets.ts";

const PROFILES = new URL("../../profiles/", import.meta.url);
const read = (name: string) => JSON.parse(readFileSync(new URL(name, PROFILES), "utf8")) as Resource; // our own files
const valueSets = readdirSync(PROFILES)
  .filter((name) => name.startsWith("ValueSet-"))
  .map((name) => read(name) as ValueSet);
const OWN = [
  "CodeSystem-computed",
  "OperationDefinition-twin",
  "StructureDefinition-feature-source",
  "StructureDefinition-patient-twin",
  "StructureDefinition-twin-state",
];

describe("value sets of the twin", () => {
  for (const resource of [...valueSets, ...OWN.map((name) => read(`${name}.json`))]) {
    it(`${resource.resourceType} ${resource.id} is valid R4`, () => {
      const errors = validateResource(resource).filter(({ severity }) => severity === "error");
      assert.deepEqual(errors, []);
    });
  }

  it("are each about a concept that exists, and name their sources", () => {
    for (const { id, description, useContext } of valueSets) {
      const concept = useContext?.[0]?.valueCodeableConcept?.coding?.[0]?.code;
      assert.ok(concept === undefined || isConceptName(concept), id);
      assert.ok((description?.length ?? 0) > 20, id);
    }
  });

  it("list no code twice, and LOINC codes with a right check digit", () => {
    for (const { id, compose } of valueSets) {
      const codes = (compose?.include ?? []).flatMap(({ system, concept }) =>
        (concept ?? []).map(({ code }) => `${system}|${code}`),
      );
      assert.equal(new Set(codes).size, codes.length, id);
      for (const code of codes.filter((one) => one.startsWith(SYSTEM.loinc))) {
        assert.ok(hasCheckDigit(code.slice(SYSTEM.loinc.length + 1)), code);
      }
      for (const code of codes.filter((one) => one.startsWith(SYSTEM.snomed))) {
        assert.ok(isSnomed(code.slice(SYSTEM.snomed.length + 1)), code);
      }
    }
  });

  it("find codes with and without the dot, by other names of their system, and not beyond", () => {
    const of = (system: string, code: string) => VALUE_SETS.setsOf({ system, code });
    assert.ok(of("urn:oid:2.16.840.1.113883.6.90", "E1165").includes("type2-diabetes"));
    assert.ok(of(SYSTEM.icd10cm, "e11.65").includes("type2-diabetes"));
    assert.deepEqual(of(SYSTEM.icd10cm, "E1"), []);
    assert.deepEqual(of("http://example.org", "E11"), []);
    assert.deepEqual(VALUE_SETS.setsOf({ code: "E11" }), []);
  });

  it("refuse to include a value set that is not there", () => {
    const file = { id: "a", url: "urn:a", compose: { include: [{ valueSet: ["urn:b"] }] } };
    assert.throws(() => new ValueSetIndex([file]), /includes urn:b/);
  });
});

/** LOINC codes end in a check digit by modulus 10 (Luhn): LOINC Users' Guide, appendix C. */
function hasCheckDigit(code: string): boolean {
  const [number = "", digit] = code.split("-");
  const sum = [...number].toReversed().reduce((total, text, index) => {
    const doubled = index % 2 === 0 ? Number(text) * 2 : Number(text);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return String((10 - (sum % 10)) % 10) === digit;
}

/** SNOMED CT identifiers end in a Verhoeff check digit: SNOMED CT Release File Specification 5.5. */
function isSnomed(code: string): boolean {
  let check = 0;
  for (const [index, text] of [...code].toReversed().entries()) {
    check = DIHEDRAL[check]?.[PERMUTATION[index % 8]?.[Number(text)] ?? 0] ?? 0;
  }
  return check === 0;
}

const digits = (rows: string) => rows.split(" ").map((row) => [...row].map(Number));
const DIHEDRAL = digits(
  "0123456789 1234067895 2340178956 3401289567 4012395678 5987604321 6598710432 7659821043 8765932104 9876543210",
);
const PERMUTATION = digits("0123456789 1576283094 5803796142 8916043527 9453126870 4286573901 2793806415 7046913258");
