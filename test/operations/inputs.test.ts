import assert from "node:assert/strict";
import type { ParametersParameter } from "@medplum/fhirtypes";
import type { ConceptName, ConceptValue } from "../../src/concepts/index.ts";
import type { InputDeclaration } from "../../src/models/contract.ts";
import { type KnownValue, parseSupplied, selectInputs, withSupplied } from "../../src/operations/inputs.ts";
import { input } from "./predict-call.ts";

const AS_OF = "2026-02-01T00:00:00.000Z";
const parse = (...parameter: ParametersParameter[]) => parseSupplied({ resourceType: "Parameters", parameter });
const quantity = (value: number, code: string) => ({ valueQuantity: { value, code } });
const known = (value: ConceptValue, more: Partial<KnownValue> = {}): KnownValue => ({
  value,
  origin: "measured",
  rule: "latest",
  sources: [{ reference: "Observation/1", time: "2026-01-01" }],
  ...more,
});
const valuesOf = (values: ReadonlyMap<ConceptName, KnownValue>, ...names: ConceptName[]) =>
  names.map((name) => values.get(name)?.value);

describe("parseSupplied", () => {
  // expected: factors as published, to the digits given
  const conversions = [
    ["totalCholesterol", 5.172, "mmol/L", 200, 0.1],
    ["hba1c", 53, "mmol/mol", 7.0, 0.005],
    ["creatinine", 88.4, "umol/L", 1.0, 0.001],
    ["urineAlbuminCreatinineRatio", 3.394, "mg/mmol", 30, 0.01],
    ["urineAlbuminCreatinineRatio", 30, "mg/g{creat}", 30, 0],
    ["bodyHeight", 1.7, "m", 170, 1e-9],
    ["bodyWeight", 154.32, "[lb_av]", 70, 0.01],
    ["bodyTemperature", 98.6, "[degF]", 37, 1e-9],
    ["systolicBloodPressure", 16, "kPa", 120.0, 0.02],
    ["albumin", 40, "g/L", 4, 1e-9],
    ["calcium", 2.339, "mmol/L", 9.374, 0.002],
    ["sodium", 140, "meq/L", 140, 0],
    ["potassium", 4.2, "mEq/L", 4.2, 0],
  ] as const;
  for (const [name, value, unit, expected, tolerance] of conversions) {
    it(`converts ${name} from ${unit}`, () => {
      const got = Number(parse(input(name, quantity(value, unit))).get(name)?.value);
      assert.ok(Math.abs(got - expected) <= tolerance, String(got));
    });
  }

  it("takes a bare number in the concept's own unit, and keeps what was given in another", () => {
    const values = parse(input("hba1c", { valueDecimal: 7 }), input("egfr", quantity(90, "mL/min/{1.73_m2}")));
    assert.deepEqual(valuesOf(values, "hba1c", "egfr"), [7, 90]);
    assert.equal(values.get("hba1c")?.asFound, undefined);
    const { asFound, origin } = parse(input("creatinine", quantity(88.4, "umol/L"))).get("creatinine") ?? {};
    assert.deepEqual([asFound, origin], [{ value: "88.4", unit: "umol/L" }, "supplied"]);
  });

  it("refuses a quantity whose unit is another than its code, and reads the code of UCUM only", () => {
    const creatinine = (unit: string, code: string, system?: string) =>
      parse(input("creatinine", { valueQuantity: { value: 1.2, unit, code, ...(system && { system }) } }));
    assert.throws(() => creatinine("umol/L", "mg/dL"), /unit and the code of input 'creatinine' are two units/);
    assert.equal(creatinine("mg per dL", "mg/dL").get("creatinine")?.value, 1.2);
    assert.equal(creatinine("MG/DL", "mg/dL").get("creatinine")?.value, 1.2);
    assert.equal(creatinine("mg/dL", "258797006", "http://snomed.info/sct").get("creatinine")?.value, 1.2);
    const fahrenheit = { valueQuantity: { value: 98.6, unit: "Cel", code: "[degF]" } };
    assert.throws(() => parse(input("bodyTemperature", fahrenheit)), /are two units/);
  });

  it("takes no percentage of prothrombin for an INR", () => {
    assert.throws(() => parse(input("inr", quantity(70, "%"))), /does not convert to \{INR\}/);
  });

  it("takes a Coding or CodeableConcept for a code", () => {
    const coding = [{ code: "female" }];
    assert.equal(parse(input("sex", { valueCodeableConcept: { coding } })).get("sex")?.value, "female");
    assert.equal(parse(input("sex", { valueCoding: { code: "male" } })).get("sex")?.value, "male");
  });
});

