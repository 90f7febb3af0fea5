/** The extract of the definitions, against what the pages of R4 say. */
import assert from "node:assert/strict";
import { elementAt, elementsOf } from "../../../src/fhir/definitions/elements.ts";
import { RESOURCE_TYPES } from "../../../src/fhir/definitions/resource-types.ts";
import { structureOf } from "../../../src/fhir/definitions/structures.ts";

describe("elementsOf", () => {
  it("lists the elements of Patient in order, inherited ones first", () => {
    assert.deepEqual(
      elementsOf("Patient").map(({ name }) => name),
      // https://hl7.org/fhir/R4/patient.html#tabs-struc
      [
        ...["id", "meta", "implicitRules", "language", "text", "contained", "extension", "modifierExtension"],
        ...["identifier", "active", "name", "telecom", "gender", "birthDate", "deceased[x]", "address"],
        ...["maritalStatus", "multipleBirth[x]", "photo", "contact", "communication", "generalPractitioner"],
        ...["managingOrganization", "link"],
      ],
    );
  });

  it("knows the summary elements of Observation", () => {
    assert.deepEqual(
      elementsOf("Observation")
        .filter(({ isSummary }) => isSummary)
        .map(({ name }) => name),
      // the elements marked Σ on https://hl7.org/fhir/R4/observation.html#tabs-struc
      [
        ...["id", "meta", "implicitRules", "identifier", "basedOn", "partOf", "status", "code", "subject", "focus"],
        ...["encounter", "effective[x]", "issued", "performer", "value[x]", "hasMember", "derivedFrom", "component"],
      ],
    );
  });

  it("has no elements that only npm's copies of the definitions have", () => {
    const names = (type: string) => elementsOf(type).map(({ name }) => name);
    assert.ok(!names("Meta").includes("project"));
    assert.ok(!names("Binary").includes("url"));
    assert.ok(!names("ResearchStudy").includes("studyDesign"));
    assert.equal(RESOURCE_TYPES.has("SubscriptionStatus"), false);
  });

  it("has elements for every resource type", () => {
    for (const type of RESOURCE_TYPES) assert.ok(elementsOf(type).length > 4, type);
  });

  it("names types that exist", () => {
    const primitive = /^[a-z]/;
    const seen = new Set<string>();
    const visit = (type: string): void => {
      if (seen.has(type) || primitive.test(type)) return;
      seen.add(type);
      assert.ok(structureOf(type), type);
      for (const { types } of elementsOf(type)) types.forEach(visit);
    };
    RESOURCE_TYPES.forEach(visit);
    assert.ok(seen.size > 600);
  });

  it("is empty for primitive and unknown types", () => {
    assert.deepEqual(elementsOf("string"), []);
    assert.deepEqual(elementsOf("constructor"), []);
  });
});

describe("elementAt", () => {
  const cases: readonly [string, string, readonly string[] | undefined, boolean?][] = [
    ["Patient", "birthDate", ["date"], false],
    ["Patient", "name.given", ["string"], true],
    ["Patient", "contact.name.family", ["string"], false],
    ["Patient", "deceasedBoolean", ["boolean"], false],
    ["Patient", "deceased", ["boolean", "dateTime"], false],
    ["Observation", "component.valueQuantity.code", ["code"], false],
    ["Observation", "value.code", undefined],
    ["Bundle", "entry.link.url", ["uri"], false],
    ["Questionnaire", "item.item.item.linkId", ["string"], false],
    ["Patient", "extension.valueCodeableConcept.coding.code", ["code"], false],
    ["Patient", "contained", ["Resource"], true],
    ["Patient", "shoeSize", undefined],
    ["Patient", "birthDate.year", undefined],
    ["Patient", "", undefined],
    ["Chicken", "id", undefined],
  ];
  for (const [type, path, types, isArray] of cases) {
    it(`${type}.${path} is ${types ? `${types.join(" or ")}${isArray ? ", repeating" : ""}` : "nothing"}`, () => {
      assert.deepEqual(elementAt(type, path), types && { types, isArray });
    });
  }
});
