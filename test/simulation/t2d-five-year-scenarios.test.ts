/** The five-year comparison beyond its reference cases: what interventions mean, pairing, double counting. */
import assert from "node:assert/strict";
import type { Scenario, SimulationRequest, SimulationResult } from "../../src/simulation/contract.ts";
import { SIMULATIONS } from "../../src/simulation/index.ts";
import { CLASSES, EFFECTS } from "../../src/simulation/t2d-five-year-scenarios/treatments.ts";
import { PERSON } from "./person.ts";

function simulationOf(id: string) {
  const found = SIMULATIONS.get(id);
  assert.ok(found);
  return found;
}
const simulation = simulationOf("t2d-five-year-scenarios");

function run(scenarios: readonly Scenario[], more: Partial<SimulationRequest> = {}): SimulationResult {
  return simulation.run({
    model: "t2d-five-year-scenarios",
    inputs: PERSON,
    scenarios,
    horizon: 5,
    step: 1,
    members: 1,
    seed: 1,
    ...more,
  });
}
const scenario = (name: string, ...codes: readonly (string | readonly [code: string, dose: number])[]): Scenario => ({
  name,
  interventions: codes.map((given) =>
    typeof given === "string" ? { code: given } : { code: given[0], dose: given[1] },
  ),
});
const course = (result: SimulationResult, output: string, name: string) =>
  result.series.find((series) => series.output === output && series.scenario === name)?.p50 ?? [];
const shift = (result: SimulationResult, output: string, name: string) =>
  (course(result, output, name)[0] ?? Number.NaN) - (course(result, output, "now")[0] ?? Number.NaN);
const risk = (result: SimulationResult, code: string, name: string) =>
  result.endpoints.find((endpoint) => endpoint.code === code && endpoint.scenario === name)?.probability;
const near = (actual: number, expected: number) => assert.ok(Math.abs(actual - expected) < 1e-12, `${actual}`);

describe("interventions of the five-year comparison", () => {
  // published effects on HbA1c in points: simulation-models of the field, sources in treatment-effects.json
  const points: readonly (readonly [code: string, dose: number | undefined, points: number])[] = [
    ["metformin", undefined, -1.12],
    ["sulfonylurea", undefined, -1.51],
    ["dpp4i", undefined, -0.78],
    ["sglt2i", undefined, -1],
    ["glp1ra", undefined, -0.99],
    ["tirzepatide", undefined, -1.82],
    ["tirzepatide", 10, -1.99],
    ["tirzepatide", 15, -2.24],
    ["insulin", undefined, -0.82],
    ["exercise", undefined, -0.67],
    ["exercise", 180, -0.89],
    ["exercise", 150, -0.36],
    ["liraglutide_1_2mg", undefined, -1.23],
    ["semaglutide_1mg_add_to_metformin", undefined, -1.57],
    ["low_carbohydrate_6_months", undefined, -0.47],
    ["hba1c-change", -0.5, -0.5],
  ];
  for (const [code, dose, expected] of points) {
    it(`${code}${dose === undefined ? "" : ` ${dose}`} shifts HbA1c by ${expected}`, () => {
      const result = run([scenario("now"), scenario("then", dose === undefined ? code : [code, dose])]);
      near(shift(result, "hba1c", "then"), expected);
    });
  }

  it("takes the effect of a sulfonylurea added to metformin where metformin is in the scenario or taken", () => {
    const both = run([scenario("now", "metformin"), scenario("then", "metformin", "sulfonylurea")]);
    near(shift(both, "hba1c", "then"), -0.79);
    const taken = run([scenario("now"), scenario("then", "sulfonylurea")], {
      inputs: { ...PERSON, onMetformin: true },
    });
    near(shift(taken, "hba1c", "then"), -0.79);
    near(shift(taken, "bodyWeight", "then"), 2.06);
  });

  it("moves weight by DiRECT, systolic pressure by canagliflozin, LDL by a statin with its dose", () => {
    const result = run([
      scenario("now"),
      scenario("diet", "diet-weight-loss"),
      scenario("sglt2i", "sglt2i"),
      scenario("low", ["statin", 10]),
      scenario("high", ["statin", 80]),
    ]);
    near(shift(result, "bodyWeight", "diet"), -8.8);
    near(shift(result, "bodyMassIndex", "diet"), -8.8 / 1.68 ** 2);
    near(shift(result, "systolicBloodPressure", "sglt2i"), -5.96);
    const fraction = (name: string) => -shift(result, "ldlCholesterol", name) / PERSON.ldlCholesterol;
    // the dose response at LDL 2.9 mmol/L: E = 0.758 + 0.14 ln(112.143/180) = 0.69176; D^0.417/(D^0.417 + 3.1101)
    assert.ok(Math.abs(fraction("low") - 0.69176 * (2.6122 / (2.6122 + 3.1101))) < 5e-4, `${fraction("low")}`);
    assert.ok(Math.abs(fraction("high") - 0.69176 * (6.2173 / (6.2173 + 3.1101))) < 5e-4, `${fraction("high")}`);
  });

  it("knows every row of its table, and refuses what it does not know with the list", () => {
    for (const key of Object.keys(EFFECTS)) run([scenario("x", key)]);
    for (const code of Object.keys(CLASSES)) run([scenario("x", code)]);
    assert.throws(() => run([scenario("x", "homeopathy")]), /unknown intervention 'homeopathy'; known are: metformin/);
    assert.throws(() => run([scenario("x", ["tirzepatide", 7])]), /or dose 'tirzepatide'/);
    assert.throws(() => run([scenario("x", "sglt2i", "canagliflozin_300mg")]), /given twice/);
  });

  it("acts from start to end only", () => {
    const result = run([scenario("now"), { name: "then", interventions: [{ code: "metformin", start: 2, end: 4 }] }]);
    const shifts = course(result, "hba1c", "then").map(
      (value, year) => value - (course(result, "hba1c", "now")[year] ?? 0),
    );
    assert.deepEqual(
      shifts.map((value) => Number(value.toFixed(9))),
      [0, 0, -1.12, -1.12, 0, 0],
    );
  });
});

