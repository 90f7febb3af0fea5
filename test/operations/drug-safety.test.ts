import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type {
  AllergyIntolerance,
  Bundle,
  DetectedIssue,
  MedicationRequest,
  OperationOutcome,
  ParametersParameter,
  Resource,
  StructureDefinition,
} from "@medplum/fhirtypes";
import supertest from "supertest";
import { PROFILE } from "../../src/codes.ts";
import { DomainError } from "../../src/errors.ts";
import { validateResource } from "../../src/fhir/validation/validate-resource.ts";
import { makeApp, type TestApp } from "../support/app.ts";
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
import { model, predict } from "./predict-call.ts";
import { put } from "./twin-store.ts";

const SIMVASTATIN = "36567";
const CLARITHROMYCIN = "21212";

const bundle = (...resources: readonly Resource[]): ParametersParameter => ({
  name: "data",
  resource: { resourceType: "Bundle", type: "collection", entry: resources.map((resource) => ({ resource })) },
});
const proposed = (code: string, more: Partial<MedicationRequest> = {}): ParametersParameter => ({
  name: "input",
  part: [
    { name: "name", valueCode: "proposedMedication" },
    { name: "resource", resource: request(RXNORM, code, { status: "draft", intent: "proposal", ...more }) },
  ],
});
const allergy = (code: AllergyIntolerance["code"], more: Partial<AllergyIntolerance> = {}): AllergyIntolerance => ({
  resourceType: "AllergyIntolerance",
  id: "allergy",
  patient: { reference: "Patient/p" },
  recordedDate: "2020-01-01",
  ...(code === undefined ? {} : { code }),
  ...more,
});
const genotype = (gene: string, text: string, more = {}) =>
  observation("84413-4", {
    id: "genotype",
    valueCodeableConcept: { text },
    component: [{ code: coded(LOINC, "48018-6"), valueCodeableConcept: { coding: [{ display: gene }] } }],
    ...more,
  });

const resourcesIn = (answer: Bundle) => (answer.entry ?? []).flatMap(({ resource }) => (resource ? [resource] : []));
const issuesIn = (answer: Bundle) =>
  resourcesIn(answer).filter((resource): resource is DetectedIssue => resource.resourceType === "DetectedIssue");
const messagesIn = (answer: Bundle) =>
  resourcesIn(answer)
    .filter((resource): resource is OperationOutcome => resource.resourceType === "OperationOutcome")
    .flatMap(({ issue }) => issue?.map(({ details }) => details?.text ?? "") ?? []);
const codesIn = (answer: Bundle) => issuesIn(answer).map(({ code }) => code?.coding?.[0]?.code);

const check = (...resources: readonly Resource[]) => predict([model("drug-safety"), bundle(patient(), ...resources)]);

