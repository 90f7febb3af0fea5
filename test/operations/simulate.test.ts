import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { Bundle, CodeSystem, Observation, ParametersParameter, Provenance } from "@medplum/fhirtypes";
import { DomainError, InvalidInput, ModelInputMissing, NotFound, RuleViolation } from "../../src/errors.ts";
import { validateResource } from "../../src/fhir/validation/validate-resource.ts";
import { SIMULATIONS } from "../../src/simulation/index.ts";
import { quantity } from "../vectors/parameters.ts";
import { courseOf, riskOf } from "../vectors/simulations.ts";
import { input, model, NOW, scenario, simulate } from "./simulate-call.ts";

/** A made-up person with type 2 diabetes. */
const PERSON: readonly ParametersParameter[] = [
  input("age", quantity(58, "a")),
  input("sex", { valueCode: "female" }),
  input("diabetesDuration", quantity(6, "a")),
  input("currentSmoker", { valueBoolean: false }),
  input("hba1c", quantity(8.4, "%")),
  input("systolicBloodPressure", quantity(142, "mm[Hg]")),
  input("ldlCholesterol", quantity(112, "mg/dL")),
  input("hdlCholesterol", quantity(1.1, "mmol/L")),
  input("bodyWeight", quantity(93, "kg")),
  input("bodyHeight", quantity(1.68, "m")),
  input("egfr", quantity(70, "mL/min/{1.73_m2}")),
];
const T2D = [model("t2d-five-year-scenarios"), ...PERSON];
const FEW = { name: "members", valueInteger: 40 } as const;
const TWO = [scenario("now"), scenario("with SGLT2i", ["sglt2i"])];

const all = <T>(bundle: Bundle, type: string): readonly T[] =>
  (bundle.entry ?? []).flatMap(({ resource }) => (resource?.resourceType === type ? [resource as T] : []));

async function refusal(call: Promise<unknown>): Promise<DomainError> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof DomainError, String(error));
  return error;
}

