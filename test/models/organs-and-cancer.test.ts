/** What the models of kidney dose, liver, metabolism, lung and cancer refuse and mark, through `$predict`. */
import assert from "node:assert/strict";
import type { Parameters } from "@medplum/fhirtypes";
import type { RiskModel } from "../../src/models/contract.ts";
import { COCKCROFT_GAULT } from "../../src/models/kidney/cockcroft-gault.ts";
import { LIVER } from "../../src/models/liver/index.ts";
import { METABOLIC } from "../../src/models/metabolic/index.ts";
import { ONCOLOGY } from "../../src/models/oncology/index.ts";
import { RESPIRATORY } from "../../src/models/respiratory/index.ts";
import { predictAtSystemLevel } from "../operations/predict-call.ts";
import {
  bandOf,
  boolean,
  code,
  detailOf,
  measureOf,
  predictionOf,
  probabilityOf,
  quantity,
  scoreOf,
} from "../vectors/parameters.ts";
import {
  changed,
  exampleOf,
  notesOf,
  refuses,
  refusesExcluded,
  refusesOutOfRange,
  refusesWithoutInputs,
} from "./examples.ts";

const MODELS: readonly RiskModel[] = [COCKCROFT_GAULT, ...LIVER, ...METABOLIC, ...RESPIRATORY, ...ONCOLOGY];

for (const { metadata } of MODELS) {
  describe(`${metadata.id} through $predict`, () => {
    it("refuses when a required input is left out, whichever it is", () => refusesWithoutInputs(metadata));
    it("refuses a value outside its range", () => refusesOutOfRange(metadata));
    it("refuses whom it is not for", () => refusesExcluded(metadata));
  });
}

const score = async (call: Parameters, outcome: string) => scoreOf(await predictAtSystemLevel(call), outcome);

describe("the liver models", () => {
  it("give MELD alone without sodium, and MELD-Na without albumin", async () => {
    const call = await exampleOf("meld", 7);
    const withoutAlbumin = await predictAtSystemLevel(changed(call, "albumin"));
    assert.equal(predictionOf(withoutAlbumin, "meld-3"), undefined);
    assert.notEqual(scoreOf(withoutAlbumin, "meld-na"), undefined);
    const withoutSodium = await predictAtSystemLevel(changed(call, "sodium"));
    assert.equal(predictionOf(withoutSodium, "meld-na"), undefined);
    assert.notEqual(scoreOf(withoutSodium, "meld"), undefined);
  });
  it("take bilirubin in µmol/L", async () => {
    const call = changed(await exampleOf("child-pugh"), "bilirubin", quantity(50, "umol/L"));
    assert.equal(await score(call, "child-pugh"), 6); // 2.9 mg/dL
    assert.equal(await score(changed(call, "bilirubin", quantity(52, "umol/L")), "child-pugh"), 7); // 3.04 mg/dL
  });
  it("mark FIB-4 under 35 years", async () => {
    const call = changed(await exampleOf("fib-4"), "age", quantity(34, "a"));
    assert.match(await notesOf(call), /less reliable/);
    assert.doesNotMatch(await notesOf(changed(call, "age", quantity(35, "a"))), /less reliable/);
  });
});

describe("the metabolic models", () => {
  it("take glucose in mmol/L for HOMA-IR", async () => {
    const call = changed(await exampleOf("homa-ir"), "fastingGlucose", quantity(4.5, "mmol/L"));
    assert.ok(Math.abs(((await score(call, "homa-ir")) ?? 0) - (4.5 * 18.0156 * 5) / 405) < 1e-9);
  });
  it("compute QDiabetes on the nearest body mass index from 20 to 40, and mark it", async () => {
    const call = await exampleOf("qdiabetes-2018-a");
    const at = async (bmi: number) => {
      const one = changed(call, "bodyMassIndex", quantity(bmi, "kg/m2"));
      return probabilityOf(await predictAtSystemLevel(one), "qdiabetes-2018-a-diabetes-10y");
    };
    assert.equal(await at(45), await at(40));
    assert.match(await notesOf(changed(call, "bodyMassIndex", quantity(45, "kg/m2"))), /bodyMassIndex/);
  });
  it("refuse a fasting glucose of 7 mmol/L and over", async () => {
    await refuses(changed(await exampleOf("qdiabetes-2018-b"), "fastingGlucose", quantity(7, "mmol/L")), /outside/);
  });
  it("ask women, and only women, for gestational diabetes and polycystic ovary syndrome", async () => {
    for (const name of ["hasGestationalDiabetes", "hasPolycysticOvarySyndrome"]) {
      const call = changed(await exampleOf("qdiabetes-2018-a"), name);
      await refuses(call, new RegExp(`${name} .* is not known: counts in women only`));
      await predictAtSystemLevel(changed(call, "sex", code("male")));
    }
  });
  it("refuse gestational diabetes of a man", async () => {
    const man = changed(await exampleOf("qdiabetes-2018-a"), "sex", code("male"));
    await predictAtSystemLevel(changed(man, "hasGestationalDiabetes", boolean(false)));
    await refuses(changed(man, "hasGestationalDiabetes", boolean(true)), /goes only with sex female: check both/);
  });
});

