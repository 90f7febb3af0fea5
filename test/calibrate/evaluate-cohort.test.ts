import assert from "node:assert/strict";
import { parseMap } from "../../src/calibrate/cohort-map.ts";
import type { Row } from "../../src/calibrate/cohort-row.ts";
import { type CohortEvaluation, evaluateCohort } from "../../src/calibrate/evaluate-cohort.ts";
import { plotOf, reportOf } from "../../src/calibrate/report.ts";
import { reportLines } from "../../src/calibrate/table.ts";
import { InvalidInput, RuleViolation } from "../../src/errors.ts";
import { SMALL_CELLS } from "../../src/evaluation/small-cells.ts";
import { recalibrated } from "../../src/models/recalibration.ts";
import type { ResultChoice } from "../../src/operations/evaluate-model/chosen-result.ts";
import { COHORT, iterated, MAP, PRESSURE_MODEL } from "./cohort.ts";

const evaluateRows = (
  rows: readonly Row[],
  { choice = { horizonYears: 10 }, map = MAP }: { choice?: ResultChoice; map?: object } = {},
): Promise<CohortEvaluation> =>
  evaluateCohort({
    wanted: { model: PRESSURE_MODEL },
    choice,
    map: () => parseMap(JSON.stringify(map)),
    rows: iterated(rows),
    asOf: "2026-02-01T12:00:00.000Z",
    onRow: () => {},
  });

const reported = (evaluation: CohortEvaluation) =>
  reportOf(evaluation, {
    wanted: { model: PRESSURE_MODEL },
    name: "tests",
    title: "A cohort of tests",
    file: "cohort.csv",
    sha256: "00",
    outcome: "column EVENT",
    isTimed: true,
    assumed: [],
    notes: [],
    recalibrate: true,
    small: SMALL_CELLS,
    date: "2026-02-01",
  });

const isNear = (got: number | undefined, want: number, within = 1e-9) =>
  assert.ok(Math.abs((got ?? Number.NaN) - want) < within, `${got} for ${want}`);

