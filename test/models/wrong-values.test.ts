/**
 * Every model given values of the wrong kind, persons that it is not for, and inputs that contradict each other, through
 * `$predict`: each is refused, and by name.
 */
import assert from "node:assert/strict";
import { type ConceptName, conceptOf, isConceptName, isWholeNumbered } from "../../src/concepts/index.ts";
import { RISK_MODELS } from "../../src/models/index.ts";
import { boolean, code, quantity } from "../vectors/parameters.ts";
import { answerOf, callsOf, type Inputs, refusalOf, resultsIn, textOf, type Value } from "./registry-calls.ts";

/** Values that are no value of a concept, and what is said of them. */
function wrongValuesOf(name: ConceptName): readonly (readonly [Value, RegExp])[] {
  const definition = conceptOf(name);
  switch (definition.kind) {
    case "boolean":
      return [
        [{ valueString: "true" }, /must be a valueBoolean/],
        [{ valueInteger: 1 }, /must be a valueBoolean/],
        [{ valueCode: "yes" }, /must be a valueBoolean/],
      ];
    case "code":
      return [
        [{ valueCode: "not-a-code" }, /must be one of/],
        [{ valueBoolean: true }, /must be a valueCode/],
        [{ valueCode: "" }, /must be one of/],
      ];
    case "quantity": {
      const [low, high] = definition.plausible;
      const between = Math.floor((low + high) / 2) + 0.5;
      return [
        [{ valueString: "1" }, /must be a valueQuantity/],
        [{ valueQuantity: { value: low } }, /has no unit/],
        [{ valueQuantity: { value: low, code: definition.unit, comparator: "<" } }, /not a bound/],
        ...(isWholeNumbered(definition)
          ? [[quantity(between, definition.unit), /must be a whole number/] as const]
          : []),
      ];
    }
    case "table":
      return [[{ valueString: "no table" }, /has no column/]];
  }
}

describe("models given wrong values", () => {
  for (const [id, { metadata }] of RISK_MODELS) {
    it(`${id} refuses what is no value of an input`, async () => {
      for (const call of await callsOf(id)) {
        for (const name of Object.keys(metadata.inputs).filter(isConceptName)) {
          if (call[name] === undefined) continue;
          for (const [value, says] of wrongValuesOf(name)) {
            const because = `${name} is ${JSON.stringify(value)}`;
            const text = textOf(await refusalOf(id, { ...call, [name]: value }, because));
            assert.ok(text.includes(name) && says.test(text), `${because}: ${text}`);
          }
        }
      }
    });

    it(`${id} refuses each person that it is not for`, async () => {
      const [call = {}] = await callsOf(id);
      for (const { concept, when, says } of metadata.exclusions ?? []) {
        const value = typeof when === "boolean" ? boolean(when) : code(String(when));
        const error = await refusalOf(id, { ...call, [concept]: value }, `${concept} is ${when}`);
        assert.ok(error.message.startsWith(`${id} does not apply: ${says}`), error.message);
        assert.equal(error.issues[0]?.code, "business-rule");
      }
    });
  }
});