describe("$simulate", () => {
  it("compares scenarios: courses with bands, probabilities with intervals, paired differences, provenance", async () => {
    const bundle = await simulate([...T2D, FEW, ...TWO]);
    const courses = all<Observation>(bundle, "Observation");
    assert.ok(courses.length >= 20);
    for (const { subject, focus, meta, component } of courses) {
      assert.equal(subject?.type, "Device");
      assert.equal(focus, undefined);
      assert.deepEqual(
        meta?.tag?.map(({ code }) => code),
        ["simulation"],
      );
      assert.ok(component?.every(({ valueSampledData, valueQuantity }) => valueSampledData ?? valueQuantity));
    }
    assert.equal(all(bundle, "RiskAssessment").length, 2);
    assert.equal(all(bundle, "Parameters").length, 1);
    const [provenance] = all<Provenance>(bundle, "Provenance");
    assert.equal(provenance?.target.length, (bundle.entry?.length ?? 0) - 1);
    assert.match(provenance?.text?.div ?? "", /with SGLT2i/);
    assert.match(provenance?.text?.div ?? "", /Confidence in the weakest number used: C/);
  });

  it("answers valid R4, whatever the simulation", async () => {
    const calls = [
      [...T2D, FEW, ...TWO],
      [model("ukpds-om2"), ...PERSON, FEW, { name: "output", valueCode: "equations" }],
      [model("ukpds-om2"), ...PERSON, FEW],
      [
        model("hovorka-2004"),
        input("bodyWeight", quantity(70, "kg")),
        input("glucose", quantity(100, "mg/dL")),
        scenario("lunch & <bolus>", [
          ["meal", 60],
          ["bolus", 5],
        ]),
        scenario("lunch"),
      ],
    ];
    for (const parameters of calls) {
      const issues = validateResource(JSON.parse(JSON.stringify(await simulate(parameters))));
      assert.deepEqual(issues, []);
    }
  });

  it("gives the same bytes for the same call on the same day, and others for another seed", async () => {
    const call = async (clock: number, seed = 7) =>
      JSON.stringify(
        await simulate([...T2D, FEW, { name: "seed", valueInteger: seed }, ...TWO], { clock: () => clock }),
      );
    const first = await call(NOW);
    assert.equal(await call(NOW + 3_600_000), first);
    assert.notEqual(await call(NOW, 8), first);
    assert.notEqual(await call(NOW + 86_400_000), first);
  });

  it("uses the seed 1 where none is given, and reports it", async () => {
    const [provenance] = all<Provenance>(await simulate([...T2D, FEW]), "Provenance");
    const run = provenance?.extension?.find(({ url }) => url.endsWith("simulation-run"));
    assert.equal(run?.extension?.find(({ url }) => url === "seed")?.valueInteger, 1);
    assert.equal(run?.extension?.find(({ url }) => url === "members")?.valueInteger, 40);
  });

  it("marks and lists what is imputed", async () => {
    const [provenance] = all<Provenance>(await simulate([...T2D, FEW]), "Provenance");
    const origins = (provenance?.extension ?? [])
      .filter(({ url }) => url.endsWith("model-input"))
      .map(({ extension = [] }) => extension.map(({ valueCode }) => valueCode).filter(Boolean));
    assert.ok(origins.some((codes) => codes.includes("heartRate") && codes.includes("imputed")));
    assert.match(provenance?.text?.div ?? "", /taken as 79 \/min, the value of the published validation runs/);
    assert.match(provenance?.text?.div ?? "", /Albuminuria is not known and computed as not present/);
  });

  it("takes interventions by ATC, RxNorm and SNOMED CT codings, and a dose in another unit", async () => {
    const coded = (system: string, code: string, dose?: Partial<ParametersParameter>): ParametersParameter => ({
      name: "scenario",
      part: [
        { name: "name", valueString: code },
        {
          name: "intervention",
          part: [
            { name: "code", valueCodeableConcept: { coding: [{ system, code }] } },
            ...(dose === undefined ? [] : [{ name: "dose", ...dose }]),
          ],
        },
      ],
    });
    const start = async (one: ParametersParameter) =>
      courseOf(await simulate([...T2D, { name: "members", valueInteger: 1 }, one]), "hba1c")[0];
    const shifts: readonly (readonly [number, ParametersParameter])[] = [
      [-1.12, coded("http://www.whocc.no/atc", "A10BA02")],
      [-1.12, coded("http://www.nlm.nih.gov/research/umls/rxnorm", "6809")],
      [-1.12, coded("http://snomed.info/sct", "109081006")],
      [-1, coded("http://www.whocc.no/atc", "A10BK03")],
      [-1.99, coded("http://www.whocc.no/atc", "A10BX16", quantity(10_000, "ug"))],
    ];
    for (const [shift, one] of shifts) {
      const value = (await start(one)) ?? Number.NaN;
      assert.ok(Math.abs(value - (8.4 + shift)) < 1e-9, `${JSON.stringify(one.part?.[1])}: ${value}`);
    }
  });

  it("lets one scenario override an input", async () => {
    const bundle = await simulate([
      ...T2D,
      { name: "members", valueInteger: 1 },
      scenario("now"),
      scenario("if HbA1c were 53 mmol/mol", [], [input("hba1c", quantity(53, "mmol/mol"))]),
    ]);
    const starts = all<Observation>(bundle, "Observation")
      .filter(({ code }) => code.coding?.some((coding) => coding.code === "hba1c"))
      .map(({ component }) => Number(component?.[0]?.valueSampledData?.data?.split(" ")[0]));
    assert.equal(starts[0], 8.4);
    assert.ok(Math.abs((starts[1] ?? 0) - 7) < 0.01, `${starts[1]}`);
  });

  it("takes a horizon in other units, and gives the outputs and the step asked for", async () => {
    const bundle = await simulate([
      model("hovorka-2004"),
      input("bodyWeight", quantity(70, "kg")),
      input("glucose", quantity(6, "mmol/L")),
      { name: "horizon", valueDuration: { value: 4, code: "h", system: "http://unitsofmeasure.org" } },
      { name: "step", valueInteger: 60 },
      { name: "output", valueCode: "glucose" },
    ]);
    assert.equal(all(bundle, "Observation").length, 1);
    assert.equal(courseOf(bundle, "glucose").length, 5);
  });

  it("gives glucose in the steady state where nothing is eaten or given", async () => {
    const bundle = await simulate([
      model("hovorka-2004"),
      input("bodyWeight", quantity(70, "kg")),
      input("glucose", quantity(6, "mmol/L")),
    ]);
    assert.ok(courseOf(bundle, "glucose").every((value) => Math.abs(value - 6) < 1e-6));
    assert.equal(riskOf(bundle, "death"), undefined);
  });
});

