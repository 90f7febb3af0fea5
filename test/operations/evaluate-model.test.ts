/**
 * `$evaluate-model` on a Group made of two persons, each many times over: the worked examples of the Framingham paper,
 * a woman at 10.48 % and a man at 15.62 % (D'Agostino 2008, doi:10.1161/CIRCULATIONAHA.107.699579), so that every figure
 * follows from how many of each had an event.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { Extension, MeasureReport, MeasureReportGroup, Resource } from "@medplum/fhirtypes";
import supertest from "supertest";
import { EXTENSION, SYSTEM } from "../../src/codes.ts";
import { validateResource } from "../../src/fhir/validation/validate-resource.ts";
import { makeApp, type TestApp } from "../support/app.ts";
import { ATC, coded, condition, measured, observation, patient, request, SNOMED, visit } from "../twin/resources.ts";
import { put } from "./twin-store.ts";

const INFARCTION = "22298006";
const DIABETES = "44054006";
const CURRENT_SMOKER = "449868002";
const NEVER_SMOKED = "266919005";
const CALL = "/fhir/Group/g/$evaluate-model?model=framingham-cvd-2008:lipids&outcome=hasMyocardialInfarction";

let ids = 0;
const named = <T extends Resource>(resource: T): T => ({ ...resource, id: `x${++ids}` });
const about = (id: string) => ({ subject: { reference: `Patient/${id}` } });

/** What was on record of each in January 2012, and a visit after the horizon. */
function woman(id: string): readonly Resource[] {
  const then = { ...about(id), effectiveDateTime: "2012-01-10" };
  return [
    patient({ id, gender: "female", birthDate: "1951-03-01" }),
    named(measured("8480-6", 124, "mm[Hg]", then)),
    named(measured("2093-3", 180, "mg/dL", then)),
    named(measured("2085-9", 47, "mg/dL", then)),
    named(observation("72166-2", { ...then, valueCodeableConcept: coded(SNOMED, CURRENT_SMOKER) })),
    named({ ...visit("2012-01-10"), ...about(id) }),
    named({ ...visit("2023-01-10"), ...about(id) }),
  ];
}

function man(id: string): readonly Resource[] {
  const then = { ...about(id), effectiveDateTime: "2012-01-10" };
  return [
    patient({ id, gender: "male", birthDate: "1959-03-01" }),
    named(measured("8480-6", 125, "mm[Hg]", then)),
    named(measured("2093-3", 161, "mg/dL", then)),
    named(measured("2085-9", 55, "mg/dL", then)),
    named(observation("72166-2", { ...then, valueCodeableConcept: coded(SNOMED, NEVER_SMOKED) })),
    named(condition(SNOMED, DIABETES, { ...about(id), onsetDateTime: "2005-01-01" })),
    named(request(ATC, "C09AA03", { ...about(id), authoredOn: "2012-01-10" })),
    named({ ...visit("2023-01-10"), ...about(id) }),
  ];
}

const infarction = (id: string, onsetDateTime: string) =>
  named(condition(SNOMED, INFARCTION, { ...about(id), onsetDateTime }));

/** So many persons, of whom the first few have an infarction in 2016. */
const cohort = (prefix: string, persons: number, events: number, make: (id: string) => readonly Resource[]) =>
  Array.from({ length: persons }, (_, at) => {
    const id = `${prefix}${at}`;
    return { id, resources: [...make(id), ...(at < events ? [infarction(id, "2016-05-01")] : [])] };
  });

const groupOf = (memberIds: readonly string[]): Resource => ({
  resourceType: "Group",
  id: "g",
  type: "person",
  actual: true,
  member: memberIds.map((id) => ({ entity: { reference: `Patient/${id}` } })),
});

const groupNamed = (report: MeasureReport, code: string): MeasureReportGroup | undefined =>
  report.group?.find((group) => group.code?.coding?.[0]?.code === code);
const score = (report: MeasureReport, code: string) => groupNamed(report, code)?.measureScore?.value ?? Number.NaN;
const counts = (group: Pick<MeasureReportGroup, "population"> | undefined) =>
  Object.fromEntries((group?.population ?? []).map(({ code, count }) => [code?.coding?.[0]?.code, count]));
const isNear = (got: number, want: number, within: number) =>
  assert.ok(Math.abs(got - want) < within, `${got} for ${want}`);

