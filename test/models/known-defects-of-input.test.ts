/**
 * Defects of public calculators that are not in a formula but in what is let in: a code misspelt, a band with a gap, an
 * item that was not asked, a code that is none, an age taken from the clock. Each with a test that they are not here.
 */
import assert from "node:assert/strict";
import type { Bundle, ParametersParameter } from "@medplum/fhirtypes";
import { CONCEPTS } from "../../src/concepts/index.ts";
import { RISK_MODELS } from "../../src/models/index.ts";
import { predictOperation } from "../../src/operations/predict.ts";
import type { Store } from "../../src/storage/port.ts";
import { input, model } from "../operations/predict-call.ts";
import { boolean, code, probabilityOf, quantity, scoreOf } from "../vectors/parameters.ts";
import { answerOf, callsOf, type Inputs, refusalOf, resultsIn, textOf, without } from "./registry-calls.ts";

const firstOf = async (id: string): Promise<Inputs> => (await callsOf(id))[0] ?? {};
const percentOf = (bundle: Bundle, outcome: string) => 100 * (probabilityOf(bundle, outcome) ?? Number.NaN);
const near = (actual: number, expected: number, tolerance: number) =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual}, want ${expected}`);

describe("the pooled cohort equations", () => {
  const person: Inputs = {
    age: quantity(43, "a"),
    sex: code("female"),
    race: code("black"),
    totalCholesterol: quantity(148, "mg/dL"),
    hdlCholesterol: quantity(20, "mg/dL"),
    systolicBloodPressure: quantity(190, "mm[Hg]"),
    onAntihypertensive: boolean(false),
    hasDiabetes: boolean(false),
    currentSmoker: boolean(false),
  };
  for (const spelling of ["Black", "african-american", "B"]) {
    it(`refuse race as '${spelling}', and do not compute "white"`, async () => {
      const text = textOf(await refusalOf("pce-2013", { ...person, race: code(spelling) }, "there is no such code"));
      assert.match(text, /'race' must be one of white, black/);
    });
  }

  it("say that they give implausible values in young Black women with an extreme pressure", async () => {
    const woman = await answerOf("pce-2013", person);
    const man = await answerOf("pce-2013", { ...person, sex: code("male") });
    // worked from the table by hand: 30.65 and 8.86 %
    near(percentOf(woman, "pce-ascvd-10y"), 30.65, 0.01);
    near(percentOf(man, "pce-ascvd-10y"), 8.86, 0.01);
    const notes = resultsIn(woman).flatMap(({ note = [] }) => note.map(({ text = "" }) => text));
    assert.ok(notes.some((text) => /young Black women with an extreme systolic .* implausible/.test(text)));
  });
});

describe("bands with gaps between them", () => {
  const scoreAt = async (id: string, outcome: string, change: Inputs) =>
    scoreOf(await answerOf(id, { ...(await firstOf(id)), ...change }), outcome) ?? Number.NaN;
  /** A value in a gap has the points of the band below it: model, outcome, input, unit, in the gap, in the band below. */
  const GAPS: readonly (readonly [string, string, string, string, number, number])[] = [
    ["news2", "news2", "bodyTemperature", "Cel", 38.05, 38],
    ["news2", "news2", "bodyTemperature", "Cel", 35.05, 35],
    ["news2", "news2", "bodyTemperature", "Cel", 39.05, 39],
    ["news2", "news2", "oxygenSaturation", "%", 91.5, 91],
    ["news2", "news2", "oxygenSaturation", "%", 95.5, 95],
    ["news2", "news2", "systolicBloodPressure", "mm[Hg]", 90.5, 90],
    ["news2", "news2", "systolicBloodPressure", "mm[Hg]", 219.5, 219],
    ["news2", "news2", "heartRate", "/min", 130.5, 130],
    ["apache-ii", "apache-ii", "bodyTemperature", "Cel", 38.45, 38.4],
    ["apache-ii", "apache-ii", "bodyTemperature", "Cel", 40.95, 40.9],
    ["apache-ii", "apache-ii", "bodyTemperature", "Cel", 33.95, 33.9],
    ["apache-ii", "apache-ii", "meanArterialPressure", "mm[Hg]", 159.5, 159],
    ["apache-ii", "apache-ii", "sodium", "mmol/L", 179.5, 179],
    ["lace", "lace", "lengthOfStay", "d", 3.5, 3],
    ["lace", "lace", "lengthOfStay", "d", 6.5, 6],
  ];
  for (const [id, outcome, name, unit, inGap, below] of GAPS) {
    it(`${id} gives ${name} ${inGap} the points of ${below}`, async () => {
      assert.equal(
        await scoreAt(id, outcome, { [name]: quantity(inGap, unit) }),
        await scoreAt(id, outcome, { [name]: quantity(below, unit) }),
      );
    });
  }

  it("APACHE II gives 40.95 °C three points, and 41 °C four", async () => {
    const normal = await scoreAt("apache-ii", "apache-ii", { bodyTemperature: quantity(37, "Cel") });
    assert.equal((await scoreAt("apache-ii", "apache-ii", { bodyTemperature: quantity(40.95, "Cel") })) - normal, 3);
    assert.equal((await scoreAt("apache-ii", "apache-ii", { bodyTemperature: quantity(41, "Cel") })) - normal, 4);
  });
});

describe("an item that was not asked", () => {
  for (const [id, name] of [
    ["timi-ua-nstemi", "onAspirin"],
    ["timi-ua-nstemi", "timiRiskFactors"],
    ["minipiers", "dipstickProteinuria"],
    ["wells-pe", "hasHaemoptysis"],
    ["has-bled", "hasLabileInr"],
  ] as const) {
    it(`is not counted as 0: ${name} of ${id}`, async () => {
      const text = textOf(await refusalOf(id, without(await firstOf(id), name), `${name} was not asked`));
      assert.match(text, new RegExp(`${name} \\(.* is not known`));
    });
  }
});

describe("codes by LOINC", () => {
  it("have a right check digit, FiO2 3150-0 among them", () => {
    const ofConcepts = Object.values(CONCEPTS).flatMap((concept) => ("loinc" in concept ? (concept.loinc ?? []) : []));
    const ofOutputs = [...RISK_MODELS.values()].flatMap(({ metadata }) =>
      metadata.outputs.flatMap(({ loinc }) => loinc ?? []),
    );
    for (const loinc of [...ofConcepts, ...ofOutputs]) assert.ok(hasCheckDigit(loinc), loinc);
    assert.ok(ofConcepts.includes("3150-0") && !hasCheckDigit("3150-6"));
  });
});

/** Modulus 10 (Luhn): LOINC Users' Guide, appendix C. */
function hasCheckDigit(loinc: string): boolean {
  const [body = "", digit] = loinc.split("-");
  const sum = [...body].reverse().reduce((so, one, at) => {
    const value = Number(one) * (at % 2 === 0 ? 2 : 1);
    return so + (value > 9 ? value - 9 : value);
  }, 0);
  return Number(digit) === (10 - (sum % 10)) % 10;
}

describe("a call with asOf", () => {
  it("gives the same bytes whenever it is made, at midnight of a birthday too", async () => {
    const call = Object.entries(await firstOf("score2")).map(([name, value]) => input(name, value));
    const asOf = { name: "asOf", valueDateTime: "2026-02-01T12:00:00Z" };
    const at = async (clock: number) => JSON.stringify(await predictOn([model("score2"), ...call, asOf], clock));
    assert.equal(await at(Date.UTC(2026, 1, 1, 23, 59, 59)), await at(Date.UTC(2026, 5, 1)));
  });
});

async function predictOn(
  parameter: readonly ParametersParameter[],
  clock: number = Date.UTC(2026, 1, 1, 12),
): Promise<Bundle> {
  const store = {} as Store; // is not used at system level
  const answer = await predictOperation({ store, clock: () => clock }).run({
    level: "system",
    parameters: { resourceType: "Parameters", parameter: [...parameter] },
    method: "POST",
    respondAsync: false,
    signal: new AbortController().signal,
  });
  assert.ok(answer.resource?.resourceType === "Bundle");
  return answer.resource;
}
