import assert from "node:assert/strict";
import type {
  Bundle,
  Observation,
  ParametersParameter,
  Provenance,
  Resource,
  RiskAssessment,
} from "@medplum/fhirtypes";
import {
  DomainError,
  InvalidInput,
  ModelInputMissing,
  ModelInputOutOfRange,
  NotFound,
  RuleViolation,
} from "../../src/errors.ts";
import type { OperationRequest } from "../../src/fhir/operation.ts";
import { validateResource } from "../../src/fhir/validation/validate-resource.ts";
import type { Store } from "../../src/storage/port.ts";
import {
  ATC,
  coded,
  condition,
  LOINC,
  measured,
  observation,
  patient,
  RXNORM,
  request,
  SNOMED,
} from "../twin/resources.ts";
import { risksIn } from "../vectors/parameters.ts";
import { request as preventRequest } from "../vectors/prevent.ts";
import { input, model, predict } from "./predict-call.ts";
import { PREVENT_EXAMPLE } from "./prevent-example.ts";
import { openStore, put } from "./twin-store.ts";

const FACTOR = 0.02586; // mmol/L per mg/dL, as PREVENT has it
/** The person of the paper's example (Khan 2024, Table S25), with cholesterol in either unit. */
const paperPatient = (unit: "mg/dL" | "mmol/L" = "mg/dL"): readonly Resource[] => [
  patient({ address: [{ country: "US" }] }),
  measured("8480-6", 160, "mm[Hg]"),
  unit === "mg/dL" ? measured("2093-3", 200, unit) : measured("14647-2", 200 * FACTOR, unit),
  unit === "mg/dL" ? measured("2085-9", 45, unit) : measured("14646-4", 45 * FACTOR, unit),
  measured("39156-5", 35, "kg/m2"),
  measured("98979-8", 90, "mL/min/{1.73_m2}"),
  observation("72166-2", { valueCodeableConcept: coded(SNOMED, "266919005") }),
  condition(SNOMED, "44054006"),
  request(RXNORM, "314076", {
    medicationCodeableConcept: {
      coding: [
        { system: RXNORM, code: "314076" },
        { system: ATC, code: "C09AA03" },
      ],
    },
  }),
];
const paperInputs = (changes: Partial<typeof PREVENT_EXAMPLE> = {}): ParametersParameter[] =>
  preventRequest({ ...PREVENT_EXAMPLE, ...changes }).parameters.parameter ?? [];

const percents = (bundle: Bundle): readonly string[] =>
  risksIn(bundle)
    .flatMap(({ prediction = [] }) => prediction)
    .map(({ probabilityDecimal = Number.NaN }) => probabilityDecimal.toFixed(1));
const issuesOf = (bundle: Bundle) =>
  (bundle.entry ?? []).flatMap(({ resource }) => (resource?.resourceType === "OperationOutcome" ? resource.issue : []));
const partsOf = (risk: RiskAssessment | undefined, name: string) =>
  risk?.extension?.find(({ extension }) =>
    extension?.some(({ valueCode, url }) => url === "name" && valueCode === name),
  )?.extension ?? [];
const onPatient = (store: Store): Partial<OperationRequest> & { readonly store: Store } => ({
  level: "instance",
  type: "Patient",
  id: "p",
  store,
});

