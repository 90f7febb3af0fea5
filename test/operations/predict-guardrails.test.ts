/**
 * What keeps a prediction from harm, for every model: dangers are told whatever the score, no text orders anything, terms
 * of race are named with what there is without them, and nothing that must be asked is guessed.
 */
import assert from "node:assert/strict";
import type { Bundle } from "@medplum/fhirtypes";
import { conceptOf } from "../../src/concepts/index.ts";
import { RISK_MODELS } from "../../src/models/index.ts";
import { answerOf, callsOf, partOf, resultsIn, rowOf, without } from "../models/registry-calls.ts";
import { measured, patient } from "../twin/resources.ts";
import { boolean, code, quantity, risksIn, scoreOf } from "../vectors/parameters.ts";
import { input, model, predict } from "./predict-call.ts";

const notesOf = (bundle: Bundle): string =>
  resultsIn(bundle)
    .flatMap(({ note = [] }) => note.map(({ text = "" }) => text))
    .join("\n");
const textOf = (bundle: Bundle): string =>
  resultsIn(bundle)
    .map(({ text }) => (text?.div ?? "").replace(/<[^>]+>/g, " "))
    .join("\n");

describe("the text of an answer", () => {
  /** What a person is told to do, in the words of an order; a limit that says "must be known" is none. */
  const ORDERS =
    /\b(you (should|must|need to)|prescribe|administer|start (a|an|the|taking|treatment)|stop (taking|the|treatment)|initiate|discontinue|give (the patient|him|her|them)|increase the dose|reduce the dose|take (a|an|the|your) \w+ (daily|every)|refer (the patient|to)|call an ambulance|anticoagulate|intubate|transfuse)\b/i;

  it("is one for clinicians and one for the person, and orders nothing, whatever the model", async () => {
    for (const id of RISK_MODELS.keys()) {
      for (const call of await callsOf(id)) {
        const inputs = Object.entries(call).map(([name, value]) => input(name, value));
        const explain = { name: "explain", valueBoolean: true };
        for (const audience of ["clinician", "patient"]) {
          const bundle = await predict([model(id), ...inputs, explain, { name: "audience", valueCode: audience }]);
          const text = `${textOf(bundle)}\n${notesOf(bundle)}`.replace(/Disclaimer of ClinRisk[^\n]*/g, "");
          assert.ok(text.length > 100, id);
          const [order] = ORDERS.exec(text) ?? [];
          assert.equal(
            order,
            undefined,
            `${id} for the ${audience}: ${text.slice(Math.max(0, text.search(ORDERS) - 80), text.search(ORDERS) + 80)}`,
          );
        }
      }
    }
  });
});

describe("dangers that a score does not show", () => {
  it("NEWS2: a single parameter of 3 is told at a total of 3", async () => {
    const calm = {
      respiratoryRate: quantity(16, "/min"),
      oxygenSaturation: quantity(97, "%"),
      usesSpo2Scale2: boolean(false),
      onSupplementalOxygen: boolean(false),
      systolicBloodPressure: quantity(120, "mm[Hg]"),
      heartRate: quantity(70, "/min"),
      consciousness: code("alert"),
      bodyTemperature: quantity(37, "Cel"),
    };
    const slow = await answerOf("news2", { ...calm, heartRate: quantity(40, "/min") });
    assert.equal(scoreOf(slow, "news2"), 3);
    assert.match(notesOf(slow), /Note: .*single parameter/);
    assert.doesNotMatch(notesOf(await answerOf("news2", calm)), /Note: .*single parameter/);
  });

  it("PHQ-9: item 9 is told at a total of 1, and never guessed", async () => {
    const items = Object.fromEntries(
      Array.from({ length: 9 }, (_, at) => [`phq9Item${at + 1}`, quantity(0, "{score}")]),
    );
    const positive = await answerOf("phq-9", { ...items, phq9Item9: quantity(1, "{score}") });
    assert.equal(scoreOf(positive, "phq-9"), 1);
    assert.match(notesOf(positive), /Note: item 9 \(self-harm\) is above 0/);
    await assert.rejects(answerOf("phq-9", without(items, "phq9Item9")), /phq9Item9|needed are/);
    const ofTotal = await answerOf("phq-9", { phq9Score: quantity(27, "{score}") });
    assert.match(notesOf(ofTotal), /item 9 \(self-harm\) is not known/);
    assert.equal(rowOf(ofTotal, "phq9Item9"), undefined);
  });
});

