/** Answers to questionnaires in the twin of a stored patient: the Questionnaire that tells their codes is looked up. */
import assert from "node:assert/strict";
import type { Questionnaire, QuestionnaireResponse } from "@medplum/fhirtypes";
import { loadTwin } from "../../src/operations/twin-state.ts";
import type { Store } from "../../src/storage/port.ts";
import { LOINC, patient } from "../twin/resources.ts";
import { NOW, openStore, put } from "./twin-store.ts";

const asking = (code: string): Questionnaire => ({
  resourceType: "Questionnaire",
  id: "mood",
  url: "http://example.org/Questionnaire/mood",
  status: "active",
  item: [{ linkId: "a", type: "integer", code: [{ system: LOINC, code }] }],
});
const answers = (more: Partial<QuestionnaireResponse> = {}): QuestionnaireResponse => ({
  resourceType: "QuestionnaireResponse",
  id: "answers",
  status: "completed",
  questionnaire: "http://example.org/Questionnaire/mood",
  subject: { reference: "Patient/p" },
  authored: "2026-01-20",
  item: [{ linkId: "a", answer: [{ valueInteger: 2 }] }],
  ...more,
});

describe("the twin of a stored patient who answered a questionnaire", () => {
  let store: Store;
  beforeEach(async () => {
    store = await openStore();
  });
  afterEach(() => store.close());
  const found = async (concept: "phq9Item1" | "phq9Item2") =>
    (await loadTwin({ store }, "p", NOW)).features.get(concept)?.value;

  it("has the answers under the codes of the stored Questionnaire", async () => {
    await put(store, patient(), asking("44250-9"), answers());
    assert.equal(await found("phq9Item1"), 2);
  });

  it("has none where the Questionnaire is not stored, and gets them when it is", async () => {
    await put(store, patient(), answers());
    assert.equal(await found("phq9Item1"), undefined);
    await put(store, asking("44250-9"));
    assert.equal(await found("phq9Item1"), 2);
    await put(store, asking("44255-8"));
    assert.equal(await found("phq9Item1"), undefined);
    assert.equal(await found("phq9Item2"), 2);
  });

  it("has none of what the patient answered about someone else", async () => {
    const child = { reference: "Patient/child" };
    await put(
      store,
      patient(),
      patient({ id: "child" }),
      asking("44250-9"),
      answers({ subject: child, author: { reference: "Patient/p" } }),
    );
    assert.equal(await found("phq9Item1"), undefined);
  });
});
