import assert from "node:assert/strict";
import type { Bundle, Observation } from "@medplum/fhirtypes";
import { EXTENSION } from "../../src/codes.ts";
import { metadata as apache } from "../../src/models/acute/apache-ii.ts";
import { metadata as sofa } from "../../src/models/acute/sofa.ts";
import type { InputDeclaration } from "../../src/models/contract.ts";
import { withDerived } from "../../src/operations/inputs/derive.ts";
import { type KnownValue, selectInputs } from "../../src/operations/inputs.ts";
import { loadTwin } from "../../src/operations/twin-state.ts";
import { coded, measured, observation, patient, SNOMED, stateOf, valueIn } from "../twin/resources.ts";
import { predict } from "./predict-call.ts";
import { openStore, put } from "./twin-store.ts";

const AS_OF = Date.parse("2026-01-11T08:00:00Z");
const at = (time: string): Partial<Observation> => ({ effectiveDateTime: `2026-01-${time}:00Z` });
type Supplied = ReadonlyMap<Parameters<typeof valueIn>[1], KnownValue>;

/** The input of a model as of 08:00 on 11 January: value and rule. */
function inputOf(
  inputs: Readonly<Record<string, InputDeclaration>>,
  key: string,
  resources: readonly Observation[],
  supplied: Supplied = new Map(),
) {
  const { features } = stateOf(resources, { asOf: AS_OF });
  const values = withDerived(new Map<Parameters<typeof valueIn>[1], KnownValue>([...features, ...supplied]), supplied);
  const selection = selectInputs(inputs, { asOf: new Date(AS_OF).toISOString(), values });
  const input = selection.inputs.find((one) => one.key === key);
  return { value: input?.value, rule: input?.known?.rule, source: input?.known?.sources[0]?.reference };
}

describe("the worst value of 24 hours", () => {
  it("is the lowest or the highest, as the source has it, with its own source", () => {
    const platelets = [
      measured("777-3", 180, "10*9/L", at("11T06:00")),
      measured("777-3", 60, "10*9/L", { ...at("10T22:00"), id: "low" }),
      measured("777-3", 90, "10*9/L", at("10T12:00")),
    ];
    assert.deepEqual(inputOf(sofa.inputs, "platelets", platelets), {
      value: 60,
      rule: "lowest of 3 in 24 hours",
      source: "Observation/low",
    });
    const creatinine = [1, 2.4, 1.9].map((value, hour) => measured("2160-0", value, "mg/dL", at(`11T0${hour}:00`)));
    assert.equal(inputOf(sofa.inputs, "creatinine", creatinine).value, 2.4);
  });

  it("is the one with the most points where both ends score, the latest of those that are as bad", () => {
    // APACHE II: 48 has 3 points (40 to 54), 150 has 3 (140 to 179), 120 has 2, 80 has none.
    const rates = [80, 150, 48, 120].map((value, index) =>
      measured("8867-4", value, "/min", at(`11T0${7 - index}:00`)),
    );
    assert.equal(inputOf(apache.inputs, "heartRate", rates).value, 150);
    assert.equal(inputOf(apache.inputs, "heartRate", rates.toReversed().slice(0, 2)).value, 48);
    assert.match(inputOf(apache.inputs, "heartRate", rates).rule ?? "", /most points of 4 in 24 hours/);
  });

  it("is the latest where it is the only one, or the others are older", () => {
    const rates = [measured("777-3", 180, "10*9/L", at("11T06:00")), measured("777-3", 20, "10*9/L", at("09T06:00"))];
    assert.deepEqual(
      [inputOf(sofa.inputs, "platelets", rates).value, inputOf(sofa.inputs, "platelets", rates).rule],
      [180, "latest"],
    );
  });

  it("gives way to what the caller supplies, and to what follows from it", () => {
    const pressures = [60, 100].map((value, hour) => measured("8478-0", value, "mm[Hg]", at(`11T0${hour}:00`)));
    const systolic = [measured("8462-4", 70, "mm[Hg]", at("11T01:00"))];
    const given = (name: "meanArterialPressure" | "systolicBloodPressure", value: number): Supplied =>
      new Map([[name, { value, origin: "supplied", rule: "supplied", sources: [] }]]);
    const input = (supplied?: Supplied) =>
      inputOf(sofa.inputs, "meanArterialPressure", [...pressures, ...systolic], supplied).value;
    assert.equal(input(), 60);
    assert.equal(input(given("meanArterialPressure", 90)), 90);
    assert.equal(input(given("systolicBloodPressure", 130)), 90);
  });
});

