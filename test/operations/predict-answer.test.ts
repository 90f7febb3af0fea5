/**
 * What a client can rely on in an answer of `$predict`, point by point, for models of seven kinds: log-odds with variants
 * (PREVENT), calibrated hazard (SCORE2), hazard with imputation (QRISK3), hazard with variants (KFRE), points of vital
 * signs (NEWS2), points of answers (PHQ-9) and a score of laboratory values (MELD).
 */
import assert from "node:assert/strict";
import type { Extension, Resource } from "@medplum/fhirtypes";
import { EXTENSION, SYSTEM } from "../../src/codes.ts";
import { DomainError } from "../../src/errors.ts";
import { outcomeOf } from "../../src/fhir/outcome.ts";
import { RISK_MODELS } from "../../src/models/index.ts";
import type { Store } from "../../src/storage/port.ts";
import { answerOf, callsOf, partOf, resultsIn, rowOf, triedOn } from "../models/registry-calls.ts";
import { coded, condition, LOINC, measured, observation, patient, SNOMED } from "../twin/resources.ts";
import { boolean, code, predictionOf, quantity, risksIn } from "../vectors/parameters.ts";
import { input, model, predict } from "./predict-call.ts";
import { openStore, put } from "./twin-store.ts";

const IDS = ["prevent", "score2", "qrisk3", "kfre", "news2", "phq-9", "meld"] as const;
type Id = (typeof IDS)[number];

const firstCall = async (id: Id) => (await callsOf(id))[0] ?? {};
const firstRisk = async (id: Id) => {
  const [risk] = risksIn(await answerOf(id, await firstCall(id)));
  assert.ok(risk, id);
  return risk;
};
const named = (extensions: readonly Extension[] = [], url: string) =>
  extensions.filter((one) => one.url === url).map(({ extension = [] }) => extension);

for (const id of IDS) {
  describe(`an answer of ${id}`, () => {
    it("has a coded status, and says what was missing", async () => {
      const [status] = named((await firstRisk(id)).extension, EXTENSION.predictionStatus);
      const coding = partOf(status, "status")?.valueCoding;
      assert.equal(coding?.system, SYSTEM.predictionStatus);
      assert.ok(coding?.code === "complete" || coding?.code === "partial");
    });

    it("has each outcome coded, raw and for display, with the source of its band", async () => {
      const { metadata } = RISK_MODELS.get(id) ?? assert.fail();
      for (const { outcome, extension, probabilityDecimal, qualitativeRisk } of (await firstRisk(id)).prediction ??
        []) {
        assert.equal(outcome?.coding?.[0]?.system, SYSTEM.outcome);
        const declared = metadata.outputs.find((output) => output.code === outcome?.coding?.[0]?.code);
        assert.equal(outcome?.coding?.[0]?.display, declared?.display);
        const shown = extension?.find(({ url }) => url === EXTENSION.displayValue)?.valueString ?? "";
        const score = extension?.find(({ url }) => url === EXTENSION.score)?.valueDecimal;
        const raw = probabilityDecimal ?? score ?? Number.NaN;
        assert.ok(Math.abs(Number.parseFloat(shown) - raw) <= 0.5, `${shown} of ${raw}`);
        if (declared?.gives === "probability") assert.match(shown, /%$/);
        if (qualitativeRisk === undefined) continue;
        assert.equal(qualitativeRisk.coding?.[0]?.system, SYSTEM.riskBand);
        assert.match(qualitativeRisk.text ?? "", /\(.+\)$/);
      }
    });

    it("lists each input that it was computed on, with value, unit, rule and origin", async () => {
      const call = await firstCall(id);
      const bundle = await answerOf(id, call);
      const { inputs } = RISK_MODELS.get(id)?.metadata ?? assert.fail();
      for (const name of Object.keys(call).filter((one) => inputs[one] && !inputs[one].onlyOf)) {
        const row = rowOf(bundle, name);
        assert.ok(row, name);
        assert.equal(partOf(row, "origin")?.valueCode, "supplied");
        assert.equal(partOf(row, "rule")?.valueString, "supplied by the caller");
        const value = partOf(row, "value");
        const isGiven = call[name]?.valueQuantity === undefined || value?.valueQuantity?.code !== undefined;
        assert.ok(value && isGiven, name);
      }
    });

    it("names model, version, hash, source and licence, and the confidence in its numbers", async () => {
      const { metadata, coefficientHash } = RISK_MODELS.get(id) ?? assert.fail();
      const { method, note = [], occurrenceDateTime } = await firstRisk(id);
      assert.deepEqual(
        [method?.coding?.[0]?.system, method?.coding?.[0]?.code, method?.coding?.[0]?.version],
        [SYSTEM.model, id, metadata.version],
      );
      assert.ok(method?.text?.includes(`coefficients sha256 ${coefficientHash}`));
      const text = note.map(({ text = "" }) => text).join("\n");
      for (const { doi } of metadata.sources) assert.ok(doi === undefined || text.includes(`doi:${doi}`), doi);
      assert.match(text, /Confidence in the published numbers: [ABC], /);
      assert.match(text, /not a diagnosis and not a recommendation of treatment/);
      assert.equal(occurrenceDateTime, "2026-02-01T12:00:00.000Z");
    });

    it("calls its counterfactuals arithmetic, and its interval by its kind", async () => {
      const parameters = Object.entries(await firstCall(id)).map(([name, value]) => input(name, value));
      const call = [model(id), ...parameters, { name: "explain", valueBoolean: true }];
      const bundle = await predict(call);
      assert.deepEqual(await predict(call), bundle);
      for (const { extension } of risksIn(bundle).flatMap(({ prediction = [] }) => prediction)) {
        for (const parts of named(extension, EXTENSION.counterfactual)) {
          const name = partOf(parts, "input")?.valueCode ?? "";
          assert.equal(RISK_MODELS.get(id)?.metadata.inputs[name]?.modifiable, true, name);
          assert.match(partOf(parts, "remark")?.valueString ?? "", /an association, not a treatment effect/);
          assert.match(partOf(parts, "source")?.valueString ?? "", /doi:10\./);
        }
        for (const parts of named(extension, EXTENSION.resultInterval)) {
          assert.equal(partOf(parts, "kind")?.valueCode, "input-measurement");
          assert.ok(partOf(parts, "seed")?.valueInteger && partOf(parts, "draws")?.valueInteger);
          assert.match(partOf(parts, "remark")?.valueString ?? "", /not the uncertainty of the model/);
        }
      }
    });
  });
}

