/** Kidney function as `$predict?model=drug-safety` takes it from a record; clearances by hand. */
import assert from "node:assert/strict";
import type { Bundle, DetectedIssue, OperationOutcome, ParametersParameter, Resource } from "@medplum/fhirtypes";
import supertest from "supertest";
import { validateResource } from "../../src/fhir/validation/validate-resource.ts";
import { makeApp } from "../support/app.ts";
import { ATC, condition, measured, patient, RXNORM, request, SNOMED } from "../twin/resources.ts";
import { input, model, predict } from "./predict-call.ts";
import { put } from "./twin-store.ts";

const CREATININE = "2160-0";
const GABAPENTIN = request(RXNORM, "25480", { id: "gabapentin" });
const METFORMIN = request(ATC, "A10BA02", { id: "metformin" });
const at = (value: number, day: string, unit = "mg/dL") =>
  measured(CREATININE, value, unit, { id: `creatinine-${day}`, effectiveDateTime: day });
const WEIGHT = measured("29463-7", 60, "kg", { id: "weight", effectiveDateTime: "2026-01-01" });
/** A woman of 76 on 2026-02-01. */
const PERSON = patient({ birthDate: "1950-01-01" });

async function check(resources: readonly Resource[], ...more: readonly ParametersParameter[]) {
  const resource: Bundle = {
    resourceType: "Bundle",
    type: "collection",
    entry: resources.map((one) => ({ resource: one })),
  };
  const answer = await predict([model("drug-safety"), { name: "data", resource }, ...more]);
  const all = (answer.entry ?? []).flatMap((entry) => entry.resource ?? []);
  const issues = all.filter((one): one is DetectedIssue => one.resourceType === "DetectedIssue");
  const outcome = all.find((one): one is OperationOutcome => one.resourceType === "OperationOutcome");
  for (const one of all) assert.deepEqual(validateResource(JSON.parse(JSON.stringify(one))), []);
  return { issues, messages: outcome?.issue?.map(({ details }) => details?.text ?? "") ?? [] };
}