/** What cannot be true of one person: model, what to change, what is said. */
const CONTRADICTIONS: readonly (readonly [string, Inputs, RegExp])[] = [
  [
    "qdiabetes-2018-a",
    { sex: code("male"), hasGestationalDiabetes: boolean(true) },
    /hasGestationalDiabetes .* sex female/,
  ],
  [
    "qdiabetes-2018-b",
    { sex: code("male"), hasGestationalDiabetes: boolean(true) },
    /hasGestationalDiabetes .* sex female/,
  ],
  [
    "qdiabetes-2018-a",
    { sex: code("male"), hasPolycysticOvarySyndrome: boolean(true) },
    /hasPolycysticOvarySyndrome .* female/,
  ],
  ["qrisk3", { sex: code("female"), hasErectileDysfunction: boolean(true) }, /hasErectileDysfunction .* sex male/],
  [
    "plcom2012",
    { currentSmoker: boolean(true), yearsSinceQuitting: quantity(5, "a") },
    /yearsSinceQuitting .* currentSmoker false/,
  ],
  [
    "plcom2012",
    { smokingDuration: quantity(60, "a"), yearsSinceQuitting: quantity(20, "a") },
    /no result for this combination/,
  ],
  [
    "prevent",
    { hasDiabetes: boolean(false), hasType2Diabetes: boolean(true) },
    /'hasDiabetes' contradicts hasType2Diabetes/,
  ],
  [
    "prevent",
    { currentSmoker: boolean(true), smokingStatus: code("never") },
    /'currentSmoker' contradicts smokingStatus/,
  ],
  [
    "score2",
    { hasCardiovascularDisease: boolean(false), hasStroke: boolean(true) },
    /'hasCardiovascularDisease' contradicts hasStroke/,
  ],
  [
    "cha2ds2-vasc",
    { hasStroke: boolean(true), hasStrokeTiaOrThromboembolism: boolean(false) },
    /contradicts hasStroke/,
  ],
  ["fullpiers", { sex: code("male") }, /does not apply/],
  [
    "gail-bcrat",
    { isNulliparous: boolean(true), ageAtFirstBirth: quantity(25, "a") },
    /no result for this combination/,
  ],
  [
    "gail-bcrat",
    { breastBiopsies: quantity(0, "{count}"), hasAtypicalHyperplasia: boolean(true) },
    /no result for this combination/,
  ],
  ["gcs", { isIntubated: boolean(true) }, /does not apply/],
  ["score2-diabetes", { hasDiabetes: boolean(false) }, /does not apply/],
  [
    "fmf-preeclampsia-prior",
    {
      nulliparity: code("nulliparous"),
      lastBirthWithPreeclampsiaGestationalAge: quantity(35, "wk"),
    },
    /no result for this combination/,
  ],
];

describe("models given inputs that contradict each other", () => {
  for (const [id, change, says] of CONTRADICTIONS) {
    it(`${id} refuses ${Object.keys(change).join(" with ")}`, async () => {
      const calls = await callsOf(id);
      const call = calls.find((one) => Object.keys(change).some((name) => one[name] !== undefined)) ?? calls[0] ?? {};
      await answerOf(id, call);
      assert.match(textOf(await refusalOf(id, { ...call, ...change }, "its inputs contradict each other")), says);
    });
  }

  it("score2-diabetes computes on a diagnosis later than the age, as its published vectors do, and says so", async () => {
    const [call = {}] = await callsOf("score2-diabetes");
    const late = { age: quantity(50, "a"), ageAtDiabetesDiagnosis: quantity(60, "a") };
    const [risk] = resultsIn(await answerOf("score2-diabetes", { ...call, ...late }));
    assert.ok(risk?.note?.some(({ text }) => /age at diagnosis of diabetes is above the age/.test(text ?? "")));
  });

  it("values that exclude each other in what a caller supplies are used, and the doubt is told", async () => {
    const [call = {}] = await callsOf("charge-af");
    const notesOf = async (systolic: number) => {
      const inputs = { ...call, systolicBloodPressure: quantity(systolic, "mm[Hg]") };
      const [risk] = resultsIn(
        await answerOf("charge-af", { ...inputs, diastolicBloodPressure: quantity(95, "mm[Hg]") }),
      );
      return (risk?.note ?? []).map(({ text = "" }) => text).join("\n");
    };
    assert.match(await notesOf(90), /systolic pressure is not above the diastolic one, check both/);
    assert.doesNotMatch(await notesOf(120), /is not above/);
    const [lungs = {}] = await callsOf("gli-spirometry");
    const equal = { ...lungs, fev1: quantity(2.5, "L"), fvc: quantity(2.5, "L") };
    const notes = resultsIn(await answerOf("gli-spirometry", equal)).flatMap(({ note = [] }) => note);
    assert.ok(notes.every(({ text = "" }) => !/is not above/.test(text)));
  });
});
