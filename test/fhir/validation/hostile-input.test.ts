/** Whatever is sent, validation ends soon, throws nothing and says little. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { validateResource } from "../../../src/fhir/validation/validate-resource.ts";
import { MAX_ISSUES } from "../../../src/fhir/validation/walk.ts";

const NAMES = [
  "resourceType",
  "id",
  "name",
  "_name",
  "contained",
  "entry",
  "resource",
  "extension",
  "valueString",
  "type",
];
const VALUES = ["Patient", "Bundle", "Observation", "Questionnaire", "#", "#a", "a", "", "transaction"];

/** JSON whose names are often those of FHIR, so that it gets further than an unknown element. */
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    fc.oneof(fc.constantFrom(...VALUES), fc.double(), fc.boolean(), fc.constant(null), fc.string()),
    fc.array(tie("tree"), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...NAMES), fc.string()), tie("tree"), { maxKeys: 6 }),
  ),
}));

/** A fraction of it is needed. */
const MOST_MICROSECONDS = 10_000_000;

describe("validateResource, of hostile input", () => {
  it("never throws, and its issues are bounded", () => {
    const resource = fc
      .tuple(
        fc.constantFrom("Patient", "Bundle", "Questionnaire", "Parameters", "Observation"),
        fc.dictionary(fc.constantFrom(...NAMES), tree),
      )
      .map(([resourceType, rest]) => ({ ...rest, resourceType }));
    fc.assert(
      fc.property(resource, (value) => validateResource(value).length <= MAX_ISSUES + 1),
      { numRuns: 2000, seed: 1 },
    );
  });

  it("never throws on JSON of any kind", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => validateResource(value).length > 0),
      { numRuns: 500, seed: 1 },
    );
  });

  const slow: Record<string, () => unknown> = {
    "an extension nested 100,000 deep": () => {
      let extension: unknown[] = [];
      for (let level = 0; level < 100_000; level++) extension = [{ url: "a", extension }];
      return { resourceType: "Patient", extension };
    },
    "a million unknown elements": () => {
      const resource: Record<string, unknown> = { resourceType: "Patient" };
      for (let number = 0; number < 1_000_000; number++) resource[`x${number}`] = 1;
      return resource;
    },
    "a million empty names": () => ({ resourceType: "Patient", name: Array.from({ length: 1_000_000 }, () => ({})) }),
    "contained resources that all name each other": () => ({
      resourceType: "Patient",
      contained: Array.from({ length: 2000 }, (_item, number) => ({
        resourceType: "Organization",
        id: `o${number}`,
        name: "x",
        partOf: { reference: `#o${(number + 1) % 2000}` },
      })),
    }),
    "20,000 concepts": () => ({
      resourceType: "CodeSystem",
      status: "draft",
      content: "complete",
      concept: Array.from({ length: 20_000 }, (_item, number) => ({ code: `c${number}` })),
    }),
    "5,000 groups of as many resources": () => ({
      resourceType: "ImplementationGuide",
      url: "http://example.org/x",
      name: "X",
      status: "draft",
      packageId: "x",
      fhirVersion: ["4.0.1"],
      definition: {
        grouping: Array.from({ length: 5000 }, (_item, number) => ({ id: `g${number}`, name: "x" })),
        resource: Array.from({ length: 5000 }, (_item, number) => ({
          reference: { reference: "Patient/1" },
          groupingId: `g${number}`,
        })),
      },
    }),
    "a megabyte of almost base64": () => ({
      resourceType: "Binary",
      contentType: "text/plain",
      data: `${"A".repeat(1_000_000)}%`,
    }),
    "a code of a megabyte": () => ({ resourceType: "Patient", language: `${"a ".repeat(500_000)} ` }),
    "a reference of a megabyte": () => ({
      resourceType: "Patient",
      managingOrganization: { reference: `https://${"/A".repeat(500_000)}?` },
    }),
  };
  for (const [title, resource] of Object.entries(slow)) {
    it(`is not held up by ${title}`, function () {
      this.timeout(60_000);
      const value = resource();
      // Of this thread alone, so that a busy machine changes nothing; what grows with the square takes minutes.
      const before = process.threadCpuUsage();
      validateResource(value);
      const { user, system } = process.threadCpuUsage(before);
      assert.ok(user + system < MOST_MICROSECONDS);
    });
  }

  it("refuses what would need too many evaluations of FHIRPath", () => {
    const test = { action: [{ operation: { method: "get", encodeRequestUrl: true, url: "Patient/1" } }] };
    const resource = {
      resourceType: "TestScript",
      url: "http://example.org/x",
      name: "X",
      status: "draft",
      test: Array.from({ length: 20_000 }, () => test),
    };
    assert.equal(validateResource(resource).at(-1)?.code, "too-costly");
  });

  it("repeats nothing of what it was given, but the names of elements", () => {
    const secret = "Chalmers";
    const issues = validateResource({
      resourceType: "Patient",
      id: `${secret} 1`,
      gender: secret,
      birthDate: secret,
      name: [{ use: secret, period: { start: secret } }],
      link: [{ other: { reference: secret }, type: "seealso" }],
      text: { status: "generated", div: secret },
    });
    assert.ok(issues.length >= 7);
    assert.doesNotMatch(JSON.stringify(issues), new RegExp(secret));
  });
});