describe("$simulate refuses", () => {
  const cases: readonly (readonly [
    title: string,
    parameters: readonly ParametersParameter[],
    type: unknown,
    message: RegExp,
  ])[] = [
    ["a call without a model", [...PERSON], InvalidInput, /'model' is required; there are t2d-five-year-scenarios/],
    ["an unknown model, with the list", [model("nope")], NotFound, /there is no simulation 'nope'; there are t2d/],
    ["an unknown parameter", [...T2D, { name: "sed", valueInteger: 1 }], InvalidInput, /unknown parameter 'sed'/],
    [
      "an unknown intervention, with the list",
      [...T2D, scenario("x", ["aspirin"])],
      InvalidInput,
      /unknown intervention 'aspirin'.*known are: metformin, sulfonylurea/,
    ],
    ["a dose that is not offered", [...T2D, scenario("x", [["tirzepatide", 7]])], InvalidInput, /must be 5, 10, 15 mg/],
    ["a dose where none is taken", [...T2D, scenario("x", [["metformin", 500]])], InvalidInput, /takes no dose/],
    ["two scenarios of one name", [...T2D, scenario("x"), scenario("x")], InvalidInput, /same name/],
    [
      "more than 8 scenarios",
      [...T2D, ..."abcdefghi".split("").map((name) => scenario(name))],
      InvalidInput,
      /at most 8/,
    ],
    [
      "a horizon beyond the limit",
      [...T2D, { name: "horizon", valueInteger: 11 }],
      InvalidInput,
      /'horizon' must be a whole number from 1 to 10 a/,
    ],
    [
      "a horizon in months that is no whole year",
      [...T2D, { name: "horizon", ...quantity(18, "mo") }],
      InvalidInput,
      /whole number/,
    ],
    ["more members than allowed", [...T2D, { name: "members", valueInteger: 10_001 }], InvalidInput, /from 1 to 10000/],
    ["a negative seed", [...T2D, { name: "seed", valueInteger: -1 }], InvalidInput, /'seed'/],
    [
      "an unknown output, with the list",
      [...T2D, { name: "output", valueCode: "x" }],
      InvalidInput,
      /its outputs are: hba1c/,
    ],
    [
      "store without a patient",
      [...T2D, { name: "store", valueBoolean: true }],
      InvalidInput,
      /needs a stored patient/,
    ],
    [
      "a required input that is missing, by LOINC code and unit",
      T2D.filter(({ part }) => part?.[0]?.valueCode !== "hba1c"),
      ModelInputMissing,
      /hba1c \(.*LOINC 4548-4, in %\) is not known/,
    ],
    ["someone who died", [...T2D, input("isDeceased", { valueBoolean: true })], RuleViolation, /the patient has died/],
    [
      "someone without diabetes",
      [...T2D, input("hasDiabetes", { valueBoolean: false })],
      RuleViolation,
      /no diabetes on record/,
    ],
    ["type 1 diabetes", [...T2D, input("hasType1Diabetes", { valueBoolean: true })], RuleViolation, /type 1 diabetes/],
    ["pregnancy", [...T2D, input("isPregnant", { valueBoolean: true })], RuleViolation, /pregnancy/],
  ];
  for (const [title, parameters, type, message] of cases) {
    it(title, async () => {
      const error = await refusal(simulate([...parameters]));
      assert.ok(error instanceof (type as typeof DomainError), error.name);
      assert.match(error.message, message);
      assert.ok(
        error.issues.every(({ expression }) => expression?.startsWith("Parameters.parameter")),
        "expression",
      );
    });
  }

  it("an age out of range, such as a newborn's", async () => {
    const newborn = [...T2D.filter(({ part }) => part?.[0]?.valueCode !== "age"), input("age", quantity(0, "a"))];
    const error = await refusal(simulate(newborn));
    assert.match(error.message, /age .*outside the model's range, from 18 to 100/);
  });

  it("goes on refusing what the worker finds, with the same error", async () => {
    const noHeight = T2D.filter(({ part }) => part?.[0]?.valueCode !== "bodyHeight");
    const parameters = [...noHeight, input("bodyMassIndex", quantity(33, "kg/m2")), scenario("x", ["sglt2i"])];
    const error = await refusal(simulate(parameters));
    assert.ok(error instanceof ModelInputMissing);
    assert.match(error.message, /bodyHeight/);
  });

  it("to go on when the client has gone", async () => {
    const abort = new AbortController();
    const call = simulate([...T2D, { name: "members", valueInteger: 10_000 }, ...TWO], { signal: abort.signal });
    setImmediate(() => abort.abort());
    assert.match((await refusal(call)).message, /given up/);
  });
});

describe("the code systems of simulations", () => {
  const read = (file: string): CodeSystem =>
    JSON.parse(readFileSync(new URL(`../../profiles/CodeSystem-${file}.json`, import.meta.url), "utf8"));

  it("hold every output and endpoint, and every intervention", async () => {
    const outputs = new Set(read("simulation-output").concept?.map(({ code }) => code));
    const interventions = new Set(read("intervention").concept?.map(({ code }) => code));
    for (const { metadata } of SIMULATIONS.values()) {
      for (const { code } of metadata.outputs) assert.ok(outputs.has(code), code);
      for (const { code } of metadata.interventions) assert.ok(interventions.has(code), code);
    }
    const bundles = [
      await simulate([...T2D, FEW, scenario("now"), scenario("x", ["sglt2i"]), scenario("y", ["glp1ra"])]),
      await simulate([model("ukpds-om2"), ...PERSON, FEW, { name: "output", valueCode: "equations" }]),
    ];
    for (const text of bundles.map((bundle) => JSON.stringify(bundle))) {
      const used = text.matchAll(/CodeSystem\/simulation-output","code":"([^"]+)"/g);
      for (const [, code = ""] of used) assert.ok(outputs.has(code), code);
    }
  });
});
