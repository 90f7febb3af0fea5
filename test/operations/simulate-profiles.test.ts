/** What `profiles/` promises of simulations, against what is answered. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import type { Extension, OperationDefinition, StructureDefinition } from "@medplum/fhirtypes";
import { EXTENSION, PROFILE, SYSTEM } from "../../src/codes.ts";
import { validateResource } from "../../src/fhir/validation/validate-resource.ts";
import { PARAMETERS } from "../../src/operations/simulate/plan.ts";
import { request as hovorka } from "../vectors/hovorka-2004.ts";
import { request as fiveYears } from "../vectors/t2d-five-year-scenarios.ts";
import { simulate } from "./simulate-call.ts";

const FOLDER = new URL("../../profiles/", import.meta.url);
const files = new Map(
  readdirSync(FOLDER)
    .filter((file) => file.endsWith(".json"))
    .map((file) => JSON.parse(readFileSync(new URL(file, FOLDER), "utf8")))
    .map((resource) => [resource.url as string, resource]),
);

const PATIENT = {
  ...{ age: 63, dur: 10, female: 1, black: 0, indian: 0, smoke: 0, a1c: 9.2, bmi: 36, egfr_v: 58, hdl_v: 1.2 },
  ...{ ldl_v: 2.9, sbp_v: 150, hr_v: 76, wbc: 7.2, heamo: 14.2, albumin_mm: 1, atria_fib: 0, pvd_event: 0 },
};
const CALLS = [
  hovorka({ BW: 70, G0: 6, meal_g: 50, bolus_U: 4, basal: "steady state for G0" }),
  fiveYears({ patient: PATIENT, height_m: 1.62, effects: { a1c: -1 } }),
];
const answers = () => Promise.all(CALLS.map(({ parameters }) => simulate(parameters.parameter ?? [])));

describe("profiles of simulations", () => {
  for (const url of [
    PROFILE.simulatedObservation,
    EXTENSION.scenario,
    EXTENSION.simulationRun,
    SYSTEM.statistic,
    SYSTEM.simulationOutput,
    SYSTEM.intervention,
  ]) {
    it(`holds a valid ${url}`, () => {
      assert.ok(files.has(url));
      assert.deepEqual(validateResource(files.get(url)), []);
    });
  }

  it("defines the operation with the parameters that it reads", () => {
    const resource = files.get("https://fhir-twin.org/fhir/OperationDefinition/simulate") as OperationDefinition;
    assert.deepEqual(validateResource(resource), []);
    assert.deepEqual(
      resource.parameter?.filter(({ use }) => use === "in").map(({ name }) => name),
      PARAMETERS,
    );
  });

  it("describes every extension of a run, part by part", async () => {
    for (const bundle of await answers()) {
      const own = extensionsIn(bundle).filter(({ url }) =>
        [EXTENSION.scenario, EXTENSION.simulationRun].includes(url as never),
      );
      assert.ok(own.length > 1);
      for (const { url, extension = [] } of own) {
        const elements = (files.get(url) as StructureDefinition).differential?.element ?? [];
        for (const part of extension)
          assert.ok(
            elements.some(({ sliceName }) => sliceName === part.url),
            part.url,
          );
        for (const { sliceName, min } of elements.filter(({ sliceName }) => sliceName !== undefined)) {
          if (min === 1)
            assert.ok(
              extension.some((part) => part.url === sliceName),
              `${url} lacks ${sliceName}`,
            );
        }
      }
    }
  });

  it("is kept by every simulated Observation: each required element, each cardinality, each pattern", async () => {
    const profile = files.get(PROFILE.simulatedObservation) as StructureDefinition;
    const elements = profile.differential?.element ?? [];
    const patterns = elements.flatMap(({ patternCodeableConcept }) => patternCodeableConcept?.coding ?? []);
    assert.equal(patterns.length, 1);
    let count = 0;
    for (const bundle of await answers()) {
      for (const { resource } of bundle.entry ?? []) {
        if (resource?.resourceType !== "Observation") continue;
        count++;
        assert.deepEqual(resource.meta?.profile, [PROFILE.simulatedObservation]);
        for (const { path = "", min = 0, max = "*", sliceName } of elements) {
          if (sliceName !== undefined) continue;
          const found = valuesAt(resource, path.split(".").slice(1));
          assert.ok(found.length >= min, `${path}: ${found.length}, at least ${min}`);
          assert.ok(max === "*" || found.length <= Number(max), `${path}: ${found.length}, at most ${max}`);
        }
        assert.deepEqual(
          resource.meta?.tag?.map(({ system, code }) => ({ system, code })),
          [{ system: SYSTEM.tag, code: "simulation" }],
        );
        assert.equal(resource.category?.[0]?.coding?.[0]?.code, patterns[0]?.code);
        assert.equal(resource.extension?.filter(({ url }) => url === EXTENSION.scenario).length, 1);
        assert.equal(resource.subject?.type, "Device");
        assert.ok(resource.effectivePeriod?.start && resource.effectivePeriod.end);
      }
    }
    assert.ok(count > 10);
  });
});

/** The values at a path of element names, with `[x]` for a choice. */
function valuesAt(value: unknown, [name, ...rest]: readonly string[]): readonly unknown[] {
  if (name === undefined) return [value];
  if (typeof value !== "object" || value === null) return [];
  const keys = Object.keys(value).filter((key) =>
    name.endsWith("[x]") ? key.startsWith(name.slice(0, -3)) : key === name,
  );
  const found = keys.flatMap((key) => (value as Record<string, unknown>)[key]); // a list is spread into its items
  return found.flatMap((item) => valuesAt(item, rest));
}

function extensionsIn(value: unknown): readonly Extension[] {
  if (typeof value !== "object" || value === null) return [];
  const own = "url" in value && String(value.url).startsWith("https://fhir-twin.org/") ? [value as Extension] : []; // only extensions have a `url` of ours
  return [...own, ...Object.values(value).flatMap(extensionsIn)];
}