describe("the horizon of a prediction", () => {
  const ends: readonly (readonly [Id, string, string | undefined])[] = [
    ["prevent", "total-cvd-10y", "2036-02-01T12:00:00.000Z"],
    ["prevent", "total-cvd-30y", "2056-02-01T12:00:00.000Z"],
    ["score2", "cvd-10y", "2036-02-01T12:00:00.000Z"],
    ["qrisk3", "qrisk3-cvd-10y", "2036-02-01T12:00:00.000Z"],
    ["kfre", "kidney-failure-2y", "2028-02-01T12:00:00.000Z"],
    ["kfre", "kidney-failure-5y", "2031-02-01T12:00:00.000Z"],
    ["news2", "news2", undefined],
  ];
  for (const [id, outcome, end] of ends) {
    it(`of ${outcome} ${end === undefined ? "is not given: it has none" : `ends on ${end.slice(0, 10)}`}`, async () => {
      const call = { ...(await firstCall(id)), ...(id === "prevent" ? { age: quantity(50, "a") } : {}) };
      const prediction = predictionOf(await answerOf(id, call), outcome);
      assert.ok(prediction);
      assert.equal(prediction.whenPeriod?.end, end);
    });
  }
});

describe("why a model gives nothing", () => {
  const refused: readonly (readonly [string, Record<string, ReturnType<typeof quantity>>, string, string, RegExp])[] = [
    ["score2", { age: quantity(82, "a") }, "out-of-range", "age", /another model: .*score2-op/],
    ["score2", { hasDiabetes: boolean(true) }, "not-applicable", "hasDiabetes", /another model: .*score2-diabetes/],
    ["kfre", { egfr: quantity(75, "mL/min/{1.73_m2}") }, "out-of-range", "egfr", /ckd-epi/],
    ["meld", { hasChronicLiverDisease: boolean(false) }, "not-applicable", "hasChronicLiverDisease", /./],
  ];
  for (const [id, change, reason, concept, says] of refused) {
    it(`is coded with model, reason and input: ${id}, ${reason}`, async () => {
      const [call = {}] = await callsOf(id);
      const error = await triedOn(id, { ...call, ...change });
      assert.ok(error instanceof DomainError);
      const issue = outcomeOf(error.issues).issue.find(({ details }) =>
        details?.coding?.some((coding) => coding.system === SYSTEM.concept && coding.code === concept),
      );
      assert.deepEqual(issue?.details?.coding, [
        { system: SYSTEM.model, code: id },
        { system: SYSTEM.notComputed, code: reason },
        { system: SYSTEM.concept, code: concept },
      ]);
      assert.match(issue?.diagnostics ?? "", says);
    });
  }

  it("is coded so beside the results of other models too", async () => {
    const call = await firstCall("kfre");
    const inputs = Object.entries(call).map(([name, value]) => input(name, value));
    const bundle = await predict([model("kfre"), model("meld"), ...inputs]);
    const outcome = bundle.entry
      ?.map(({ resource }) => resource)
      .find((one) => one?.resourceType === "OperationOutcome");
    assert.equal(outcome?.resourceType, "OperationOutcome");
    const codings = outcome.issue[0]?.details?.coding ?? [];
    assert.deepEqual(codings.slice(0, 2), [
      { system: SYSTEM.model, code: "meld" },
      { system: SYSTEM.notComputed, code: "insufficient-data" },
    ]);
    assert.ok(codings.some(({ code }) => code === "bilirubin"));
  });
});

