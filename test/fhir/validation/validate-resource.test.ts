/** What is valid, what is not and where: https://hl7.org/fhir/R4/validation.html */
import assert from "node:assert/strict";
import { InvalidInput, type Issue } from "../../../src/errors.ts";
import { assertValid, validateResource } from "../../../src/fhir/validation/validate-resource.ts";
import { MAX_ISSUES } from "../../../src/fhir/validation/walk.ts";
import { parseJson } from "../../../src/json.ts";
import { INVALID_RESOURCES } from "./invalid/index.ts";

const errorsOf = (resource: unknown): readonly Issue[] =>
  validateResource(resource).filter(({ severity }) => severity === "error");

describe("validateResource", () => {
  for (const { title, resource, code, expression } of INVALID_RESOURCES) {
    it(`reports ${title}`, () => {
      const [first, ...others] = errorsOf(resource);
      assert.equal(first?.expression, expression, first?.message);
      assert.equal(first?.code, code, first?.message);
      assert.deepEqual(others, []);
    });
  }

  const extension = [{ url: "http://example.org/x", valueString: "x" }];
  const valid: Record<string, unknown> = {
    "a resource with nothing": { resourceType: "Patient" },
    "extensions for a required value": { resourceType: "Observation", _status: { extension }, code: { text: "x" } },
    "null where there are extensions": {
      resourceType: "Patient",
      name: [{ given: ["A", null], _given: [null, { extension }] }],
    },
    "an attachment of two megabytes": {
      resourceType: "Binary",
      contentType: "application/pdf",
      data: "AAAA".repeat(700_000),
    },
    "an id beside a value": { resourceType: "Patient", birthDate: "1974-12-25", _birthDate: { id: "a" } },
    "partial dates": { resourceType: "Patient", birthDate: "1974-12", deceasedDateTime: "2020" },
    "a leap day": { resourceType: "Patient", birthDate: "2000-02-29" },
    "a leap second": { resourceType: "Patient", deceasedDateTime: "2016-12-31T23:59:60Z" },
    "a reference by identifier": {
      resourceType: "Observation",
      status: "final",
      code: { text: "x" },
      subject: { identifier: { value: "1" } },
    },
    "a canonical that names what is contained": {
      resourceType: "QuestionnaireResponse",
      status: "completed",
      questionnaire: "#q",
      contained: [{ resourceType: "Questionnaire", id: "q", status: "draft" }],
    },
    "a contained resource that refers to its container": {
      resourceType: "Patient",
      contained: [
        {
          resourceType: "Provenance",
          id: "p",
          target: [{ reference: "#" }],
          recorded: "2020-01-01T00:00:00Z",
          agent: [{ who: { display: "x" } }],
        },
      ],
    },
    "a period of two precisions": {
      resourceType: "Encounter",
      status: "finished",
      class: { code: "AMB" },
      period: { start: "2020-05", end: "2020" },
    },
    "undefined members": { resourceType: "Patient", active: undefined },
  };
  for (const [title, resource] of Object.entries(valid)) {
    it(`accepts ${title}`, () => assert.deepEqual(validateResource(resource), []));
  }

  it("reports an integer that was written with a point", () => {
    const text = '{"resourceType":"Patient","multipleBirthInteger":1.0}';
    assert.equal(errorsOf(parseJson(text))[0]?.expression, "Patient.multipleBirthInteger");
  });

  it("reports a number that is too large for a decimal", () => {
    const text = '{"resourceType":"Patient","extension":[{"url":"http://example.org/x","valueDecimal":1e999}]}';
    assert.equal(errorsOf(parseJson(text))[0]?.expression, "Patient.extension[0].valueDecimal");
  });

  it("reports a string of more than a mebibyte, and data that are not base64", () => {
    const text = { div: `<div xmlns="http://www.w3.org/1999/xhtml">x</div>`, status: "generated" };
    assert.equal(errorsOf({ resourceType: "Patient", text, language: "x".repeat(1024 * 1024 + 1) }).length, 1);
    for (const data of ["", "AAA", "AA\u0000A", "AAA-"]) {
      const [error] = errorsOf({ resourceType: "Binary", contentType: "text/plain", data });
      assert.equal(error?.expression, "Binary.data", data);
    }
  });
  it("warns of a modifier extension and of white space only", () => {
    const issues = validateResource({ resourceType: "Patient", modifierExtension: extension, name: [{ text: " " }] });
    assert.deepEqual(
      issues.map(({ severity, expression }) => [severity, expression]),
      [
        ["warning", "Patient.modifierExtension[0]"],
        ["warning", "Patient.name[0].text"],
      ],
    );
  });

  it("warns of implicit rules", () => {
    const [issue] = validateResource({ resourceType: "Patient", implicitRules: "http://example.org/rules" });
    assert.deepEqual([issue?.severity, issue?.expression], ["warning", "Patient.implicitRules"]);
  });

  it("reports every error at once", () => {
    const issues = errorsOf({ resourceType: "Patient", gender: "man", birthDate: "1974-13-01", name: [{ family: 1 }] });
    assert.deepEqual(
      issues.map(({ expression }) => expression),
      ["Patient.gender", "Patient.birthDate", "Patient.name[0].family"],
    );
  });

  it(`stops after ${MAX_ISSUES} errors and says so`, () => {
    const name = Array.from({ length: 5000 }, () => ({ family: 1 }));
    const issues = validateResource({ resourceType: "Patient", name });
    assert.equal(issues.length, MAX_ISSUES + 1);
    assert.equal(issues.at(-1)?.code, "incomplete");
  });

  it("finds an error behind any number of warnings", () => {
    const name: object[] = Array.from({ length: 1000 }, () => ({ text: " " }));
    assert.equal(errorsOf({ resourceType: "Patient", name: [...name, { text: 1 }] }).length, 1);
  });

  it("does not change what it reads, by FHIRPath neither", () => {
    const resource = deepFreeze({
      resourceType: "Questionnaire",
      status: "draft",
      item: [{ linkId: "1", type: "string" }],
    });
    assert.deepEqual(validateResource(resource), []);
  });

  it("reports another type than the expected one", () => {
    const [issue] = validateResource({ resourceType: "Patient" }, { expectedType: "Observation" });
    assert.equal(issue?.expression, "resourceType");
  });

  for (const value of [
    undefined,
    null,
    true,
    7,
    "Patient",
    [],
    {},
    { resourceType: 7 },
    { resourceType: "constructor" },
  ]) {
    it(`does not throw on ${JSON.stringify(value)}`, () => assert.equal(errorsOf(value).length, 1));
  }
});

describe("assertValid", () => {
  it("throws InvalidInput with every issue and the code of the first error", () => {
    const resource = {
      resourceType: "Patient",
      modifierExtension: [{ url: "a", valueString: "x" }],
      gender: "man",
      active: 1,
    };
    assert.throws(
      () => assertValid(resource),
      (error) => {
        assert.ok(error instanceof InvalidInput);
        assert.equal(error.code, "code-invalid");
        assert.equal(error.expression, "Patient.gender");
        assert.equal(error.issues.length, 3);
        return true;
      },
    );
  });
  it("accepts a resource with warnings only", () => {
    assertValid({ resourceType: "Patient", modifierExtension: [{ url: "a", valueString: "x" }] }, "Patient");
  });
});

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null)
    for (const item of Object.values(Object.freeze(value))) deepFreeze(item);
  return value;
}
