import assert from "node:assert/strict";
import { validateResource } from "../../src/fhir/validation/validate-resource.ts";
import { RISK_MODELS } from "../../src/models/index.ts";
import { modelLibraries } from "../../src/operations/libraries.ts";
import { SIMULATIONS } from "../../src/simulation/index.ts";

describe("the Library of a model", () => {
  const libraries = modelLibraries(SIMULATIONS.values());

  it("is there for every model and simulation, valid, under the model's id", () => {
    assert.deepEqual(
      libraries.map(({ id }) => id),
      [...RISK_MODELS.keys(), "drug-safety", ...SIMULATIONS.keys()],
    );
    for (const library of libraries) assert.deepEqual(validateResource(JSON.parse(JSON.stringify(library))), []);
  });

  it("is found by type=model", () => {
    for (const { type } of libraries) assert.ok(type.coding?.some(({ code }) => code === "model"));
  });

  it("says of PREVENT's systolic blood pressure the code, unit and range", () => {
    const prevent = libraries.find(({ id }) => id === "prevent");
    const parameter = prevent?.parameter?.find(({ name }) => name === "systolicBloodPressure");
    assert.match(parameter?.documentation ?? "", /in mm\[Hg\]; range 90 to 180/);
    assert.equal(parameter?.min, 1);
    assert.ok(
      prevent?.dataRequirement?.some(({ codeFilter }) => codeFilter?.[0]?.code?.some(({ code }) => code === "8480-6")),
    );
    assert.ok(prevent?.relatedArtifact?.some(({ url }) => url === "https://doi.org/10.1161/CIRCULATIONAHA.123.067626"));
  });
});