describe("the lung models", () => {
  it("give GLI Global alone without an ethnic group", async () => {
    const bundle = await predictAtSystemLevel(changed(await exampleOf("gli-spirometry"), "gliEthnicGroup"));
    assert.equal(measureOf(bundle, "fev1-z-2012"), undefined);
    assert.notEqual(measureOf(bundle, "fev1-z-global-2022"), undefined);
  });
  it("mark an FEV1 over the FVC", async () => {
    const call = changed(await exampleOf("gli-spirometry"), "fev1", quantity(1.2, "L"));
    assert.match(await notesOf(call), /FEV1 is larger than FVC/);
  });
  it("refuse GAP where the DLCO is not known, and count one that could not be performed", async () => {
    const call = changed(await exampleOf("gap-ipf"), "dlcoPercentPredicted");
    await refuses(call, /dlcoPercentPredicted/);
    assert.equal(await score(changed(call, "dlcoNotMeasured", code("unable")), "gap"), 3);
  });
});

describe("the models of cancer", () => {
  it("count low haemoglobin and an erythropoiesis stimulating agent once", async () => {
    const low = changed(await exampleOf("khorana"), "haemoglobin", quantity(9, "g/dL"));
    assert.equal(await score(low, "khorana"), 1);
    assert.equal(await score(changed(low, "onErythropoiesisStimulatingAgent", boolean(true)), "khorana"), 1);
  });

  const nothing = /no result for this combination of inputs/;
  it("give nothing for someone who smokes and quit years ago", async () => {
    await refuses(
      changed(await exampleOf("plcom2012"), "currentSmoker", boolean(true)),
      /yearsSinceQuitting .* goes only with currentSmoker false/,
    );
  });
  it("take 0 years since quitting for someone who smokes, and ask someone who has quit", async () => {
    const smoker = await exampleOf("plcom2012", 1);
    const risk = async (call: Parameters) =>
      probabilityOf(await predictAtSystemLevel(call), "plcom2012-lung-cancer-6y");
    assert.equal(await risk(changed(smoker, "yearsSinceQuitting")), await risk(smoker));
    await refuses(
      changed(changed(smoker, "yearsSinceQuitting"), "currentSmoker", boolean(false)),
      /yearsSinceQuitting .* is not known/,
    );
  });
  it("give nothing for years of smoking beyond the years of life", async () => {
    await refuses(changed(await exampleOf("plcom2012"), "smokingDuration", quantity(50, "a")), nothing);
  });

  const bcrat = [
    ["hyperplasia without a biopsy", "hasAtypicalHyperplasia", boolean(true)],
    ["a birth before menarche", "ageAtFirstBirth", quantity(13, "a")],
    ["a birth after the present age", "ageAtFirstBirth", quantity(36, "a")],
    ["a birth of a woman who has never given birth", "isNulliparous", boolean(true)],
  ] as const;
  for (const [title, name, value] of bcrat) {
    it(`give nothing for ${title}`, async () => {
      await refuses(changed(await exampleOf("gail-bcrat"), name, value), nothing);
    });
  }
  it("give nothing for a projection to an age that is over", async () => {
    const call = changed(await exampleOf("gail-bcrat"), "age", quantity(50, "a"));
    await refuses(changed(call, "projectionAge", quantity(50, "a")), nothing);
  });
  it("project BCRAT to 90 years unless told, and say so", async () => {
    const call = await exampleOf("gail-bcrat", 1);
    const untold = changed(call, "projectionAge");
    const risk = async (one: Parameters) => probabilityOf(await predictAtSystemLevel(one), "bcrat-to-age");
    assert.equal(await risk(untold), await risk(changed(call, "projectionAge", quantity(90, "a"))));
    assert.match(await notesOf(untold), /projected to 90 years/);
  });
  it("band BCRAT by its risk in 5 years", async () => {
    assert.equal(bandOf(await predictAtSystemLevel(await exampleOf("gail-bcrat", 0)), "bcrat-5y"), "5y-under-1.67");
    assert.equal(bandOf(await predictAtSystemLevel(await exampleOf("gail-bcrat", 1)), "bcrat-5y"), "5y-from-1.67");
  });

  it("mark treatments of PREDICT that can change nothing", async () => {
    const call = changed(await exampleOf("predict-breast-v3"), "her2");
    assert.match(
      await notesOf(changed(call, "isTrastuzumabPlanned", boolean(true))),
      /HER2 is not known to be positive/,
    );
    const negative = changed(call, "oestrogenReceptor", code("negative"));
    assert.match(await notesOf(changed(negative, "isHormoneTherapyPlanned", boolean(true))), /receptor is negative/);
  });
  it("mark radiotherapy whose heart dose is not known", async () => {
    const call = changed(changed(await exampleOf("predict-breast-v3"), "meanHeartDose"), "isRadiotherapyPlanned");
    assert.match(await notesOf(changed(call, "isRadiotherapyPlanned", boolean(true))), /heart dose counts as 0 Gy/);
  });
  it("lower deaths of breast cancer with chemotherapy in PREDICT", async () => {
    const call = changed(await exampleOf("predict-breast-v3", 2), "plannedChemotherapy", code("third"));
    const bundle = await predictAtSystemLevel(call);
    const deaths = (after: string) =>
      Number(detailOf(bundle, `predict-death-10y-${after}`, "breast-cancer-death-percent"));
    assert.ok(deaths("treated") < deaths("surgery"));
  });
});