describe("withSupplied", () => {
  const twin = new Map<ConceptName, KnownValue>([
    ["age", known(60)],
    ["sex", known("male")],
    ["creatinine", known(1)],
    ["bodyWeight", known(80)],
    ["bodyMassIndex", known(31)],
    ["currentSmoker", known(true)],
    ["smokingStatus", known("current")],
    ["hasCardiovascularDisease", known(false, { origin: "absent", sources: [] })],
  ]);
  const supply = (...parameters: ParametersParameter[]) => withSupplied(twin, parse(...parameters));

  it("derives eGFR where it is not known", () => {
    // CKD-EPI 2021: 142 · (1/0.9)^-1.2 · 0.9938^60 = 86.2
    const egfr = supply().get("egfr");
    assert.ok(Math.abs(Number(egfr?.value) - 86.2) < 0.05);
    assert.equal(egfr?.origin, "derived");
  });

  it("drops what followed from a value that was overridden and cannot be derived anew", () => {
    assert.equal(supply(input("bodyWeight", quantity(60, "kg"))).get("bodyMassIndex"), undefined);
  });

  it("derives the body mass index anew where it can", () => {
    const values = supply(input("bodyWeight", quantity(60, "kg")), input("bodyHeight", quantity(2, "m")));
    assert.equal(values.get("bodyMassIndex")?.value, 15);
  });

  it("keeps the two ways to say smoking together", () => {
    const never = supply(input("smokingStatus", { valueCode: "never" }));
    assert.deepEqual(valuesOf(never, "smokingStatus", "currentSmoker"), ["never", false]);
    const quit = supply(input("currentSmoker", { valueBoolean: false }));
    assert.deepEqual(valuesOf(quit, "smokingStatus", "currentSmoker"), [undefined, false]);
  });

  it("lets a part make a disease true, and never false", () => {
    const stroke = supply(input("hasStroke", { valueBoolean: true }));
    assert.deepEqual(valuesOf(stroke, "hasCardiovascularDisease", "hasStrokeTiaOrThromboembolism"), [true, true]);
    const sick = new Map([...twin, ["hasCardiovascularDisease", known(true)] as const]);
    const values = withSupplied(sick, parse(input("hasStroke", { valueBoolean: false })));
    assert.equal(values.get("hasCardiovascularDisease")?.value, true);
  });
});