describe("Patient/[id]/$predict", () => {
  let store: Store;
  beforeEach(async () => {
    store = await openStore();
  });
  afterEach(() => store.close());

  for (const unit of ["mg/dL", "mmol/L"] as const) {
    it(`gives the paper's PREVENT example from a record in ${unit}`, async () => {
      await put(store, ...paperPatient(unit));
      const bundle = await predict([model("prevent")], onPatient(store));
      // Table S25: 10 years 14.7, 9.2, 8.1 %; 30 years 53.0, 35.4, 39.0 %
      for (const expected of ["14.7", "9.2", "8.1", "53.0", "35.4", "39.0"]) {
        assert.ok(percents(bundle).includes(expected), `${expected} in ${percents(bundle)}`);
      }
      assert.deepEqual(validateResource(bundle), []);
    });
  }

  it("says of every input where it comes from", async () => {
    await put(store, ...paperPatient("mmol/L"));
    const bundle = await predict([model("prevent")], onPatient(store));
    const [risk] = risksIn(bundle);
    const cholesterol = partsOf(risk, "totalCholesterol");
    assert.equal(cholesterol.find(({ url }) => url === "origin")?.valueCode, "measured");
    assert.match(cholesterol.find(({ url }) => url === "source")?.valueReference?.reference ?? "", /^Observation\//);
    assert.equal(cholesterol.find(({ url }) => url === "time")?.valueDateTime, "2026-01-10");
    assert.equal(cholesterol.find(({ url }) => url === "asFound")?.valueString, `${200 * FACTOR} mmol/L`);
    const statin = partsOf(risk, "onStatin");
    assert.equal(statin.find(({ url }) => url === "origin")?.valueCode, "absent");
    assert.equal(statin.find(({ url }) => url === "value")?.valueBoolean, false);
    assert.ok(risk?.note?.some(({ text }) => /Taken as absent.*Takes a statin/.test(text ?? "")));
    assert.ok(risk?.basis?.some(({ reference }) => reference?.startsWith("Condition/")));
    assert.equal(risk?.subject.reference, "Patient/p");
    assert.equal(risk?.prediction?.[0]?.whenPeriod?.end, "2036-02-01T12:00:00.000Z");
  });

  it("runs every model that applies, and says why the others did not", async () => {
    await put(store, ...paperPatient());
    const bundle = await predict([], onPatient(store));
    assert.deepEqual(validateResource(bundle), []);
    const computed = risksIn(bundle).map(({ method }) => method?.coding?.[0]?.code);
    assert.ok(computed.includes("prevent") && !computed.includes("score2"), `computed: ${computed}`);
    const text = issuesOf(bundle).map(({ details }) => details?.text ?? "");
    assert.ok(text.some((line) => /^score2 does not apply: diabetes/.test(line)));
    assert.ok(
      text.some((line) => /^ckd-epi: creatinine \(Creatinine, LOINC 2160-0, in mg\/dL\) is not known/.test(line)),
    );
    assert.ok(text.some((line) => /^cha2ds2-vasc does not apply: no atrial fibrillation/.test(line)));
    assert.ok(issuesOf(bundle).every(({ severity }) => severity === "information"));
  });

  it("refuses known cardiovascular disease and the deceased by 422, and tells both", async () => {
    await put(store, ...paperPatient(), condition(SNOMED, "22298006"));
    await assert.rejects(predict([model("prevent")], onPatient(store)), (error) => {
      assert.ok(error instanceof RuleViolation);
      assert.match(error.message, /known cardiovascular disease/);
      return true;
    });
    await put(store, patient({ deceasedBoolean: true }));
    await assert.rejects(predict([model("prevent")], onPatient(store)), (error) => {
      assert.ok(error instanceof RuleViolation);
      assert.ok(error.issues.some(({ message }) => /has died/.test(message)));
      return true;
    });
  });

  it("takes the age as of the time asked for: the birthday, not the day of the call", async () => {
    await put(store, ...paperPatient());
    const ageAt = async (valueDateTime: string) => {
      const bundle = await predict([model("prevent"), { name: "asOf", valueDateTime }], onPatient(store));
      return partsOf(risksIn(bundle)[0], "age").find(({ url }) => url === "value")?.valueQuantity?.value;
    };
    assert.equal(await ageAt("2026-05-31"), 50);
    assert.equal(await ageAt("2026-06-01"), 51);
  });

  it("does not use a value that is too old, and says how old it is", async () => {
    await put(store, ...paperPatient());
    const call = predict([model("prevent"), { name: "asOf", valueDateTime: "2032-02-01" }], onPatient(store));
    await assert.rejects(call, (error) => {
      assert.ok(error instanceof ModelInputMissing);
      assert.match(error.message, /is 22\d\d days old; at most 1826/);
      return true;
    });
  });

  it("gives the same bytes for the same record and time", async () => {
    await put(store, ...paperPatient());
    const [first, second] = [await predict([], onPatient(store)), await predict([], onPatient(store))];
    assert.equal(JSON.stringify(first), JSON.stringify(second));
  });

  it("derives eGFR anew from a supplied creatinine, and overrides with mark", async () => {
    await put(store, ...paperPatient());
    const bundle = await predict(
      [model("prevent"), input("creatinine", { valueQuantity: { value: 176.8, code: "umol/L" } })],
      onPatient(store),
    );
    const egfr = partsOf(risksIn(bundle)[0], "egfr");
    assert.equal(egfr.find(({ url }) => url === "origin")?.valueCode, "derived");
    // 142 · (2/0.7)^-1.2 · 0.9938^50 · 1.012; 176.8 µmol/L is 2.0 mg/dL
    const value = egfr.find(({ url }) => url === "value")?.valueQuantity?.value ?? 0;
    assert.ok(Math.abs(value - 29.87) < 0.03, String(value));
  });

  it("stores the results and their Provenance when asked, out of sight of the record", async () => {
    await put(store, ...paperPatient(), measured("2160-0", 1, "mg/dL"));
    const bundle = await predict(
      [model("prevent"), model("ckd-epi"), { name: "store", valueBoolean: true }],
      onPatient(store),
    );
    assert.deepEqual(validateResource(bundle), []);
    const resources = (bundle.entry ?? []).flatMap(({ resource }) => (resource === undefined ? [] : [resource]));
    assert.deepEqual(
      resources.map(({ resourceType }) => resourceType),
      ["RiskAssessment", "Observation", "Provenance"],
    );
    const provenance = resources[2] as Provenance; // compared one line above
    assert.equal(provenance.target.length, 2);
    assert.ok(provenance.entity?.some(({ what }) => what.reference?.startsWith("Observation/")));
    const plan = { type: "Observation", where: [], sort: [], count: 100 } as const;
    const inRecord = await store.search({ ...plan, realm: "record" });
    assert.ok(inRecord.items.every(({ json = "" }) => !json.includes("egfr-creatinine")));
    assert.equal((await store.search({ ...plan, realm: "computed" })).items.length, 1);
  });

  it("stores nothing unless asked, and never by GET", async () => {
    await put(store, ...paperPatient());
    await predict([model("prevent")], onPatient(store));
    const plan = { type: "RiskAssessment", where: [], sort: [], count: 10, realm: "any" } as const;
    assert.equal((await store.search(plan)).items.length, 0);
    await assert.rejects(
      predict([model("prevent"), { name: "store", valueString: "true" }], { ...onPatient(store), method: "GET" }),
      InvalidInput,
    );
    await assert.rejects(predict([...paperInputs(), { name: "store", valueBoolean: true }]), InvalidInput);
  });

  it("answers 404 for a patient who is not there", async () => {
    await assert.rejects(predict([model("prevent")], onPatient(store)), NotFound);
  });
});

describe("$predict", () => {
  it("computes on inputs alone, and says what could not be checked", async () => {
    const bundle = await predict(paperInputs());
    assert.ok(percents(bundle).includes("14.7"));
    assert.deepEqual(validateResource(bundle), []);
    const [risk] = risksIn(bundle);
    assert.equal(risk?.subject.reference, undefined);
    assert.ok(risk?.note?.some(({ text }) => /Not checked.*Cardiovascular disease/.test(text ?? "")));
  });

  it("computes on the Bundle in data", async () => {
    const entry = paperPatient().map((resource) => ({ resource }));
    const data: ParametersParameter = { name: "data", resource: { resourceType: "Bundle", type: "collection", entry } };
    const bundle = await predict([model("prevent"), data]);
    assert.ok(percents(bundle).includes("14.7"));
    assert.deepEqual(validateResource(bundle), []);
  });

  it("answers an Observation per eGFR equation, derived from its markers only", async () => {
    const bundle = await predict([
      model("ckd-epi"),
      input("age", { valueInteger: 57 }),
      input("sex", { valueCode: "female" }),
      input("creatinine", { valueDecimal: 1.55 }),
      input("cystatinC", { valueDecimal: 0.93 }),
    ]);
    assert.deepEqual(validateResource(bundle), []);
    const measures = (bundle.entry ?? []).map(({ resource }) => resource as Observation); // nothing else was asked for
    assert.deepEqual(
      measures.map(({ code }) => code.coding?.find(({ system }) => system === LOINC)?.code),
      ["98979-8", "98980-6", "50210-4"],
    );
    assert.equal(measures[0]?.interpretation?.[0]?.coding?.[0]?.code, "G3b");
    const named = (measure: Observation | undefined) =>
      (measure?.extension ?? []).flatMap(({ extension = [] }) => extension.flatMap(({ valueCode }) => valueCode ?? []));
    assert.ok(!named(measures[0]).includes("cystatinC"));
  });

  it("computes the variant asked for, and the fullest that it can otherwise", async () => {
    const more = [input("hba1c", { valueQuantity: { value: 53, code: "mmol/mol" } })];
    const variantOf = async (...parameters: ParametersParameter[]) =>
      risksIn(await predict(parameters))[0]?.method?.coding?.[1]?.code;
    const inputs = paperInputs().slice(1);
    assert.equal(await variantOf(model("prevent"), ...inputs), "prevent:base");
    assert.equal(await variantOf(model("prevent"), ...inputs, ...more), "prevent:hba1c");
    assert.equal(
      await variantOf(model("prevent"), ...inputs, ...more, input("urineAlbuminCreatinineRatio", { valueDecimal: 30 })),
      "prevent:full",
    );
    assert.equal(await variantOf(model("prevent:base"), ...inputs, ...more), "prevent:base");
    await assert.rejects(variantOf(model("prevent:uacr"), ...inputs, ...more), ModelInputMissing);
    await assert.rejects(variantOf(model("prevent:gold"), ...inputs), NotFound);
  });

  it("refuses each missing input by name, code and unit, and never takes the reference for it", async () => {
    for (const left of paperInputs().filter(({ name }) => name === "input")) {
      const concept = left.part?.[0]?.valueCode ?? "";
      const rest = paperInputs().filter((parameter) => parameter.part?.[0]?.valueCode !== concept);
      await assert.rejects(predict(rest), (error) => {
        assert.ok(error instanceof ModelInputMissing, concept);
        assert.match(error.message, new RegExp(`prevent: ${concept} \\(.*\\) is not known`));
        return true;
      });
    }
  });

  it("refuses what is just outside a range, with the range and without the value", async () => {
    const edges = [
      [{ age: 29 }, /from 30 to 79/],
      [{ age: 80 }, /from 30 to 79/],
      [{ sbp: 89 }, /from 90 to 180 *$|from 90 to 180/],
      [{ sbp: 181 }, /from 90 to 180/],
      [{ bmi: 18.4 }, /from 18.5 to under 40/],
      [{ bmi: 40 }, /from 18.5 to under 40/],
      [{ egfr: 14 }, /from 15 to 140/],
      [{ total_c: 321 }, /from 130 to 320/],
      [{ hdl_c: 19 }, /from 20 to 100/],
    ] as const;
    for (const [change, range] of edges) {
      await assert.rejects(predict(paperInputs(change)), (error) => {
        assert.ok(error instanceof ModelInputOutOfRange, JSON.stringify(change));
        assert.match(error.message, range);
        return true;
      });
    }
  });

  it("accepts the age of 79 until the 80th birthday", async () => {
    const inputs = paperInputs().filter((parameter) => parameter.part?.[0]?.valueCode !== "age");
    assert.equal(percents(await predict([...inputs, input("age", { valueDecimal: 79.99 })])).length, 5);
  });

  it("names the nearest model and a way out where an optional input is out of range", async () => {
    const region = input("cardiovascularRiskRegion", { valueCode: "low" });
    await assert.rejects(predict([...paperInputs({ bmi: 41, dm: false }), region]), /another model: score2/);
    await assert.rejects(predict(paperInputs({ age: 82 })), (error: Error) => !error.message.includes("another model"));
    const uacr = input("urineAlbuminCreatinineRatio", { valueDecimal: 30_000 });
    await assert.rejects(
      predict([model("prevent"), ...paperInputs().slice(1), uacr]),
      /model=prevent:base computes without it/,
    );
  });

  it("imputes only what the source says, and marks it", async () => {
    const signs = [
      input("respiratoryRate", { valueInteger: 16 }),
      input("oxygenSaturation", { valueInteger: 97 }),
      input("onSupplementalOxygen", { valueBoolean: false }),
      input("systolicBloodPressure", { valueQuantity: { value: 16, code: "kPa" } }),
      input("heartRate", { valueInteger: 70 }),
      input("bodyTemperature", { valueQuantity: { value: 98.6, code: "[degF]" } }),
    ];
    const bundle = await predict([model("news2"), ...signs, input("consciousness", { valueCode: "alert" })]);
    assert.deepEqual(validateResource(bundle), []);
    const parts = partsOf(risksIn(bundle)[0], "usesSpo2Scale2");
    assert.equal(parts.find(({ url }) => url === "origin")?.valueCode, "imputed");
    await assert.rejects(predict([model("news2"), ...signs]), /news2: consciousness .* is not known/);
  });

  it("computes what it can of several models asked for, and warns of the rest", async () => {
    const bundle = await predict([model("kfre"), ...paperInputs()]);
    assert.equal(risksIn(bundle).length, 1);
    assert.ok(issuesOf(bundle).every(({ severity }) => severity === "warning"));
    assert.ok(
      issuesOf(bundle).some(({ code, details }) => code === "value" && /^kfre: egfr/.test(details?.text ?? "")),
    );
  });

  it("writes no patient value into an error", async () => {
    await assert.rejects(predict(paperInputs({ sbp: 187.25 })), (error) => {
      assert.ok(error instanceof DomainError);
      assert.ok(error.issues.every(({ message }) => !message.includes("187")));
      return true;
    });
  });

  const refused: readonly [string, ParametersParameter[], RegExp][] = [
    ["an unknown model", [model("framingham")], /there are prevent, score2/],
    ["an unknown parameter", [{ name: "modell", valueCode: "prevent" }], /unknown parameter 'modell'/],
    ["an unknown input", [input("systolicBP", { valueDecimal: 120 })], /nearest: systolicBloodPressure/],
    [
      "a unit that does not convert",
      [input("systolicBloodPressure", { valueQuantity: { value: 1, code: "mg/dL" } })],
      /mm\[Hg\]/,
    ],
    ["a quantity without unit", [input("systolicBloodPressure", { valueQuantity: { value: 120 } })], /has no unit/],
    [
      "a bound",
      [input("egfr", { valueQuantity: { value: 60, comparator: ">", code: "mL/min/{1.73_m2}" } })],
      /not a bound/,
    ],
    ["a value of the wrong type", [input("hasDiabetes", { valueString: "yes" })], /must be a valueBoolean/],
    ["a code that is not in the list", [input("sex", { valueCode: "other" })], /one of female, male/],
    ["an implausible value", [input("systolicBloodPressure", { valueDecimal: 1200 })], /no living person/],
    ["an input given twice", [input("age", { valueInteger: 50 }), input("age", { valueInteger: 51 })], /given twice/],
    ["an input without value", [{ name: "input", part: [{ name: "name", valueCode: "age" }] }], /no part 'value'/],
    [
      "inputs that contradict each other",
      [input("hasDiabetes", { valueBoolean: false }), input("hasType2Diabetes", { valueBoolean: true })],
      /'hasDiabetes' contradicts hasType2Diabetes/,
    ],
  ];
  for (const [what, parameters, message] of refused) {
    it(`refuses ${what}`, async () => {
      await assert.rejects(predict(parameters), message);
    });
  }
});