describe("the reference person", () => {
  const REFERENCE = {
    currentSmoker: boolean(false),
    systolicBloodPressure: quantity(120, "mm[Hg]"),
    totalCholesterol: quantity(6, "mmol/L"),
    hdlCholesterol: quantity(1.3, "mmol/L"),
  };
  it("has the risk that a call on that person gives, to which the risk is set in relation", async () => {
    const call = await firstCall("score2");
    const [prediction] = risksIn(await answerOf("score2", call)).flatMap(({ prediction = [] }) => prediction);
    const [parts] = named(prediction?.extension, EXTENSION.reference);
    assert.match(partOf(parts, "description")?.valueString ?? "", /^same age, sex and region, not smoking/);
    const [alone] = risksIn(await answerOf("score2", { ...call, ...REFERENCE })).flatMap(
      ({ prediction = [] }) => prediction,
    );
    const percent = partOf(parts, "probability")?.valueDecimal ?? Number.NaN;
    assert.ok(Math.abs(percent - (alone?.probabilityDecimal ?? 0)) < 1e-9);
    const ratio = (prediction?.probabilityDecimal ?? 0) / (alone?.probabilityDecimal ?? 0);
    assert.ok(Math.abs((partOf(parts, "relativeRisk")?.valueDecimal ?? 0) - ratio) < 1e-9);
  });
});

describe("an answer from a record", () => {
  let store: Store;
  const RECORD: readonly Resource[] = [
    patient({ gender: "male", birthDate: "1975-06-01", address: [{ country: "DE" }] }),
    measured("8480-6", 140, "mm[Hg]", { id: "pressure", effectiveDateTime: "2026-01-22T12:00:00Z" }),
    measured("14647-2", 5.5, "mmol/L", { id: "cholesterol" }),
    measured("14646-4", 1.3, "mmol/L", { id: "hdl" }),
    observation("72166-2", { id: "smoking", valueCodeableConcept: coded(SNOMED, "266919005") }),
    condition(SNOMED, "59621000", { id: "hypertension" }),
  ];
  const region = input("cardiovascularRiskRegion", code("low"));
  const call = (...more: Parameters<typeof predict>[0]) =>
    predict([model("score2"), region, ...more], { level: "instance", type: "Patient", id: "p", store });
  beforeEach(async () => {
    store = await openStore();
    await put(store, ...RECORD);
  });
  afterEach(() => store.close());

  it("says of each value where it is from: version, code, time, age in days, rule, unit as found", async () => {
    const bundle = await call();
    const pressure = rowOf(bundle, "systolicBloodPressure");
    assert.match(partOf(pressure, "source")?.valueReference?.reference ?? "", /^Observation\/pressure\/_history\/\d+$/);
    assert.deepEqual(partOf(pressure, "code")?.valueCoding, { system: LOINC, code: "8480-6" });
    assert.equal(partOf(pressure, "time")?.valueDateTime, "2026-01-22T12:00:00Z");
    assert.equal(partOf(pressure, "ageDays")?.valueInteger, 10);
    assert.equal(partOf(pressure, "origin")?.valueCode, "measured");
    assert.ok(partOf(pressure, "rule")?.valueString);
    const cholesterol = rowOf(bundle, "totalCholesterol");
    assert.equal(partOf(cholesterol, "asFound")?.valueString, "5.5 mmol/L");
    assert.equal(partOf(cholesterol, "value")?.valueQuantity?.code, "mmol/L");
    assert.deepEqual(partOf(cholesterol, "code")?.valueCoding, { system: LOINC, code: "14647-2" });
  });

  it("is replayed from the stored record by the asOf that it names", async () => {
    const [first] = resultsIn(await call());
    await put(store, measured("8480-6", 170, "mm[Hg]", { effectiveDateTime: "2026-02-10" }));
    const [again] = resultsIn(await call({ name: "asOf", valueDateTime: "2026-02-01T12:00:00Z" }));
    assert.deepEqual(
      again?.resourceType === "RiskAssessment" && again.prediction,
      first?.resourceType === "RiskAssessment" && first.prediction,
    );
  });

  it("links inputs and result by a Provenance when it is stored", async () => {
    const bundle = await call({ name: "store", valueBoolean: true });
    const provenance = bundle.entry?.map(({ resource }) => resource).find((one) => one?.resourceType === "Provenance");
    assert.equal(provenance?.resourceType, "Provenance");
    assert.match(provenance.target[0]?.reference ?? "", /^RiskAssessment\//);
    const sources = provenance.entity?.map(({ what }) => what.reference?.split("/_history")[0]);
    for (const one of ["Patient/p", "Observation/pressure", "Observation/cholesterol"])
      assert.ok(sources?.includes(one), one);
    assert.match(provenance.activity?.text ?? "", /score2 version .* coefficients sha256/);
  });

  it("gives what a call on the same resources in data gives", async () => {
    const data = {
      resourceType: "Bundle" as const,
      type: "collection" as const,
      entry: RECORD.map((resource) => ({ resource })),
    };
    const onData = await predict([model("score2"), region, { name: "data", resource: data }]);
    const numbers = (bundle: Awaited<ReturnType<typeof predict>>) =>
      risksIn(bundle).flatMap(({ prediction = [] }) => prediction.map(({ probabilityDecimal }) => probabilityDecimal));
    assert.deepEqual(numbers(onData), numbers(await call()));
  });
});