describe("selectInputs", () => {
  const select = (declaration: InputDeclaration, value?: KnownValue) => {
    const values = new Map(value === undefined ? [] : [[declaration.concept, value] as const]);
    const selection = selectInputs({ it: declaration }, { asOf: AS_OF, values });
    const [selected] = selection.inputs;
    return {
      state: selected?.state,
      value: selected?.value,
      message: selected?.message,
      stops: selection.problems.length,
    };
  };
  const optional = { rule: "optional", says: "not needed" } as const;

  it("converts into the declared unit", () => {
    const { value, state } = select({ concept: "totalCholesterol", unit: "mmol/L" }, known(200));
    assert.equal(state, "used");
    assert.ok(Math.abs(Number(value) - 5.1726) < 1e-4);
  });

  it("takes a value that was converted and back for the end of a range that it is", () => {
    const declaration: InputDeclaration = {
      concept: "maternalIntrapartumTemperature",
      unit: "[degF]",
      range: [95, 106],
    };
    for (const fahrenheit of [95, 106]) {
      const { value } = parse(input("maternalIntrapartumTemperature", quantity(fahrenheit, "[degF]"))).get(
        "maternalIntrapartumTemperature",
      ) ?? { value: Number.NaN };
      assert.deepEqual(
        [select(declaration, known(value)).state, select(declaration, known(value)).value],
        ["used", fahrenheit],
      );
    }
  });

  it("refuses a value between two whole numbers where points or counts are meant", () => {
    assert.equal(select({ concept: "phq9Item1", range: [0, 3] }, known(1.5)).state, "out-of-range");
    assert.equal(select({ concept: "glasgowComaScale", completed: true }, known(14.5)).state, "out-of-range");
    assert.equal(select({ concept: "townsendScore", range: [-7, 11] }, known(-1.5)).state, "used");
    assert.equal(select({ concept: "phq9Item1", range: [0, 3] }, known(2)).state, "used");
  });

  it("asks some inputs only of some: required of them, left aside of others, refused where it contradicts", () => {
    const declarations = {
      it: {
        concept: "hasGestationalDiabetes",
        onlyOf: [{ concept: "sex", is: "female" }],
        contradictsOthers: true,
        missing: optional,
      },
    } as const;
    const selectFor = (...pairs: [ConceptName, ConceptValue][]) => {
      const values = new Map(pairs.map(([name, value]) => [name, known(value)] as const));
      const { inputs, problems } = selectInputs(declarations, { asOf: AS_OF, values });
      return [inputs[0]?.state, problems.length];
    };
    assert.deepEqual(selectFor(["sex", "female"]), ["missing", 1]);
    assert.deepEqual(selectFor(["sex", "female"], ["hasGestationalDiabetes", true]), ["used", 0]);
    assert.deepEqual(selectFor(["sex", "male"]), [undefined, 0]);
    assert.deepEqual(selectFor(["sex", "male"], ["hasGestationalDiabetes", false]), [undefined, 0]);
    assert.deepEqual(selectFor(["sex", "male"], ["hasGestationalDiabetes", true]), ["out-of-range", 1]);
    assert.deepEqual(selectFor(), ["missing", 0]);
  });

  it("includes the ends of a range, and leaves out an upper end that is excluded", () => {
    const declaration: InputDeclaration = { concept: "bodyMassIndex", range: [18.5, 40] };
    assert.equal(select(declaration, known(18.5)).state, "used");
    assert.equal(select(declaration, known(40)).state, "used");
    assert.equal(select({ ...declaration, maxExcluded: true }, known(40)).state, "out-of-range");
  });

  it("clamps only where the source does, and says so", () => {
    const declaration: InputDeclaration = { concept: "hba1c", range: [4, 10], outOfRange: "clamp" };
    const { state, value, message, stops } = select(declaration, known(12));
    assert.deepEqual([state, value, stops], ["clamped", 10, 0]);
    assert.match(message ?? "", /from 4 to 10/);
  });

  it("stops at an optional value out of range, not at an optional one that is missing", () => {
    const declaration: InputDeclaration = { concept: "hba1c", range: [4, 10], missing: optional };
    assert.deepEqual([select(declaration, known(12)).state, select(declaration, known(12)).stops], ["out-of-range", 1]);
    assert.deepEqual([select(declaration).state, select(declaration).stops], ["missing", 0]);
  });

  it("leaves out a value older than allowed; one without a time is not judged", () => {
    const declaration: InputDeclaration = { concept: "hba1c", maxAgeDays: 30 };
    assert.equal(select(declaration, known(7)).state, "too-old");
    assert.equal(select({ ...declaration, maxAgeDays: 31 }, known(7)).state, "used");
    assert.equal(select(declaration, known(7, { origin: "supplied", sources: [] })).state, "used");
  });

  it("judges a derived value by its first source, the weight of a body mass index", () => {
    const sources = [
      { reference: "Observation/weight", time: "2015-01-01" },
      { reference: "Observation/height", time: "2026-01-01" },
    ];
    const value = known(25, { origin: "derived", sources });
    assert.equal(select({ concept: "bodyMassIndex", maxAgeDays: 1826 }, value).state, "too-old");
  });

  it("imputes what the source says, and marks it", () => {
    const missing = { rule: "impute", says: "taken as 7", value: 7 } as const;
    const { state, value, message } = select({ concept: "hba1c", missing });
    assert.deepEqual([state, value], ["imputed", 7]);
    assert.match(message ?? "", /taken as 7/);
  });

  it("rounds down what is taken in completed units before the range is checked", () => {
    assert.deepEqual(select({ concept: "age", range: [30, 79], completed: true }, known(79.9)).value, 79);
  });
});