describe("Group/[id]/$evaluate-model", () => {
  let server: TestApp;
  before(async () => {
    server = await makeApp();
    const people = [...cohort("w", 30, 11, woman), ...cohort("m", 30, 14, man)];
    const odd: Readonly<Record<string, readonly Resource[]>> = {
      late: [...woman("late"), infarction("late", "2022-08-01")],
      died: woman("died")
        .slice(0, -1)
        .map((one) => (one.resourceType === "Patient" ? { ...one, deceasedDateTime: "2015-01-01" } : one)),
      before: [...woman("before"), infarction("before", "2011-01-01")],
      unmeasured: woman("unmeasured").filter(({ resourceType }) => resourceType !== "Observation"),
      lost: woman("lost").slice(0, -1),
      silent: [patient({ id: "silent" })],
    };
    await put(server.store, ...people.flatMap(({ resources }) => resources), ...Object.values(odd).flat());
    await put(server.store, groupOf([...people.map(({ id }) => id), ...Object.keys(odd), "nobody"]));
  });
  after(() => server.close());
  const get = (query: string) => supertest(server.app).get(`${CALL}${query}`);
  const report = async () => (await get("&start=2012-06-01").expect(200)).body as MeasureReport;

  it("gives the figures that follow from the paper's two persons", async () => {
    const answer = await report();
    assert.deepEqual(
      validateResource(answer).filter(({ severity }) => severity === "error"),
      [],
    );
    // 32 women, 11 with the event, and 30 men, 14 with it
    assert.deepEqual(counts(groupNamed(answer, "c-statistic")), {
      "initial-population": 67,
      denominator: 62,
      numerator: 25,
    });
    isNear(score(answer, "c-statistic"), (14 * 21 + (11 * 21 + 14 * 16) / 2) / (25 * 37), 1e-12);
    isNear(score(answer, "observed-to-expected"), 25 / (32 * 0.1048 + 30 * 0.1562), 0.001);
    assert.ok(score(answer, "calibration-in-the-large") > 0);
    assert.deepEqual(answer.period, { start: "2012-06-01T23:59:59.999Z", end: "2022-06-01T23:59:59.999Z" });
    assert.equal(answer.subject?.reference, "Group/g");
  });

  it("judges women and men apart where there are enough, and counts every subgroup", async () => {
    const [sex] = groupNamed(await report(), "observed-to-expected")?.stratifier ?? [];
    const strata = (sex?.stratum ?? []).map((one) => [one.value?.text, counts(one)]);
    assert.deepEqual(strata, [
      ["female", { denominator: 32, numerator: 11 }],
      ["male", { denominator: 30, numerator: 14 }],
    ]);
  });

  it("gives the interval of each figure that has one", async () => {
    const answer = await report();
    const intervalOf = (code: string) => {
      const [interval] = groupNamed(answer, code)?.measureScore?.extension ?? [];
      assert.equal(interval?.url, EXTENSION.figureInterval);
      return ["lower", "upper"].map((url) => interval?.extension?.find((part) => part.url === url)?.valueDecimal ?? 0);
    };
    // 25 events: half of the points of χ² with 50 and 52 degrees of freedom, 32.357 and 73.810
    const expected = 32 * 0.1048 + 30 * 0.1562;
    const [low = 0, high = 0] = intervalOf("observed-to-expected");
    isNear(low, 32.357 / 2 / expected, 0.001);
    isNear(high, 73.81 / 2 / expected, 0.005); // the printed percentages are rounded
    const error = score(answer, "c-statistic-standard-error");
    const [from = 0, to = 0] = intervalOf("c-statistic");
    isNear((to - from) / 2, 1.96 * error, 1e-4);
    assert.equal(groupNamed(answer, "brier-score")?.measureScore?.extension, undefined);
  });

  it("hides subgroups that are smaller than asked for, and never fewer than ten persons", async () => {
    const hidden = (await get("&start=2012-06-01&fewestPersons=31").expect(200)).body as MeasureReport;
    const [sex] = groupNamed(hidden, "c-statistic")?.stratifier ?? [];
    for (const one of sex?.stratum ?? []) {
      assert.match(one.value?.text ?? "", /^(female|male), not shown: fewer than 31 persons/);
      assert.deepEqual([one.population, one.measureScore], [undefined, undefined]);
    }
    assert.match(hidden.text?.div ?? "", /<td>sex: male<\/td><td colspan="8">not shown/);
    await get("&start=2012-06-01&fewestPersons=9").expect(400);
    await get("&start=2012-06-01&fewestEvents=4").expect(400);
    await get("&start=2012-06-01&fewestEvents=5.5").expect(400);
  });

  it("counts each member that is left out, by reason, and those who died first as without the outcome", async () => {
    const answer = await report();
    const left = groupNamed(answer, "left-out");
    assert.deepEqual(counts(left), { "denominator-exclusion": 5 });
    // one of each: their counts are not told
    const strata = left?.stratifier?.[0]?.stratum ?? [];
    assert.deepEqual(
      strata.map(({ population }) => population),
      strata.map(() => undefined),
    );
    const reasons = strata.map(({ value }) => value?.text).join("\n");
    for (const reason of [
      /had the outcome at the start/,
      /not known whether the outcome was there at the start/,
      /totalCholesterol|systolicBloodPressure/,
      /not followed to its end/,
      /cannot be read: not-found/,
    ]) {
      assert.match(reasons, reason);
    }
    assert.equal(partOf(answer, "diedBefore"), undefined);
    assert.match(answer.text?.div ?? "", /under 10 died without the outcome/);
  });

  it("names model, version, coefficients, outcome and horizon", async () => {
    const answer = await report();
    assert.equal(partOf(answer, "model")?.valueCoding?.code, "framingham-cvd-2008");
    assert.match(partOf(answer, "coefficientHash")?.valueString ?? "", /^[0-9a-f]{16}$/);
    assert.equal(partOf(answer, "variant")?.valueCode, "lipids");
    assert.deepEqual(partOf(answer, "outcome")?.valueCoding?.system, SYSTEM.concept);
    assert.equal(partOf(answer, "horizon")?.valueQuantity?.value, 10);
  });

  it("holds the calibration plot as SVG, and a narrative", async () => {
    const answer = await report();
    const plot = answer.extension?.find(({ url }) => url === EXTENSION.calibrationPlot)?.valueAttachment;
    assert.equal(plot?.contentType, "image/svg+xml");
    assert.match(
      Buffer.from(plot?.data ?? "", "base64").toString(),
      /^<svg[\s\S]*62 persons, 25 events[\s\S]*<\/svg>$/,
    );
    assert.match(answer.text?.div ?? "", /<td>sex: female<\/td><td>32<\/td><td>11<\/td>/);
  });

  it("gives the same bytes for the same call", async () => {
    assert.deepEqual((await get("&start=2012-06-01")).text, (await get("&start=2012-06-01")).text);
  });

  it("is not influenced by what was recorded after the start", async () => {
    const before = await report();
    const later = { ...about("w20"), effectiveDateTime: "2014-01-01" };
    await put(server.store, named(measured("8480-6", 200, "mm[Hg]", later)));
    assert.deepEqual(await report(), before);
  });

  it("refuses with 422 too few events, and a horizon that is not over", async () => {
    const few = await supertest(server.app)
      .get("/fhir/Group/g/$evaluate-model?model=framingham-cvd-2008:lipids&outcome=hasStroke&start=2012-06-01")
      .expect(422);
    const members = /members can be compared: fewer than 10 persons with the event. Left out: .* \(under 10\)/;
    assert.match(JSON.stringify(few.body), members);
    const early = await get("&start=2016-07-01").expect(422);
    assert.match(JSON.stringify(early.body), /the horizon ends on 2026-07-01/);
  });

  it("refuses what it does not know, naming it", async () => {
    await get("").expect(400);
    await get("&start=2012-06-01&horizon=5").expect(422);
    await get("&start=2012-06-01&horizon=0").expect(400);
    await get("&start=2012-06-01&result=death").expect(400);
    await get("&start=2012-06-01&by=sex").expect(400);
    const base = "/fhir/Group/g/$evaluate-model?start=2012-06-01";
    await supertest(server.app).get(`${base}&model=nope&outcome=hasStroke`).expect(404);
    await supertest(server.app).get(`${base}&model=prevent&outcome=systolicBloodPressure`).expect(400);
    await supertest(server.app).get(`${base}&model=ckd-epi&outcome=hasStroke`).expect(422);
    await supertest(server.app).get(CALL.replace("Group/g", "Group/none").concat("&start=2012-06-01")).expect(404);
  });
});

describe("profiles of evaluations", () => {
  const read = (name: string) =>
    JSON.parse(readFileSync(new URL(`../../profiles/${name}.json`, import.meta.url), "utf8"));
  for (const name of [
    "OperationDefinition-evaluate-model",
    "Measure-model-evaluation",
    "CodeSystem-model-evaluation",
    "StructureDefinition-evaluated-model",
    "StructureDefinition-calibration-plot",
    "StructureDefinition-figure-interval",
  ]) {
    it(`holds a valid ${name}`, () => assert.deepEqual(validateResource(read(name)), []));
  }
});

function partOf(report: MeasureReport, url: string): Extension | undefined {
  return report.extension
    ?.find((extension) => extension.url === EXTENSION.evaluatedModel)
    ?.extension?.find((part) => part.url === url);
}