describe("$predict?model=drug-safety", () => {
  it("answers a valid DetectedIssue per kind of rule", async () => {
    const dosageInstruction = [
      {
        timing: { repeat: { frequency: 2, period: 1, periodUnit: "d" as const } },
        doseAndRate: [{ doseQuantity: { value: 60, unit: "mg" } }],
      },
    ];
    const answer = await check(
      request(RXNORM, SIMVASTATIN),
      request(RXNORM, CLARITHROMYCIN),
      request(RXNORM, "32968"),
      genotype("CYP2C19", "CYP2C19*2/*3"),
      request(RXNORM, "7052", { dosageInstruction }),
      request(ATC, "J01CA04"),
      allergy(coded(SNOMED, "764146007")),
      allergy(coded(RXNORM, "7052"), { id: "intolerance", type: "intolerance" }),
    );
    assert.deepEqual(codesIn(answer).toSorted(), ["ALGY", "DOSEH", "DRG", "GEN", "INT"]);
    for (const issue of issuesIn(answer)) {
      assert.deepEqual(validateResource(JSON.parse(JSON.stringify(issue))), []);
      assert.equal(issue.identifiedDateTime, "2026-02-01T12:00:00.000Z");
      assert.equal(issue.patient?.reference, "Patient/p");
      assert.equal(issue.meta?.tag?.[0]?.code, "prediction");
      assert.ok((issue.implicated?.length ?? 0) > 0);
      assert.match(JSON.stringify(issue.evidence), /drug-safety version 1\.1\.0, tables sha256 [0-9a-f]{16}/);
    }
    for (const resource of resourcesIn(answer)) {
      assert.deepEqual(validateResource(JSON.parse(JSON.stringify(resource))), []);
    }
    assert.match(messagesIn(answer)[0] ?? "", /checked 5 medications against \d+ rules; 5 issue\(s\) found/);
  });

  it("says what was checked where nothing is found, and what was not", async () => {
    const messages = messagesIn(await check(request(RXNORM, SIMVASTATIN)));
    assert.match(messages[0] ?? "", /checked 1 medications against \d+ rules; nothing was found/);
    assert.ok(messages.some((message) => message.startsWith("QT risk (Tisdale): not checked")));
    assert.ok(messages.some((message) => message.startsWith("doses in children")));
  });

  it("lists medications without a code that says what they are", async () => {
    const messages = messagesIn(
      await check(request("http://example.org/local", "A1"), request(RXNORM, "999999999"), request(ATC, "A01AA01")),
    );
    assert.match(messages[0] ?? "", /checked 1 medications/);
    assert.ok(messages.some((message) => message.startsWith("1 medication(s) in use have no RxNorm or ATC code")));
    assert.ok(
      messages.some((message) => message.startsWith("1 medication(s) in use have a RxNorm code that the tables")),
    );
  });

  it("never matches a name", async () => {
    const named = request("http://example.org/local", "simvastatin", {
      medicationCodeableConcept: { text: "simvastatin", coding: [{ display: "simvastatin" }] },
    });
    assert.deepEqual(issuesIn(await check(named, request(RXNORM, CLARITHROMYCIN))), []);
  });

  it("counts what is in use as of the time, and nothing later", async () => {
    const stopped = request(RXNORM, CLARITHROMYCIN, { status: "stopped" });
    assert.deepEqual(issuesIn(await check(request(RXNORM, SIMVASTATIN), stopped)), []);
    const data = bundle(patient(), request(RXNORM, SIMVASTATIN), request(RXNORM, CLARITHROMYCIN));
    const on = async (day: string) =>
      issuesIn(await predict([model("drug-safety"), data, { name: "asOf", valueDate: day }])).length;
    assert.deepEqual([await on("2025-11-30"), await on("2025-12-01")], [0, 1]);
  });

  it("leaves out allergies that do not stand, and genotypes of a tumour or of later", async () => {
    const penicillin = coded(SNOMED, "764146007");
    const amoxicillin = request(RXNORM, "723");
    const status = (code: string) => ({ coding: [{ code }] });
    for (const more of [
      { verificationStatus: status("refuted") },
      { clinicalStatus: status("resolved") },
      { recordedDate: "2027-01-01" },
      { category: ["food" as const] },
    ]) {
      assert.deepEqual(issuesIn(await check(amoxicillin, allergy(penicillin, more))), [], JSON.stringify(more));
    }
    const somatic = { code: coded(LOINC, "48002-0"), valueCodeableConcept: coded(LOINC, "LA6684-0") };
    const poor = genotype("CYP2C19", "*2/*2");
    for (const result of [
      { ...poor, effectiveDateTime: "2027-01-01" },
      { ...poor, status: "preliminary" as const },
      { ...poor, component: [...(poor.component ?? []), somatic] },
    ]) {
      assert.deepEqual(issuesIn(await check(request(RXNORM, "32968"), result)), []);
    }
  });

  it("finds the drug of a Medication and its ingredients, and of a code that allergy and medication share", async () => {
    const medication: Resource = {
      resourceType: "Medication",
      id: "m",
      ingredient: [{ itemCodeableConcept: coded(RXNORM, SIMVASTATIN) }],
    };
    const { medicationCodeableConcept, ...rest } = request(RXNORM, "0");
    const byReference = { ...rest, medicationReference: { reference: "Medication/m" } };
    assert.deepEqual(codesIn(await check(medication, byReference, request(RXNORM, CLARITHROMYCIN))), ["DRG"]);
    const glyburide = await check(request(RXNORM, "4815"), allergy(coded(RXNORM, "4815")));
    assert.deepEqual(codesIn(glyburide), ["ALGY"]);
    const group = await check(request(ATC, "M01AE02"), allergy(coded(ATC, "M01A")));
    assert.deepEqual(codesIn(group), ["ALGY"]);
  });

  describe("with a proposed medication", () => {
    const call = (...parameters: readonly ParametersParameter[]) =>
      predict([model("drug-safety"), bundle(patient(), request(RXNORM, SIMVASTATIN, { id: "old" })), ...parameters]);

    it("checks it with what is in use, whatever its status, and holds it in the issue", async () => {
      const [issue, ...others] = issuesIn(await call(proposed(CLARITHROMYCIN)));
      assert.deepEqual(others, []);
      assert.deepEqual(issue?.implicated?.map(({ reference }) => reference).toSorted(), [
        "#proposed",
        "MedicationRequest/old",
      ]);
      assert.equal(issue?.contained?.[0]?.id, "proposed");
      assert.deepEqual(validateResource(JSON.parse(JSON.stringify(issue))), []);
    });

    it("leaves out the prescription that it replaces", async () => {
      const priorPrescription = { reference: "MedicationRequest/old" };
      assert.deepEqual(issuesIn(await call(proposed(CLARITHROMYCIN, { priorPrescription }))), []);
    });

    it("runs on the proposal alone, beside other inputs", async () => {
      const answer = await predict([proposed("8123"), model("drug-safety")]);
      assert.match(messagesIn(answer)[0] ?? "", /checked 1 medications/);
    });

    const refused: readonly (readonly [string, readonly ParametersParameter[], RegExp])[] = [
      ["two", [proposed("1"), proposed("2")], /given twice/],
      [
        "no resource",
        [{ name: "input", part: [{ name: "name", valueCode: "proposedMedication" }] }],
        /no part 'resource'/,
      ],
      ["one not to perform", [proposed("1", { doNotPerform: true })], /not to perform/],
      ["one for another patient", [proposed("1", { subject: { reference: "Patient/q" } })], /another patient/],
    ];
    for (const [name, parameters, why] of refused) {
      it(`refuses ${name}`, () => assert.rejects(call(...parameters), why));
    }
    it("refuses it where drug safety is not asked for", () =>
      assert.rejects(predict([model("score2"), proposed("1")]), /are for the model drug-safety/));
  });

  it("is not run by default where no medication is on record, and is where one is", async () => {
    const isTold = (answer: Bundle) => messagesIn(answer).some((message) => message.startsWith("drug-safety: checked"));
    assert.equal(isTold(await predict([bundle(patient())])), false);
    assert.equal(isTold(await predict([bundle(patient(), request(RXNORM, SIMVASTATIN))])), true);
    assert.equal(isTold(await predict([model("drug-safety"), bundle(patient())])), true);
  });

  describe("with the number of QT-prolonging drugs", () => {
    const drugs = (part: Partial<ParametersParameter>): ParametersParameter => ({
      name: "input",
      part: [
        { name: "name", valueCode: "qtProlongingDrugs" },
        { name: "value", ...part },
      ],
    });
    const record = (day: string) => [
      patient({ birthDate: "1950-01-01" }),
      request(ATC, "C03CA01"),
      measured("2823-3", 3.2, "mmol/L", { effectiveDateTime: day }),
      measured("8636-3", 0.46, "s", { effectiveDateTime: day }),
    ];
    const call = (...parameters: readonly ParametersParameter[]) => predict([model("drug-safety"), ...parameters]);

    it("gives Tisdale's score from what is on record, in any unit, as a lower bound", async () => {
      const answer = await call(bundle(...record("2026-01-30")), drugs({ valueInteger: 1 }));
      assert.deepEqual(codesIn(answer), ["OBSA"]);
      // woman of 76, furosemide, potassium, QTc, one drug: 1 + 1 + 1 + 2 + 2 + 3; infarction and sepsis not known: 5;
      // heart failure is not on a record without any
      assert.match(issuesIn(answer)[0]?.detail ?? "", /at least 10 and at most 15 points/);
      assert.deepEqual(validateResource(JSON.parse(JSON.stringify(issuesIn(answer)[0]))), []);
    });

    it("does not take values of last year for those of now", async () => {
      const answer = await call(bundle(...record("2025-01-30")), drugs({ valueInteger: 1 }));
      assert.deepEqual(codesIn(answer), []);
      assert.ok(
        messagesIn(answer).some((message) => /at least 6 and at most 15 points; not known: potassium/.test(message)),
      );
    });

    it("refuses what is no number of drugs", async () => {
      for (const value of [{ valueInteger: -1 }, { valueInteger: 101 }, { valueString: "many" }]) {
        await assert.rejects(call(bundle(...record("2026-01-30")), drugs(value)), DomainError);
      }
    });
  });

  it("names itself among the models", () =>
    assert.rejects(
      predict([model("nothing")]),
      (error) => error instanceof DomainError && /drug-safety/.test(error.message),
    ));
});