describe("pairs of blood gas and inspired oxygen", () => {
  const gases = [
    measured("2703-7", 90, "mm[Hg]", at("11T06:00")), // 225 at 40 %
    measured("2703-7", 100, "mm[Hg]", at("11T02:00")), // 125 at 80 %: the lowest ratio
    measured("2703-7", 70, "mm[Hg]", at("10T20:00")), // no inspired oxygen at its time
    measured("3150-0", 40, "%", at("11T05:00")),
    measured("3150-0", 80, "%", at("11T01:00")),
  ];

  it("are the lowest ratio of the day in SOFA, and the latest in APACHE II", () => {
    const both = (inputs: Readonly<Record<string, InputDeclaration>>) =>
      ["arterialOxygenPressure", "inspiredOxygenFraction"].map((key) => inputOf(inputs, key, gases).value);
    assert.deepEqual(both(sofa.inputs), [100, 80]);
    assert.deepEqual(both(apache.inputs), [90, 40]);
    assert.match(inputOf(sofa.inputs, "inspiredOxygenFraction", gases).rule ?? "", /lowest ratio of 2 in 24 hours/);
  });

  it("are not made where one is supplied", () => {
    const supplied: Supplied = new Map([
      ["inspiredOxygenFraction", { value: 60, origin: "supplied", rule: "supplied", sources: [] }],
    ]);
    assert.equal(inputOf(sofa.inputs, "arterialOxygenPressure", gases, supplied).value, 90);
    assert.equal(inputOf(sofa.inputs, "inspiredOxygenFraction", gases, supplied).value, 60);
  });
});

describe("$predict of SOFA on a day of measurements", () => {
  it("answers with the worst values, and the rule that chose each", async () => {
    const day = [
      ...[180, 90].map((value, index) => measured("777-3", value, "10*9/L", at(`11T0${7 - index}:00`))), // 2 points
      ...[1, 2.4].map((value, index) => measured("1975-2", value, "mg/dL", at(`11T0${7 - index}:00`))), // 2 points
    ];
    const data: Bundle = {
      resourceType: "Bundle",
      type: "collection",
      entry: [patient(), ...day].map((resource) => ({ resource })),
    };
    const answer = await predict([
      { name: "model", valueCode: "sofa" },
      { name: "asOf", valueDateTime: new Date(AS_OF).toISOString() },
      { name: "data", resource: data },
    ]);
    const [assessment] = (answer.entry ?? []).flatMap(({ resource }) =>
      resource?.resourceType === "RiskAssessment" ? [resource] : [],
    );
    assert.equal(assessment?.prediction?.[0]?.extension?.find(({ url }) => url === EXTENSION.score)?.valueDecimal, 4);
    assert.match(
      assessment?.text?.div ?? "",
      /<td>90 10⁹\/L<\/td><td>measured: lowest of 2 in 24 hours, 2026-01-11<\/td>/,
    );
    const parts = (assessment?.extension ?? [])
      .filter(({ url }) => url === EXTENSION.input)
      .map(({ extension = [] }) =>
        Object.fromEntries(extension.map(({ url, ...value }) => [url, Object.values(value)[0]])),
      );
    const rule = (name: string) => parts.find((part) => part.name === name)?.rule;
    assert.deepEqual([rule("platelets"), rule("bilirubin")], ["lowest of 2 in 24 hours", "highest of 2 in 24 hours"]);
  });
});

describe("Observations read for a twin", () => {
  it("are all of the last day where a model asks for the worst, and codes of SNOMED CT and of genes too", async () => {
    const store = await openStore();
    try {
      const rates = Array.from({ length: 40 }, (_, index) =>
        measured("8867-4", index === 39 ? 190 : 80, "/min", {
          effectiveDateTime: new Date(AS_OF - index * 30 * 60_000).toISOString(),
          id: `rate-${index}`,
        }),
      );
      const quit = observation("", { code: coded(SNOMED, "160625004"), valueDateTime: "2016-01-01" });
      const packs = observation("", { code: coded(SNOMED, "401201003"), valueQuantity: { value: 12 } });
      const genes = observation("84413-4", { valueString: "CYP2C9*1/*3" });
      await put(store, patient(), ...rates, quit, packs, genes);
      const state = await loadTwin({ store }, "p", AS_OF);
      assert.equal(state.features.get("heartRate")?.window?.length, 40);
      assert.equal(state.features.get("heartRate")?.window?.at(-1)?.value, 190);
      assert.equal(valueIn(state, "packYears"), 12);
      assert.equal(valueIn(state, "cyp2c9Genotype"), "*1/*3");
      assert.equal(Math.round(Number(valueIn(state, "yearsSinceQuitting"))), 10);
      const earlier = await loadTwin({ store }, "p", AS_OF - 20 * 3_600_000);
      assert.equal(valueIn(earlier, "heartRate"), undefined);
      const later = await loadTwin({ store }, "p", AS_OF + 20 * 3_600_000);
      assert.equal(later.features.get("heartRate")?.window?.length, 8); // of the last 4 hours of the record
    } finally {
      await store.close();
    }
  });
});