describe("doses in kidney disease, from a record", () => {
  it("go by the clearance of Cockcroft and Gault, with its inputs and their ages", async () => {
    const { issues } = await check([PERSON, GABAPENTIN, WEIGHT, at(1.5, "2026-01-20")]);
    const [issue] = issues;
    assert.equal(issue?.code?.coding?.[0]?.code, "DOSECOND");
    assert.equal(issue?.severity, "moderate");
    // (140 - 76) · 60 / (72 · 1.5) · 0.85 = 30.2: within 10 % of 30
    assert.match(
      issue?.detail ?? "",
      /is 30\.2 mL\/min, from age 76, sex female, actual body weight 60 kg \(\d+ days old\), creatinine 1\.5 mg\/dL \(\d+ days old\); within 10 % of the limit of 30/,
    );
    assert.match(JSON.stringify(issue?.evidence), /Observation\/creatinine-2026-01-20.*|Observation\/weight/);
    assert.match(
      issue?.mitigation?.[0]?.action?.text ?? "",
      /^For information, of the source, neither done nor ordered/,
    );
  });

  it("go by eGFR where the source does, whatever the unit of creatinine", async () => {
    // 176.8 µmol/L are 2 mg/dL: 142 · (2/0.7)^-1.2 · 0.9938^76 · 1.012 = 25.4
    const { issues } = await check([PERSON, METFORMIN, at(176.8, "2026-01-20", "umol/L")]);
    assert.equal(issues[0]?.code?.text, "metformin and kidney function: contraindicated");
    assert.match(issues[0]?.detail ?? "", /eGFR \(CKD-EPI 2021\) is 25\.4 mL\/min\/1\.73 m²/);
  });

  it("say what is missing, and are given it with the call", async () => {
    const record = [PERSON, GABAPENTIN, at(1.5, "2026-01-20")];
    const { issues, messages } = await check(record);
    assert.deepEqual(issues, []);
    assert.ok(messages.some((text) => /gabapentin not checked, because .*bodyWeight/.test(text)));
    const weight = { valueQuantity: { value: 60, unit: "kg", system: "http://unitsofmeasure.org", code: "kg" } };
    const supplied = await check(record, input("bodyWeight", weight));
    assert.match(supplied.issues[0]?.detail ?? "", /actual body weight 60 kg \(given with the call\)/);
  });

  it("are not computed on dialysis, or on a creatinine of years ago", async () => {
    const dialysis = condition(SNOMED, "46177005", { id: "esrd", recordedDate: "2024-01-01" });
    const { messages } = await check([PERSON, GABAPENTIN, WEIGHT, at(1.5, "2026-01-20"), dialysis]);
    assert.ok(messages.some((text) => /gabapentin not checked, because .*dialysis or a transplant/.test(text)));
    const old = await check([PERSON, GABAPENTIN, WEIGHT, at(1.5, "2020-01-20")]);
    assert.ok(old.messages.some((text) => /gabapentin not checked, because .*days old/.test(text)));
  });

  it("tell of a creatinine that is old, or that moves as in acute kidney injury", async () => {
    const old = await check([PERSON, METFORMIN, at(2, "2025-10-01")]);
    assert.match(old.issues[0]?.detail ?? "", /The creatinine is 12\d days old/);
    const moving = [at(1.3, "2026-01-15"), at(2, "2026-01-20")];
    assert.match(
      (await check([PERSON, METFORMIN, ...moving])).issues[0]?.detail ?? "",
      /moves as in acute kidney injury/,
    );
    const slow = [at(1.3, "2025-12-01"), at(2, "2026-01-20")];
    assert.doesNotMatch((await check([PERSON, METFORMIN, ...slow])).issues[0]?.detail ?? "", /moves/);
    const step = [at(1.7, "2026-01-19"), at(2, "2026-01-20")];
    assert.match((await check([PERSON, METFORMIN, ...step])).issues[0]?.detail ?? "", /moves/);
  });

  it("take apixaban's criteria from values that are not old, with their sources", async () => {
    const apixaban = request(ATC, "B01AF02", { id: "apixaban" });
    const { issues } = await check([PERSON, apixaban, WEIGHT, at(1.5, "2026-01-20")]);
    assert.equal(issues[0]?.code?.text, "apixaban and kidney function: reduce");
    assert.deepEqual(
      issues[0]?.evidence?.[0]?.detail?.map(({ reference }) => reference),
      ["Observation/weight", "Observation/creatinine-2026-01-20"],
    );
    const { messages } = await check([PERSON, apixaban, WEIGHT, at(1.5, "2020-01-20")]);
    assert.ok(
      messages.some((text) => /apixaban not checked, because it is not known: creatinine from 1\.5/.test(text)),
    );
  });

  it("tell that the clearance comes out too high in obesity, also where no limit is reached", async () => {
    const heavy = measured("29463-7", 120, "kg", { id: "weight", effectiveDateTime: "2026-01-01" });
    const height = measured("8302-2", 160, "cm", { id: "height", effectiveDateTime: "2026-01-01" });
    // (140 - 76) · 120 / (72 · 1) · 0.85 = 90.7
    const { issues, messages } = await check([PERSON, GABAPENTIN, heavy, height, at(1, "2026-01-20")]);
    assert.deepEqual(issues, []);
    assert.ok(
      messages.some((text) => /gabapentin: the .* is 90\.7 mL\/min, at which the source has no limit/.test(text)),
    );
    assert.ok(messages.some((text) => /too high a clearance/.test(text)));
  });

  it("are told over HTTP of a stored patient, of an order and of what is proposed", async () => {
    const server = await makeApp();
    try {
      await put(server.store, PERSON, METFORMIN, WEIGHT, at(1.5, "2026-01-20"));
      const { id, ...resource } = GABAPENTIN;
      const part = [
        { name: "name", valueCode: "proposedMedication" },
        { name: "resource", resource },
      ];
      const parameter = [model("drug-safety"), { name: "asOf", valueDateTime: "2026-02-01" }, { name: "input", part }];
      const answer = await supertest(server.app)
        .post("/fhir/Patient/p/$predict")
        .send({ resourceType: "Parameters", parameter })
        .expect(200);
      const issues = (answer.body as Bundle).entry?.flatMap(({ resource: one }) =>
        one?.resourceType === "DetectedIssue" ? [one] : [],
      );
      // eGFR 142 · (1.5/0.7)^-1.2 · 0.9938^76 · 1.012 = 35.9
      assert.deepEqual(
        issues?.map((issue) => [issue.code?.text, issue.implicated?.[0]?.reference?.replace(/\/_history.*/, "")]),
        [
          ["metformin and kidney function: avoid", "MedicationRequest/metformin"],
          ["gabapentin and kidney function: reduce", "#proposed"],
        ],
      );
    } finally {
      await server.close();
    }
  });

  it("know nothing that came later than the time asked about", async () => {
    const asOf = { name: "asOf", valueDateTime: "2026-01-10" };
    const { issues } = await check([PERSON, METFORMIN, at(0.8, "2026-01-05"), at(2, "2026-01-20")], asOf);
    assert.deepEqual(issues, []);
  });

  it("leave out what is no longer taken", async () => {
    const stopped = request(ATC, "A10BA02", { id: "stopped", status: "stopped" });
    const { issues } = await check([PERSON, stopped, at(2, "2026-01-20")]);
    assert.deepEqual(issues, []);
  });
});