describe("the profile of an issue of drug safety", () => {
  const url = new URL("../../profiles/StructureDefinition-drug-safety-issue.json", import.meta.url);
  const profile = JSON.parse(readFileSync(url, "utf8")) as StructureDefinition;

  it("is a valid StructureDefinition under the URL that issues name", () => {
    assert.deepEqual(validateResource(profile), []);
    assert.equal(profile.url, PROFILE.drugSafetyIssue);
  });

  it("asks for elements that every issue has", async () => {
    const answer = await check(
      request(RXNORM, SIMVASTATIN),
      request(RXNORM, CLARITHROMYCIN),
      allergy(coded(RXNORM, SIMVASTATIN)),
    );
    const required = (profile.differential?.element ?? [])
      .filter(({ min, path }) => min === 1 && path?.split(".").length === 2)
      .map(({ path = "" }) => path.replace("DetectedIssue.", "").replace("identified[x]", "identifiedDateTime"));
    assert.ok(required.length > 8);
    for (const issue of issuesIn(answer)) for (const element of required) assert.ok(element in issue, element);
  });
});

describe("$predict?model=drug-safety over HTTP", () => {
  let server: TestApp;
  const http = () => supertest(server.app);
  beforeEach(async () => {
    server = await makeApp();
    await put(
      server.store,
      patient(),
      condition(SNOMED, "44054006"),
      request(RXNORM, SIMVASTATIN, { id: "s" }),
      { resourceType: "Medication", id: "m", code: coded(RXNORM, CLARITHROMYCIN) },
      withReference("Medication/m"),
      genotype("SLCO1B1", "SLCO1B1*5/*5"),
    );
  });
  afterEach(() => server.close());

  function withReference(reference: string): MedicationRequest {
    const { medicationCodeableConcept, ...rest } = request(RXNORM, "0", { id: "c" });
    return { ...rest, medicationReference: { reference } };
  }

  it("answers GET on a stored patient, from all that is stored", async () => {
    const answer = await http().get("/fhir/Patient/p/$predict?model=drug-safety&asOf=2026-02-01").expect(200);
    assert.deepEqual(codesIn(answer.body).toSorted(), ["DRG", "GEN"]);
    const again = await http().get("/fhir/Patient/p/$predict?model=drug-safety&asOf=2026-02-01").expect(200);
    assert.equal(again.text, answer.text);
  });

  it("sees what was stored since the last call, of Medications too", async () => {
    const codes = async () => {
      const answer = await http().get("/fhir/Patient/p/$predict?model=drug-safety&asOf=2026-02-01").expect(200);
      return codesIn(answer.body).toSorted();
    };
    assert.deepEqual(await codes(), ["DRG", "GEN"]);
    await put(server.store, allergy(coded(RXNORM, SIMVASTATIN)));
    assert.deepEqual(await codes(), ["ALGY", "DRG", "GEN"]);
    await put(server.store, { resourceType: "Medication", id: "m", code: coded(RXNORM, "7646") });
    assert.deepEqual(await codes(), ["ALGY", "GEN"]);
  });

  it("stores its issues apart from the record, with their Provenance", async () => {
    const body = {
      resourceType: "Parameters",
      parameter: [model("drug-safety"), { name: "store", valueBoolean: true }],
    };
    const answer = await http().post("/fhir/Patient/p/$predict").send(body).expect(200);
    const provenance = resourcesIn(answer.body).find((resource) => resource.resourceType === "Provenance");
    assert.match(JSON.stringify(provenance), /MedicationRequest\/s/);
    assert.deepEqual(validateResource(provenance), []);
    const found = await http().get("/fhir/DetectedIssue?patient=p").expect(200);
    assert.equal((found.body as Bundle).entry ?? "none", "none");
    const tag = "https://fhir-twin.org/fhir/CodeSystem/computed|prediction";
    const tagged = await http()
      .get(`/fhir/DetectedIssue?patient=p&_tag=${encodeURIComponent(tag)}`)
      .expect(200);
    assert.equal((tagged.body as Bundle).entry?.length, 2);
  });

  it("checks a proposal that refers to a stored Medication", async () => {
    await put(server.store, { resourceType: "Medication", id: "new", code: coded(RXNORM, "85762") }); // ritonavir
    const { medicationCodeableConcept, ...rest } = request(RXNORM, "0");
    const resource = { ...rest, medicationReference: { reference: "Medication/new" } };
    const part = [
      { name: "name", valueCode: "proposedMedication" },
      { name: "resource", resource },
    ];
    const body = { resourceType: "Parameters", parameter: [model("drug-safety"), { name: "input", part }] };
    const answer = await http().post("/fhir/Patient/p/$predict").send(body).expect(200);
    const about = issuesIn(answer.body).filter(({ implicated }) =>
      implicated?.some((one) => one.reference === "#proposed"),
    );
    assert.deepEqual(
      about.map(({ code }) => code?.text),
      ["simvastatin with ritonavir"],
    );
  });

  it("answers a Group's members", async () => {
    await put(server.store, {
      resourceType: "Group",
      id: "g",
      type: "person",
      actual: true,
      member: [{ entity: { reference: "Patient/p" } }],
    });
    const answer = await http()
      .post("/fhir/Group/g/$predict")
      .send({
        resourceType: "Parameters",
        parameter: [model("drug-safety")],
      });
    assert.equal(answer.status, 200);
    const lines = String(answer.text ?? answer.body)
      .trim()
      .split("\n");
    assert.equal(lines.filter((line) => line.includes('"DetectedIssue"')).length, 2);
  });

  it("answers 404 for a patient that is not there", () =>
    http().get("/fhir/Patient/nobody/$predict?model=drug-safety").expect(404));
});