describe("values taken at a bound", () => {
  it("stand in the table as found and as taken: QDiabetes on a body mass index of 45", async () => {
    const [call = {}] = await callsOf("qdiabetes-2018-a");
    const row = rowOf(
      await answerOf("qdiabetes-2018-a", { ...call, bodyMassIndex: quantity(45, "kg/m2") }),
      "bodyMassIndex",
    );
    assert.equal(partOf(row, "value")?.valueQuantity?.value, 40);
    assert.equal(partOf(row, "asFound")?.valueString, "45 kg/m2");
    assert.match(partOf(row, "remark")?.valueString ?? "", /outside the model's range, from 20 to 40/);
  });

  it("QRISK3 is given with the body mass index as it is and as the authors' page cuts it", async () => {
    const [call = {}] = await callsOf("qrisk3");
    assert.match(
      notesOf(await answerOf("qrisk3", { ...call, bodyMassIndex: quantity(45, "kg/m2") })),
      /bmi-cut-to-20-40/,
    );
  });

  it("QRISK3 without a Townsend score is marked as computed on the authors' 0", async () => {
    const [call = {}] = await callsOf("qrisk3");
    const bundle = await answerOf("qrisk3", without(call, "townsendScore"));
    assert.equal(partOf(rowOf(bundle, "townsendScore"), "origin")?.valueCode, "imputed");
    assert.match(notesOf(bundle), /0 is used, as the authors' calculator has it/);
  });
});

describe("a person whose recorded gender is neither female nor male", () => {
  for (const gender of ["other", "unknown"] as const) {
    it(`is asked for the sex that a model means, and given none: ${gender}`, async () => {
      const entry = [{ resource: patient({ gender }) }, { resource: measured("2160-0", 1, "mg/dL") }];
      const data = { resourceType: "Bundle" as const, type: "collection" as const, entry };
      const call = [model("ckd-epi"), { name: "data", resource: data }];
      await assert.rejects(predict(call), /ckd-epi: sex \(Sex: female, male\) is not known/);
      const bundle = await predict([...call, input("sex", code("female"))]);
      assert.equal(partOf(rowOf(bundle, "sex"), "origin")?.valueCode, "supplied");
    });
  }
});

describe("terms of race and ethnicity", () => {
  const isOfRace = (name: string) => /race|ethnic|racialOrigin/i.test(name);
  for (const [id, { metadata }] of RISK_MODELS) {
    const names = Object.keys(metadata.inputs).filter(isOfRace);
    if (names.length === 0) continue;
    it(`of ${id} are told, with what there is without them`, async () => {
      for (const call of await callsOf(id)) {
        if (!names.some((name) => call[name])) continue;
        const bundle = await answerOf(id, call);
        const told = notesOf(bundle)
          .split("\n")
          .filter((line) => /\b(race|racial|ethnic(ity)?)\b/i.test(line));
        assert.ok(told.length > 0, "is not told");
        assert.match(told.join("\n"), /prevent|score2|findrisc|Global 2022|no version without|none without|not have/);
        for (const name of names) assert.ok(call[name] === undefined || rowOf(bundle, name), name);
      }
    });

    it(`of ${id} cannot be left out of it`, async () => {
      const required = names.filter((name) => metadata.inputs[name]?.missing === undefined);
      const [call = {}] = await callsOf(id);
      for (const name of required) {
        await assert.rejects(answerOf(id, without(call, name)), new RegExp(`${name} .*is not known`));
      }
    });
  }

  it("are in no equation that says to be without them", async () => {
    for (const id of ["prevent", "ckd-epi", "score2", "findrisc"]) {
      assert.ok(!Object.keys(RISK_MODELS.get(id)?.metadata.inputs ?? {}).some(isOfRace), id);
    }
    const [call = {}] = await callsOf("gli-spirometry");
    const neutral = await answerOf("gli-spirometry", without(call, "gliEthnicGroup"));
    assert.ok(resultsIn(neutral).every(({ method }) => /global-2022/.test(JSON.stringify(method))));
  });
});

describe("a licence that asks for words", () => {
  it("QRISK3 carries its authors' disclaimer in every answer", async () => {
    const [call = {}] = await callsOf("qrisk3");
    assert.match(notesOf(await answerOf("qrisk3", call)), /Disclaimer of ClinRisk Ltd\./);
  });

  it("no model is without licence, intended use and wrong use", () => {
    for (const [id, { metadata }] of RISK_MODELS) {
      for (const text of [metadata.licence, metadata.intendedUse, metadata.wrongUse]) assert.ok(text.length > 10, id);
    }
  });

  it("no concept that a model asks for carries the text of a questionnaire's item", () => {
    for (const { metadata } of RISK_MODELS.values()) {
      for (const { concept } of Object.values(metadata.inputs)) {
        const { display } = conceptOf(concept);
        if (/item/i.test(display)) assert.match(display, /item:? ?\w*/i);
        assert.doesNotMatch(display, /little interest|feeling down|nervous, anxious|i have been able to laugh/i);
      }
    }
  });
});

describe("the same call", () => {
  it("gives the same to a person alone and among other models", async () => {
    const [kfre = {}, score2 = {}] = [(await callsOf("kfre"))[0], (await callsOf("score2"))[0]];
    const all = { ...score2, ...kfre };
    const parameters = Object.entries(all).map(([name, value]) => input(name, value));
    const alone = await predict([model("kfre"), ...parameters]);
    const together = await predict(parameters);
    const kfreIn = (bundle: Bundle) => risksIn(bundle).find(({ method }) => method?.coding?.[0]?.code === "kfre");
    assert.deepEqual(kfreIn(together), kfreIn(alone));
  });
});
