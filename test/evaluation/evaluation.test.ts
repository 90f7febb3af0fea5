/** Fits and figures against R (packages stats and survival) on published tables, as `../shared/data/cohorts` has them. */
import assert from "node:assert/strict";
import { parse } from "csv-parse/sync";
import { evaluate } from "../../src/evaluation/calibration.ts";
import { fitCox } from "../../src/evaluation/cox-regression.ts";
import { cStatistic, harrellC } from "../../src/evaluation/discrimination.ts";
import { fitLogistic } from "../../src/evaluation/logistic-regression.ts";
import { needsShared, SHARED, textOfFile } from "../suites/shared.ts";

type Row = Readonly<Record<string, string>>;
const table = (name: string): readonly Row[] =>
  parse(textOfFile(`${SHARED}/data/cohorts/${name}.csv.gz`), { columns: true }) as Row[];
const numbers = (rows: readonly Row[], ...names: readonly string[]) =>
  rows.map((row) => names.map((name) => Number(row[name])));
/** Equal to the digits that are printed. */
const isPrinted = (got: readonly number[], printed: readonly string[]) =>
  assert.deepEqual(
    got.map((value, at) => value.toFixed((printed[at]?.split(".")[1] ?? "").length)),
    printed,
  );

describe("evaluation on published cohorts", () => {
  before(function () {
    needsShared(this, "data/cohorts");
  });

  it("fits and evaluates the Pima logistic model as R does", () => {
    const columns = ["npreg", "glu", "bp", "skin", "bmi", "ped", "age"];
    const eventsOf = (rows: readonly Row[]) => rows.map(({ type }) => Number(type === "Yes"));
    const training = table("MASS__Pima.tr");
    const { coefficients } = fitLogistic({ columns: numbers(training, ...columns), events: eventsOf(training) });
    isPrinted(coefficients, [
      "-9.77306",
      "0.10318",
      "0.03212",
      "-0.00477",
      "-0.00192",
      "0.08362",
      "1.82041",
      "0.04118",
    ]);
    const test = table("MASS__Pima.te");
    const predictions = numbers(test, ...columns).map((row) => {
      const eta = [1, ...row].reduce((sum, x, at) => sum + x * (coefficients[at] ?? 0), 0);
      return 1 / (1 + Math.exp(-eta));
    });
    const result = evaluate(predictions, eventsOf(test));
    assert.deepEqual([result.persons, result.events], [332, 109]);
    isPrinted(
      [result.cStatistic, result.brier, result.slope, result.intercept, result.observedToExpected],
      ["0.8659", "0.1393", "0.9534", "-0.0882", "0.9735"],
    );
  });

  it("fits the Mayo primary biliary cholangitis model as R's coxph does", () => {
    const rows = table("survival__pbc").slice(0, 312);
    const columns = rows.map((row) => [
      Number(row.age),
      Number(row.edema),
      Math.log(Number(row.bili)),
      Math.log(Number(row.protime)),
      Math.log(Number(row.albumin)),
    ]);
    const times = rows.map(({ time }) => Number(time));
    const events = rows.map(({ status }) => Number(status === "2"));
    assert.equal(
      events.reduce((sum, event) => sum + event, 0),
      125,
    );
    const { coefficients } = fitCox({ columns, times, events });
    isPrinted(coefficients, ["0.0332", "0.7859", "0.8801", "3.0140", "-3.0599"]);
    const risks = columns.map((row) => row.reduce((sum, x, at) => sum + x * (coefficients[at] ?? 0), 0));
    isPrinted([harrellC(risks, times, events)], ["0.8439"]);
  });

  it("fits the veterans' lung cancer trial as R's coxph does, ties and factors included", () => {
    const rows = table("survival__veteran");
    const columns = rows.map((row) => [
      Number(row.trt),
      ...["smallcell", "adeno", "large"].map((type) => Number(row.celltype === type)),
      Number(row.karno),
      Number(row.diagtime),
      Number(row.age),
      Number(row.prior),
    ]);
    const times = rows.map(({ time }) => Number(time));
    const events = rows.map(({ status }) => Number(status));
    const { coefficients } = fitCox({ columns, times, events });
    isPrinted([coefficients[4] ?? 0], ["-0.03282"]);
    const risks = columns.map((row) => row.reduce((sum, x, at) => sum + x * (coefficients[at] ?? 0), 0));
    isPrinted([harrellC(risks, times, events)], ["0.7360"]);
  });
});

describe("evaluation by hand", () => {
  it("counts ties as half in the C-statistic", () => {
    assert.equal(cStatistic([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]), 0.75);
    assert.equal(cStatistic([0.5, 0.5], [0, 1]), 0.5);
    assert.equal(cStatistic([0.2, 0.7], [0, 1]), 1);
  });
  it("uses only pairs in which it is known who came first in Harrell's C", () => {
    assert.equal(harrellC([3, 2, 1], [1, 2, 3], [1, 1, 0]), 1);
    assert.equal(harrellC([1, 2, 3], [1, 2, 3], [1, 0, 0]), 0);
    assert.equal(harrellC([1, 5], [2, 1], [1, 0]), Number.NaN);
  });
  it("finds perfect calibration where the predictions are the shares", () => {
    const predictions = [...new Array(100).fill(0.2), ...new Array(100).fill(0.6)];
    const events = predictions.map((p, at) => Number(at % 100 < p * 100));
    const { slope, intercept, inTheLarge, observedToExpected, groups } = evaluate(predictions, events);
    for (const [got, want] of [
      [slope, 1],
      [intercept, 0],
      [inTheLarge, 0],
      [observedToExpected, 1],
    ] as const) {
      assert.ok(Math.abs(got - want) < 1e-9, `${got} for ${want}`);
    }
    assert.equal(groups.length, 10);
  });
  it("refuses what cannot be evaluated or fitted", () => {
    assert.throws(() => evaluate([0.1, 0.2], [0, 0]), RangeError);
    assert.throws(() => fitLogistic({ columns: [[0], [1]], events: [0, 1] }), RangeError);
    assert.throws(
      () =>
        fitLogistic({
          columns: [
            [1, 2],
            [2, 4],
            [3, 6],
          ],
          events: [0, 1, 0],
        }),
      RangeError,
    );
  });
});
