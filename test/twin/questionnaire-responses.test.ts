import assert from "node:assert/strict";
import type {
  Bundle,
  Questionnaire,
  QuestionnaireResponse,
  QuestionnaireResponseItem,
  QuestionnaireResponseItemAnswer,
} from "@medplum/fhirtypes";
import { twinOfBundle } from "../../src/operations/twin-state.ts";
import { AS_OF, LOINC, patient, stateOf, valueIn } from "./resources.ts";

const DAYS = { valueCoding: { system: LOINC, code: "LA6570-1" } }; // more than half the days: 2 points
const item = (
  linkId: string,
  answer: QuestionnaireResponseItemAnswer,
  more: Partial<QuestionnaireResponseItem> = {},
): QuestionnaireResponseItem => ({ linkId, answer: [answer], ...more });
const response = (
  items: readonly QuestionnaireResponseItem[],
  more: Partial<QuestionnaireResponse> = {},
): QuestionnaireResponse => ({
  resourceType: "QuestionnaireResponse",
  id: "answers",
  status: "completed",
  subject: { reference: "Patient/p" },
  authored: "2026-01-20T09:00:00Z",
  item: [...items],
  ...more,
});
const questionnaire: Questionnaire = {
  resourceType: "Questionnaire",
  id: "mood",
  url: "http://example.org/Questionnaire/mood",
  version: "2",
  status: "active",
  item: [
    {
      linkId: "group",
      type: "group",
      item: [{ linkId: "a", type: "choice", code: [{ system: LOINC, code: "44255-8" }] }],
    },
  ],
};
const phq9Item2 = (resource: QuestionnaireResponse, ...others: Questionnaire[]) =>
  valueIn(stateOf([resource, ...others]), "phq9Item2");

describe("answers to questionnaires", () => {
  it("are read by linkIds of LOINC, within groups and within answers", () => {
    const state = stateOf([
      response([
        { linkId: "/44249-1", item: [item("/44249-1/44250-9", DAYS)] },
        item("44255-8", { ...DAYS, item: [item("/44259-0", DAYS)] }),
        item("/44261-6", { valueDecimal: 12 }),
      ]),
    ]);
    assert.equal(valueIn(state, "phq9Item1"), 2);
    assert.equal(valueIn(state, "phq9Item2"), 2);
    assert.equal(valueIn(state, "phq9Item3"), 2);
    assert.equal(valueIn(state, "phq9Score"), 12);
    assert.deepEqual(state.features.get("phq9Item1")?.sources, [
      { reference: "QuestionnaireResponse/answers", time: "2026-01-20T09:00:00Z", code: `${LOINC}|44250-9` },
    ]);
  });

  it("are read by the definition of LOINC that an item names", () => {
    const definition = "http://loinc.org/fhir/DataElement/44255-8";
    assert.equal(phq9Item2(response([item("1.1", DAYS, { definition })])), 2);
    assert.equal(phq9Item2(response([item("1.1", DAYS, { definition: "http://example.org/44255-8" })])), undefined);
  });

  it("are read by the codes of the Questionnaire: by URL and version, by id, or contained", () => {
    const { url = "" } = questionnaire;
    const answered = [{ linkId: "group", item: [item("a", DAYS)] }];
    assert.equal(phq9Item2(response(answered, { questionnaire: url }), questionnaire), 2);
    assert.equal(phq9Item2(response(answered, { questionnaire: `${url}|2` }), questionnaire), 2);
    assert.equal(phq9Item2(response(answered, { questionnaire: "Questionnaire/mood" }), questionnaire), 2);
    const contained = { contained: [questionnaire], questionnaire: "#mood" };
    assert.equal(phq9Item2(response(answered, contained)), 2);
    assert.equal(phq9Item2(response(answered, { questionnaire: `${url}|1` }), questionnaire), undefined);
    assert.equal(phq9Item2(response(answered, { questionnaire: url })), undefined);
    assert.equal(phq9Item2(response(answered), questionnaire), undefined);
  });

  it("count when completed, dated, in the past and about the patient", () => {
    const answers = [item("/44255-8", DAYS)];
    const { authored: _, ...undated } = response(answers);
    assert.equal(phq9Item2(response(answers, { status: "amended" })), 2);
    assert.equal(phq9Item2(response(answers, { status: "in-progress" })), undefined);
    assert.equal(phq9Item2(response(answers, { status: "entered-in-error" })), undefined);
    assert.equal(phq9Item2(undated), undefined);
    assert.equal(phq9Item2(response(answers, { authored: "2026-02-02" })), undefined);
    assert.equal(phq9Item2(response(answers, { subject: { reference: "Patient/child" } })), undefined);
    assert.equal(phq9Item2(response(answers, { subject: { reference: "https://example.org/fhir/Patient/p" } })), 2);
    const { subject: _about, ...aboutNobody } = response(answers);
    assert.equal(phq9Item2(aboutNobody), undefined);
  });

  it("are not read where they are several, or text", () => {
    const twice = { linkId: "/44255-8", answer: [DAYS, { valueCoding: { system: LOINC, code: "LA6568-5" } }] };
    assert.equal(phq9Item2(response([twice])), undefined);
    assert.equal(phq9Item2(response([item("/44255-8", { valueString: "2" })])), undefined);
    assert.equal(phq9Item2(response([{ linkId: "/44255-8" }])), undefined);
  });

  it("are those of the Bundle's patient where its entries refer by URN", () => {
    const data: Bundle = {
      resourceType: "Bundle",
      type: "collection",
      entry: [
        { fullUrl: "urn:uuid:1", resource: patient() },
        { resource: response([item("/44255-8", DAYS)], { subject: { reference: "urn:uuid:1" } }) },
      ],
    };
    assert.equal(valueIn(twinOfBundle(data, AS_OF), "phq9Item2"), 2);
  });

  it("hold facts, choices and quantities as well", () => {
    const state = stateOf([
      response([
        item("/59454-9", { valueBoolean: true }),
        item("/59455-6", { valueCoding: { system: LOINC, code: "LA32-8" } }),
        item("/59456-4", { valueInteger: 15 }),
        item("/42798-9", { valueQuantity: { value: 13, system: "http://unitsofmeasure.org", code: "a" } }),
        item("/11977-6", { valueInteger: 2 }),
      ]),
    ]);
    assert.equal(valueIn(state, "hasFallen"), true);
    assert.equal(valueIn(state, "hasSecondaryDiagnosis"), false);
    assert.equal(valueIn(state, "ambulatoryAid"), "crutch-cane-walker");
    assert.equal(valueIn(state, "ageAtMenarche"), 13);
    assert.equal(valueIn(state, "isParous"), true);
  });
});
