/** Fits and figures against R (packages stats and survival) on published tables, as `../shared/data/cohorts` has them. */
import assert from "node:assert/strict";
import { parse } from "csv-parse/sync";
import { evaluate } from "../../src/evaluation/calibration.ts";
import { fitCox } from "../../src/evaluation/cox-regression.ts";
import { cStatistic, harrellC } from "../../src/evaluation/discrimination.ts";
import { poissonInterval } from "../../src/evaluation/intervals.ts";
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

const isNear = (got: number, want: number) => assert.ok(Math.abs(got - want) < 1e-9, `${got} for ${want}`);

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
      [
        result.cStatistic.value,
        result.brier,
        result.slope.value,
        result.intercept.value,
        result.observedToExpected.value,
      ],
      ["0.8659", "0.1393", "0.9534", "-0.0882", "0.9735"],
    );
    // DeLong's error by its definition, pair by pair, outside this project, from the printed coefficients
    isPrinted([result.cStatistic.standardError, ...result.cStatistic.interval], ["0.0202", "0.8264", "0.9054"]);
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
    isPrinted([harrellC(risks, times, events).value], ["0.8439"]);
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
    const { value, standardError } = harrellC(risks, times, events);
    isPrinted([value], ["0.7360"]);
    // R prints of this fit: Concordance= 0.736 (se = 0.021)
    isPrinted([standardError], ["0.021"]);
  });

  it("fits the lung cancer trial by sex as R's coxph does, with the errors of coefficient and concordance", () => {
    const rows = table("survival__cancer");
    const columns = numbers(rows, "sex");
    const times = rows.map(({ time }) => Number(time));
    const events = rows.map(({ status }) => Number(status === "2"));
    // R prints: n= 228, number of events= 165; sex -0.5310, se 0.1672; Concordance= 0.579 (se = 0.021)
    assert.deepEqual([rows.length, events.reduce((sum, event) => sum + event, 0)], [228, 165]);
    const { coefficients, standardErrors } = fitCox({ columns, times, events });
    isPrinted([...coefficients, ...standardErrors], ["-0.5310", "0.1672"]);
    const { value, standardError } = harrellC(
      columns.map(([sex = 0]) => sex * (coefficients[0] ?? 0)),
      times,
      events,
    );
    isPrinted([value, standardError], ["0.579", "0.021"]);
  });
});

describe("evaluation by hand", () => {
  it("counts ties as half in the C-statistic", () => {
    assert.equal(cStatistic([0.5, 0.5], [0, 1]).value, 0.5);
    assert.equal(cStatistic([0.2, 0.7], [0, 1]).value, 1);
    assert.ok(Number.isNaN(cStatistic([0.2, 0.7], [0, 0]).value));
  });
  it("gives DeLong's standard error of the C-statistic", () => {
    // of those with the event one wins half of its pairs and one all, and so it is for those without: variance 1/8 each
    const { value, standardError, interval } = cStatistic([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]);
    assert.equal(value, 0.75);
    isNear(standardError, Math.sqrt(1 / 8 / 2 + 1 / 8 / 2));
    assert.equal(interval[1], 1); // cut to where it can lie
    isNear(interval[0], 0.75 - 1.959963984540054 * Math.sqrt(1 / 8));
  });
  it("finds the area that Hanley and McNeil give for 109 tomographies rated from 1 to 5", () => {
    // Radiology 1982;143:29-36: normal 33, 6, 6, 11, 2; abnormal 3, 2, 2, 11, 33; area 0.893
    const rated = (counts: readonly number[]) => counts.flatMap((count, at) => new Array<number>(count).fill(at));
    const [normal, abnormal] = [rated([33, 6, 6, 11, 2]), rated([3, 2, 2, 11, 33])];
    const events = [...normal.map(() => 0), ...abnormal.map(() => 1)];
    const { value, standardError, interval } = cStatistic([...normal, ...abnormal], events);
    // the error by DeLong's definition, pair by pair, outside this project
    isPrinted([value, standardError, ...interval], ["0.893", "0.0307", "0.83295", "0.95339"]);
  });
  it("uses only pairs in which it is known who came first in Harrell's C", () => {
    assert.equal(harrellC([3, 2, 1], [1, 2, 3], [1, 1, 0]).value, 1);
    assert.equal(harrellC([1, 2, 3], [1, 2, 3], [1, 0, 0]).value, 0);
    assert.ok(Number.isNaN(harrellC([1, 5], [2, 1], [1, 0]).value));
  });
  it("gives the jackknife's standard error of Harrell's C", () => {
    // pairs 1-2 won, 1-3 lost, 2-3 lost: C is 1/3; each person moves it by (won - C · pairs) / 3: 1/9, 1/9, -2/9
    const { value, standardError } = harrellC([2, 1, 3], [1, 2, 3], [1, 1, 0]);
    isNear(value, 1 / 3);
    isNear(standardError, Math.sqrt(1 / 81 + 1 / 81 + 4 / 81));
  });
  it("compares pairs as the definition does, ties of time and of risk included", () => {
    // numbers of a linear congruential generator: 60 persons, 12 times, 9 risks
    let seed = 7;
    const next = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return Math.floor((seed / 2 ** 31) * below);
    };
    const persons = Array.from({ length: 60 }, () => ({ risk: next(9), time: next(12), event: next(2) }));
    let [usable, concordant] = [0, 0];
    for (const one of persons) {
      for (const other of persons) {
        const isLater = other.time > one.time || (other.time === one.time && other.event === 0);
        if (one.event === 0 || other === one || !isLater) continue;
        usable++;
        concordant += one.risk > other.risk ? 1 : one.risk === other.risk ? 0.5 : 0;
      }
    }
    const column = (name: "risk" | "time" | "event") => persons.map((person) => person[name]);
    isNear(harrellC(column("risk"), column("time"), column("event")).value, concordant / usable);
  });
  it("gives the exact interval of a count", () => {
    // 0: -ln 0.025; 1: from -ln 0.975; 10: half of the points of χ² with 20 and 22 degrees of freedom, 9.591 and 36.781
    assert.equal(poissonInterval(0)[0], 0);
    isNear(poissonInterval(0)[1], -Math.log(0.025));
    isNear(poissonInterval(1)[0], -Math.log(0.975));
    isPrinted(
      poissonInterval(10).map((end) => 2 * end),
      ["9.591", "36.781"],
    );
    const [low, high] = poissonInterval(10_000); // nearly normal: ± 1.96 · 100
    assert.ok(Math.abs(low - 9804) < 3 && Math.abs(high - 10_196) < 3, `${low} ${high}`);
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
      isNear(got.value, want);
    }
    assert.equal(groups.length, 10);
    // 80 events of 80 expected
    for (const [at, end] of poissonInterval(80).entries()) isNear(observedToExpected.interval[at] ?? 0, end / 80);
    const [low, high] = slope.interval;
    isNear((high - low) / 2, 1.959963984540054 * slope.standardError);
  });
  it("draws no group of fewer than ten persons", () => {
    const predictions = Array.from({ length: 35 }, (_, at) => 0.1 + at / 50);
    const { groups } = evaluate(
      predictions,
      predictions.map((_, at) => Number(at % 2 === 0)),
    );
    assert.deepEqual(
      groups.map(({ persons }) => persons),
      [12, 11, 12],
    );
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
