/** What answers say beside the number: dangers that a score does not show, and what is not to be repeated. */
import assert from "node:assert/strict";
import type { Bundle } from "@medplum/fhirtypes";
import { predictAtSystemLevel } from "../operations/predict-call.ts";
import { request as epds } from "../vectors/epds.ts";
import { request as fmf } from "../vectors/fmf-preeclampsia-prior.ts";
import { request as fullpiers } from "../vectors/fullpiers.ts";
import { request as kaiserEos } from "../vectors/kaiser-eos.ts";
import { boolean, code, predictRequest, quantity, risksIn } from "../vectors/parameters.ts";
import { request as phq9 } from "../vectors/phq-9.ts";
import { request as prs } from "../vectors/prs.ts";

const answerOf = ({ parameters }: ReturnType<typeof predictRequest>) => predictAtSystemLevel(parameters);
const notesOf = (bundle: Bundle) => risksIn(bundle).flatMap(({ note = [] }) => note.map(({ text = "" }) => text));
async function notes(request: ReturnType<typeof predictRequest>): Promise<string> {
  return notesOf(await answerOf(request)).join("\n");
}

describe("warnings of models", () => {
  it("tell of self-harm whatever the total of PHQ-9", async () => {
    assert.match(await notes(phq9({ items: [0, 0, 0, 0, 0, 0, 0, 0, 1] })), /item 9 \(self-harm\) is above 0/);
    assert.doesNotMatch(await notes(phq9({ items: [3, 3, 3, 3, 3, 3, 3, 3, 0] })), /self-harm/);
    assert.match(await notes(phq9({ total: 27 })), /item 9 \(self-harm\) is not known/);
  });
  it("tell of self-harm whatever the total of EPDS", async () => {
    assert.match(await notes(epds({ items: [0, 0, 0, 0, 0, 0, 0, 0, 0, 1] })), /item 10 \(self-harm\) is above 0/);
    assert.match(await notes(epds({ total: 3 })), /item 10 \(self-harm\) is not known/);
  });
  it("tell of a recorded total that is not the sum of the items", async () => {
    const items = [1, 1, 1, 1, 0, 0, 0, 0, 0];
    assert.match(await notes(phq9({ items, total: 27 })), /a recorded total of 27 is not the sum of the items, 4/);
    assert.doesNotMatch(await notes(phq9({ items, total: 4 })), /recorded total/);
  });
  it("do not estimate an item that was not answered", async () => {
    await assert.rejects(answerOf(phq9({ items: [1, 1, 1, 1, 1, 1, 1, 1] })), /phq9Item9/);
  });

  const woman = { ga_weeks: 32, chest_pain_or_dyspnea: false, spo2: 97, platelets_10e9_l: 60 };
  it("tell where a raised creatinine lowers the risk of fullPIERS", async () => {
    const text = await notes(fullpiers({ ...woman, creatinine_umol_l: 200, ast_u_l: 20 }));
    assert.match(text, /a raised creatinine lowers the computed risk/);
    assert.doesNotMatch(text, /a raised AST lowers/);
  });
  it("tell where a raised AST lowers the risk of fullPIERS", async () => {
    const text = await notes(fullpiers({ ...woman, platelets_10e9_l: 250, creatinine_umol_l: 60, ast_u_l: 300 }));
    assert.match(text, /a raised AST lowers the computed risk/);
    assert.doesNotMatch(text, /a raised creatinine lowers/);
  });
  for (const outside of [{ spo2: 89 }, { platelets_10e9_l: 19 }, { platelets_10e9_l: 501 }]) {
    it(`leave fullPIERS unanswered for ${JSON.stringify(outside)}`, () =>
      assert.rejects(answerOf(fullpiers({ ...woman, creatinine_umol_l: 60, ast_u_l: 20, ...outside })), /range/));
  }

  it("refuse a newborn under 34 weeks", () =>
    assert.rejects(
      answerOf(
        kaiserEos({
          baseline_incidence_per_1000: 0.5,
          ga_weeks: 33.9,
          max_temp_f: 99,
          rom_hours: 2,
          gbs: "negative",
          antibiotics: "none",
        }),
      ),
      /gestationalAgeAtBirth.*range/,
    ));
  it("refuse pre-eclampsia by maternal factors without a word on earlier births", () =>
    assert.rejects(
      answerOf(
        predictRequest("fmf-preeclampsia-prior", {
          age: quantity(30, "a"),
          bodyHeight: quantity(164, "cm"),
          bodyWeight: quantity(69, "kg"),
          maternalRacialOrigin: code("white"),
          hasHypertension: boolean(false),
          hasLupusOrAntiphospholipidSyndrome: boolean(false),
          isConceivedByIvf: boolean(false),
          hasMotherWithPreeclampsia: boolean(false),
          hasDiabetes: boolean(false),
        }),
      ),
      /nulliparity|lastBirth/,
    ));
  it("mark a value that pre-eclampsia by maternal factors takes at its bound", async () => {
    const text = await notes(
      fmf({
        age: 30,
        height_cm: 164,
        weight_kg: 200,
        ethnicity: "white",
        chronic_hypertension: false,
        sle_or_aps: false,
        ivf: false,
        mother_had_pe: false,
        diabetes: false,
        parity: "nulliparous",
      }),
    );
    assert.match(text, /bodyWeight .* outside the model's range, from 34 to 190/);
  });

  it("count variants without a dosage, and never repeat a genotype", async () => {
    const variants = [
      { rsID: "rs987654", effect_weight: 0.5, dosage: 2 },
      { rsID: "rs123456", effect_weight: 0.5, dosage: null },
    ];
    const bundle = await answerOf(prs({ variants }));
    assert.match(notesOf(bundle).join("\n"), /1 of 2 variants have no dosage/);
    assert.doesNotMatch(JSON.stringify(bundle), /rs987654|rs123456/);
    assert.match(JSON.stringify(bundle), /2 rows, sha256 [0-9a-f]{16}/);
  });
});