describe("the five-year comparison", () => {
  it("does not count again what is taken already, and says so", () => {
    const inputs = { ...PERSON, onMetformin: true };
    const result = run([scenario("now"), scenario("metformin", "metformin")], { inputs });
    assert.deepEqual(course(result, "hba1c", "metformin"), course(result, "hba1c", "now"));
    assert.ok(result.notes.some((note) => /Metformin is taken already and continued/.test(note)));
    const unknown = run([scenario("metformin", "metformin")]);
    assert.ok(unknown.notes.some((note) => /not known whether metformin is taken/.test(note)));
  });

  it("gives two readings of an SGLT2 inhibitor's benefit, never both in one figure", () => {
    const result = run([scenario("now"), scenario("sglt2i", "sglt2i")]);
    const plain = risk(result, "renal-failure", "now") ?? Number.NaN;
    const byRatio = risk(result, "renal-failure.trial-ratio", "sglt2i") ?? Number.NaN;
    near(byRatio, 1 - (1 - plain) ** 0.63);
    assert.equal(risk(result, "renal-failure.trial-ratio", "now"), undefined);
    assert.ok(result.endpoints.some(({ readingOf }) => readingOf === "renal-failure"));
  });

  it("draws the same member alike in every scenario, so that equal scenarios do not differ", () => {
    const result = run([scenario("a", "sglt2i"), scenario("b", "sglt2i")], { members: 50 });
    for (const { difference, interval, probabilityBetter } of result.comparisons) {
      assert.equal(difference, 0);
      if (interval !== undefined) assert.deepEqual(interval, [0, 0]);
      if (probabilityBetter !== undefined) assert.equal(probabilityBetter, 0.5);
    }
  });

  it("leaves a scenario as it is when another is added, and repeats for a seed", () => {
    const of = (result: SimulationResult) => result.series.filter(({ scenario: name }) => name === "a");
    const alone = run([scenario("a", "glp1ra")], { members: 30 });
    const beside = run([scenario("a", "glp1ra"), scenario("b", "insulin")], { members: 30 });
    assert.deepEqual(of(alone), of(beside));
    const other = run([scenario("a", "glp1ra")], { members: 30, seed: 2 });
    assert.notDeepEqual(of(alone), of(other));
  });

  it("has bands that hold the effect's published interval", () => {
    const result = run([scenario("now"), scenario("then", "metformin")], { members: 4000 });
    const comparison = result.comparisons.find(({ code }) => code === "hba1c");
    assert.ok(Math.abs((comparison?.interval?.[0] ?? 0) - -1.32) < 0.02, `${comparison?.interval}`);
    assert.ok(Math.abs((comparison?.interval?.[1] ?? 0) - -0.92) < 0.02, `${comparison?.interval}`);
    assert.ok((comparison?.probabilityBetter ?? 0) > 0.99);
  });

  it("computes a second stroke after a first, and no complication that has happened for good", () => {
    const result = run([scenario("now")], { inputs: { ...PERSON, hasStroke: true, hasHeartFailure: true } });
    assert.ok(result.endpoints.some(({ display }) => display === "Second stroke"));
    assert.equal(risk(result, "heart-failure", "now"), undefined);
    assert.ok((risk(result, "death", "now") ?? 0) > (risk(run([scenario("now")]), "death", "now") ?? 1));
  });

  it("never lowers HbA1c below 5 % by treatment, and says that low values overstate", () => {
    const result = run([scenario("then", ["tirzepatide", 15], "metformin")], { inputs: { ...PERSON, hba1c: 6 } });
    assert.equal(Math.min(...course(result, "hba1c", "then")), 5);
    assert.ok(result.notes.some((note) => /already below 7 %/.test(note)));
  });

  it("warns that the equations' association of a high body mass index with survival is no effect of weight loss", () => {
    const says = (...scenarios: Parameters<typeof run>[0]) =>
      run(scenarios).notes.some((note) => /not effects of losing weight/.test(note));
    assert.ok(says(scenario("then", "diet-weight-loss")));
    assert.ok(!says(scenario("then", "metformin")));
  });

  it("needs the height where weight changes", () => {
    const { bodyHeight: _, ...inputs } = PERSON;
    assert.throws(() => run([scenario("x", "sglt2i")], { inputs }), /bodyHeight/);
    run([scenario("x", "metformin")], { inputs });
  });
});
