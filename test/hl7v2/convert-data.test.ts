import assert from "node:assert/strict";
import type { Bundle, Parameters } from "@medplum/fhirtypes";
import { elementAt } from "../../src/fhir/definitions/elements.ts";
import { convertDataOperation } from "../../src/hl7v2/convert-data.ts";
import { mappings, message, NOW, validate } from "./support.ts";

const operation = convertDataOperation({ clock: () => NOW, validate, elementAt, mappings });
const run = (...parameter: NonNullable<Parameters["parameter"]>) =>
  operation.run({ parameters: { resourceType: "Parameters", parameter } });
const text = message(
  [
    "PID|1||7^^^HOSP||DOE^JANE||19850101|F||||||||||ACC",
    "OBR|1||F1|T^Test^L",
    "OBX|1|NM|2345-7^Glucose^LN||5.0|mmol/L|||||F",
  ],
  {
    event: "ORU^R01",
  },
);
const inputData = { name: "inputData", valueString: text };
const hl7v2 = { name: "inputDataType", valueCode: "Hl7v2" };

describe("$convert-data", () => {
  it("gives the resources of a message as a valid Bundle whose references resolve in it", async () => {
    const bundle = (await run(inputData, hl7v2)).resource as Bundle;
    assert.deepEqual(
      validate(bundle).filter(({ severity }) => severity === "error"),
      [],
    );
    assert.deepEqual(
      bundle.entry?.map(({ resource }) => resource?.resourceType),
      ["Patient", "Observation", "ServiceRequest", "DiagnosticReport", "Provenance"],
    );
    const urls = new Set(bundle.entry?.map(({ fullUrl }) => fullUrl));
    const references = [...JSON.stringify(bundle).matchAll(/"reference":"([^"]+)"/g)].map(([, reference]) => reference);
    assert.ok(references.length > 4);
    assert.deepEqual(
      references.filter((reference) => !urls.has(reference)),
      [],
    );
  });

  it("gives the same Bundle for the same message", async () => {
    assert.deepEqual(await run(inputData, hl7v2), await run(inputData, hl7v2));
  });

  it("explains where each element comes from and what went nowhere", async () => {
    const { parameter = [] } = (await run(inputData, hl7v2, { name: "explain", valueBoolean: true }))
      .resource as Parameters;
    const lines = parameter
      .filter(({ name }) => name === "element")
      .map(({ part }) => part?.map(({ valueString }) => valueString).join(" "));
    assert.ok(lines.includes("Patient.name[0].family PID-5.1 base XPN[HumanName]"), lines.slice(0, 12).join("\n"));
    assert.ok(lines.includes("Patient.gender PID-8 ig PID[Patient]"));
    assert.ok(lines.includes("Observation.valueQuantity OBX-5 observation-value"));
    assert.deepEqual(
      parameter.filter(({ name }) => name === "unmapped").map(({ valueString }) => valueString),
      ["PID-18"],
    );
  });

  for (const [name, parameters, expected] of [
    ["no inputData", [hl7v2], /inputData/],
    ["another type of input", [inputData, { name: "inputDataType", valueCode: "Ccda" }], /inputDataType must be Hl7v2/],
    ["an unknown parameter", [inputData, hl7v2, { name: "template", valueString: "x" }], /Unknown parameter template/],
    ["what is no message", [{ name: "inputData", valueString: "HELLO" }, hl7v2], /MSH/],
    [
      "an unsupported event",
      [{ name: "inputData", valueString: message([], { event: "MFN^M02" }) }, hl7v2],
      /unsupported/,
    ],
  ] as const) {
    it(`refuses ${name}`, () => assert.rejects(run(...parameters), expected));
  }
});
