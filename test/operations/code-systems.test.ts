import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { SYSTEM } from "../../src/codes.ts";
import { CONCEPTS } from "../../src/concepts/index.ts";
import { validateResource } from "../../src/fhir/validation/validate-resource.ts";
import { RISK_MODELS } from "../../src/models/index.ts";
import { ownCodeSystems } from "../../src/operations/code-systems.ts";
import { SIMULATIONS } from "../../src/simulation/index.ts";

describe("code systems made from the tables", () => {
  const systems = new Map(ownCodeSystems(SIMULATIONS.values()).map((system) => [system.url, system]));
  const codesOf = (url: string) => (systems.get(url)?.concept ?? []).map(({ code }) => code);

  for (const [url, system] of systems) {
    it(`${system.id} is valid R4 and lists no code twice`, () => {
      assert.deepEqual(validateResource(system), []);
      assert.equal(new Set(codesOf(url ?? "")).size, codesOf(url ?? "").length);
    });
  }
  it("hold every concept, model, simulation and outcome", () => {
    assert.deepEqual(codesOf(SYSTEM.concept), Object.keys(CONCEPTS));
    assert.deepEqual(codesOf(SYSTEM.model), [...RISK_MODELS.keys(), "drug-safety", ...SIMULATIONS.keys()]);
    const outcomes = [...RISK_MODELS.values()].flatMap(({ metadata }) => metadata.outputs.map(({ code }) => code));
    assert.deepEqual(codesOf(SYSTEM.outcome), outcomes);
  });
  it("give a quantity's unit and LOINC code, and the answers of a closed list", () => {
    const concept = (code: string) => systems.get(SYSTEM.concept)?.concept?.find((item) => item.code === code);
    assert.deepEqual(concept("systolicBloodPressure")?.property, [
      { code: "unit", valueString: "mm[Hg]" },
      { code: "loinc", valueCoding: { system: "http://loinc.org", code: "8480-6" } },
      { code: "valueSet", valueString: "https://fhir-twin.org/fhir/ValueSet/systolic-blood-pressure" },
      { code: "selection", valueString: "the latest usable value" },
      { code: "plausibleFrom", valueDecimal: 40 },
      { code: "plausibleTo", valueDecimal: 300 },
    ]);
    assert.deepEqual(
      concept("sex")?.concept?.map(({ code }) => code),
      ["sex.female", "sex.male"],
    );
  });
  it("tell how a concept is found, and use no property that is not declared", () => {
    const { concept = [], property = [] } = systems.get(SYSTEM.concept) ?? {};
    const declared = new Set(property.map(({ code }) => code));
    const of = (name: string, code: string) =>
      concept.find((item) => item.code === name)?.property?.find((one) => one.code === code);
    assert.equal(of("dailySteps", "staleAfterDays")?.valueInteger, 31);
    assert.match(of("heartRate", "selection")?.valueString ?? "", /worst of the last 24 hours/);
    assert.match(of("hasAcuteRenalFailure", "selection")?.valueString ?? "", /begun in the last 30 days/);
    assert.equal(of("onStatin", "valueSet")?.valueString, "https://fhir-twin.org/fhir/ValueSet/on-statin");
    assert.match(of("packYears", "derivation")?.valueString ?? "", /cigarettes a day/);
    assert.equal(of("killipClass", "valueSet"), undefined);
    for (const { property: own = [] } of concept) for (const { code } of own) assert.ok(declared.has(code), code);
    const sets = concept.flatMap(({ property: own = [] }) =>
      own.flatMap(({ code, valueString }) => (code === "valueSet" ? [valueString?.split("/").at(-1)] : [])),
    );
    const files = new Set(readdirSync(new URL("../../profiles/", import.meta.url)));
    for (const set of sets) assert.ok(files.has(`ValueSet-${set}.json`), set);
  });
});