describe("a model against a cohort", () => {
  it("gives the figures that follow by hand", async () => {
    const { overall, subgroups } = reported(await evaluateRows(COHORT));
    assert.deepEqual([overall.persons, overall.events], [200, 25]);
    const figures = overall.evaluation;
    // 20 · 95 pairs are in order, 5 · 95 + 20 · 80 tied, of 25 · 175
    isNear(figures?.cStatistic.value, (20 * 95 + (5 * 95 + 20 * 80) / 2) / (25 * 175));
    isNear(figures?.observedToExpected.value, 25 / (100 * 0.1 + 100 * 0.28));
    isNear(figures?.brier, (5 * 0.9 ** 2 + 95 * 0.1 ** 2 + 20 * 0.72 ** 2 + 80 * 0.28 ** 2) / 200);
    // the line through logit(0.05) at logit(0.1), and logit(0.2) at logit(0.28)
    isNear(figures?.slope.value, 1.243766504303652);
    isNear(figures?.intercept.value, -0.211604647442903);
    assert.deepEqual(
      subgroups.map((one) =>
        "isHidden" in one ? [one.value, "hidden"] : [one.dimension, one.value, one.persons, one.events],
      ),
      [
        ["sex", "female", 100, 12],
        ["sex", "male", 100, 13],
      ],
    );
  });

  it("recalibrates so that each prediction is what was observed", async () => {
    const { recalibration } = reported(await evaluateRows(COHORT));
    assert.ok(!("none" in recalibration));
    isNear(recalibrated(0.1, recalibration), 0.05);
    isNear(recalibrated(0.28, recalibration), 0.2);
    assert.deepEqual([recalibrated(0, recalibration), recalibrated(1, recalibration)], [0, 1]);
    const { name, model, modelVersion, coefficientHash, result, horizonYears, persons, events, date } = recalibration;
    assert.deepEqual(
      { name, model, modelVersion, coefficientHash, result, horizonYears, persons, events, date },
      {
        name: "tests",
        model: "pressure",
        modelVersion: "1.0.0",
        coefficientHash: "0123456789abcdef",
        result: "event-10y",
        horizonYears: 10,
        persons: 200,
        events: 25,
        date: "2026-02-01",
      },
    );
  });

  it("counts everyone who is left out, by reason", async () => {
    const row = { SBP: "100", SEX: "1", STROKE: "0", EVENT: "0", YEARS: "11" };
    const evaluation = await evaluateRows([
      ...COHORT,
      { ...row, SBP: "NA" },
      { ...row, SBP: "high" },
      { ...row, SBP: "900" }, // implausible
      { ...row, SBP: "295" }, // plausible, out of the model's range
      { ...row, STROKE: "1" },
      { ...row, SEX: "3" }, // sex is no input of the model
      { ...row, YEARS: "4" },
      { ...row, EVENT: "1", YEARS: "0" },
      { ...row, EVENT: "" },
    ]);
    assert.deepEqual([evaluation.cohort.persons, evaluation.persons.length], [209, 201]);
    assert.deepEqual(Object.fromEntries(evaluation.unread), {
      "SBP: not a number": 1,
      "SBP: implausible": 1,
      "SEX: not among the map's values": 1,
    });
    const refused = [...evaluation.refused];
    assert.equal(
      refused.reduce((sum, [, count]) => sum + count, 0),
      5,
    );
    assert.ok(refused.some(([why, count]) => /is not known/.test(why) && count === 3));
    assert.ok(refused.some(([why, count]) => /known stroke/.test(why) && count === 1));
    assert.ok(refused.some(([why, count]) => /outside the model's range/.test(why) && count === 1));
    assert.deepEqual(Object.fromEntries(evaluation.unknownOutcome), {
      "followed for less than the horizon, without the outcome": 1,
      "the outcome was there at the start": 1,
      "the outcome is not recorded": 1,
    });
    const report = reported(evaluation);
    const lines = reportLines(report).join("\n");
    assert.match(lines, /209 taken/);
    // one person whose sex is not recorded, and whom the whole less the other sex would give away
    assert.match(lines, /sex: not recorded +not shown/);
    assert.equal(report.subgroups.filter((one) => "isHidden" in one).length, 2);
    // 3 + 1 + 1 refused and 3 unknown: none is 10, and together they are the rows less those compared
    const left = [...Object.values(report.refused), ...Object.values(report.unknownOutcome)];
    assert.deepEqual(new Set(left), new Set(["under 10"]));
  });

  it("counts those who die first as without the outcome, and events after the horizon too", async () => {
    const map = {
      ...MAP,
      outcome: { ...MAP.outcome, death: { column: "DEAD", time: { column: "DEADYEARS", unit: "a" } } },
    };
    const row = { SBP: "100", SEX: "1", STROKE: "0", DEAD: "0", DEADYEARS: "11" };
    const evaluation = await evaluateRows(
      [
        { ...row, EVENT: "0", YEARS: "4", DEAD: "1", DEADYEARS: "4" },
        { ...row, EVENT: "1", YEARS: "10.5" },
        { ...row, EVENT: "1", YEARS: "10" },
        { ...row, EVENT: "0", YEARS: "4", DEAD: "1", DEADYEARS: "10.5" },
      ],
      { map },
    );
    assert.deepEqual(
      evaluation.persons.map(({ hadEvent }) => hadEvent),
      [false, false, true],
    );
    assert.equal(evaluation.diedBefore, 1);
    assert.equal(evaluation.cohort.events, 2);
  });

  it("counts who is followed for less than the horizon in Harrell's C only", async () => {
    const early = { SBP: "280", SEX: "1", STROKE: "0", EVENT: "0", YEARS: "1" };
    const { overall, survival } = reported(await evaluateRows([...COHORT, early]));
    assert.equal(overall.persons, 200);
    assert.deepEqual([survival?.persons, survival?.events], [201, 25]);
    // all events are at three years, when the early one is no longer followed: the pairs are those of the C-statistic
    isNear(survival?.harrellC.value, (20 * 95 + (5 * 95 + 20 * 80) / 2) / (25 * 175));
    assert.match(
      reportLines(reported(await evaluateRows(COHORT))).join("\n"),
      /Harrell's C up to 10 years.*200 persons/,
    );
  });

  it("refuses subgroups that name persons", async () => {
    const map = { ...MAP, by: { person: { column: "NAME" } } };
    await assert.rejects(
      evaluateRows(
        COHORT.map((row, at) => ({ ...row, NAME: `n${at}` })),
        { map },
      ),
      /'person' has more than 50 values/,
    );
  });

  it("gives no figures and no variant of fewer than ten events", async () => {
    const report = reported(await evaluateRows(COHORT.filter(({ SEX }) => SEX === "1").slice(0, 55)));
    assert.equal(report.overall.evaluation, undefined);
    assert.ok("none" in report.recalibration);
    assert.equal(plotOf(report), undefined);
    assert.match(reportLines(report).join("\n"), /fewer than 10 persons with the event/);
  });

  it("refuses to choose between several predictions, and a horizon that the model has not", async () => {
    await assert.rejects(
      evaluateRows(COHORT, { choice: {} }),
      /several probabilities.*event-5y \(5 years\), event-10y/,
    );
    await assert.rejects(evaluateRows(COHORT, { choice: { horizonYears: 2 } }), RuleViolation);
    await assert.rejects(evaluateRows(COHORT, { choice: { code: "death" } }), InvalidInput);
    const { result } = await evaluateRows(COHORT, { choice: { code: "event-5y" } });
    assert.equal(result.horizonYears, 5);
  });

  it("refuses a cohort that has not the map's columns, no rows, or nobody who can be computed", async () => {
    await assert.rejects(evaluateRows(COHORT.map(({ SBP: _, ...row }) => row)), /no column SBP/);
    await assert.rejects(evaluateRows([]), /no rows/);
    await assert.rejects(evaluateRows(COHORT.map((row) => ({ ...row, SBP: "" }))), /nobody of 200 rows/);
    const { outcome: _, ...map } = MAP;
    await assert.rejects(evaluateRows(COHORT, { map }), /name the outcome/);
  });
});
