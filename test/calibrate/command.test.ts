/** The command line, on a cohort made here and on a published one. */
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Writable } from "node:stream";
import { gzipSync } from "node:zlib";
import { command } from "../../src/calibrate/command.ts";
import type { Report } from "../../src/calibrate/report.ts";
import { needsShared, SHARED } from "../suites/shared.ts";

const FRAMINGHAM_MAP = resolve(import.meta.dirname, "../../fixtures/calibrate/framingham.map.json");

const modelsIn = () => Promise.reject(new Error("no folder was named"));

/** Runs the command and gives its exit code and what it printed. */
async function run(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const printed = { out: "", err: "" };
  const into = (name: "out" | "err") =>
    new Writable({
      write(chunk, _encoding, done) {
        printed[name] += String(chunk);
        done();
      },
    });
  const code = await command(args, {
    out: into("out"),
    err: into("err"),
    now: new Date(Date.UTC(2026, 1, 1)),
    modelsIn,
  });
  return { code, ...printed };
}

/** Columns as the concepts are named; persons of two pressures, of whom some had the outcome. */
function cohortCsv(): string {
  const header =
    "age,sex,systolicBloodPressure,bodyMassIndex,onAntihypertensive,currentSmoker,hasDiabetes,hasCardiovascularDisease,cvd";
  const rows = Array.from({ length: 200 }, (_, at) => {
    const isHigh = at % 2 === 1;
    const hadEvent = isHigh ? at < 60 : at < 24;
    return `${isHigh ? 65 : 50},male,${isHigh ? 170 : 120},27,no,no,no,no,${hadEvent ? "yes" : "no"}`;
  });
  return `${header}\n${rows.join("\n")}\n`;
}

describe("npm run calibrate", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "calibrate-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const reportIn = (out: string) => JSON.parse(readFileSync(join(out, "report.json"), "utf8")) as Report;

  it("evaluates a gzipped cohort whose columns are concepts, and writes report, plot and variant", async () => {
    const cohort = join(folder, "Site A.csv.gz");
    writeFileSync(cohort, gzipSync(cohortCsv()));
    const out = join(folder, "out");
    const { code, out: text } = await run("framingham-cvd-2008:bmi", cohort, "--outcome", "cvd", "--out", out);
    assert.equal(code, 0, text);
    assert.match(text, /everyone +200 +42 /);
    assert.match(text, /caution: The cohort does not tell when the outcome happened/);
    assert.match(text, /age: 50 to 59 +100 +12 +not evaluated/);
    const { overall, recalibration } = reportIn(out);
    assert.deepEqual([overall.persons, overall.events], [200, 42]);
    assert.ok("name" in recalibration && recalibration.name === "site-a" && recalibration.variant === "bmi");
    assert.match(readFileSync(join(out, "calibration.svg"), "utf8"), /^<svg [\s\S]*<\/svg>\n$/);
    assert.ok(existsSync(join(out, "framingham-cvd-2008.recalibrated.json")));
  });

  it("exits with 1 where there are too few events", async () => {
    const cohort = join(folder, "few.csv");
    writeFileSync(cohort, cohortCsv().split("\n").slice(0, 12).join("\n"));
    const { code, out } = await run("framingham-cvd-2008:bmi", cohort, "--outcome", "cvd", "--out", folder);
    assert.equal(code, 1);
    assert.match(out, /not evaluated/);
    assert.ok(!existsSync(join(folder, "framingham-cvd-2008.recalibrated.json")));
  });

  it("exits with 2 and one line on wrong use", async () => {
    const cohort = join(folder, "cohort.csv");
    writeFileSync(cohort, cohortCsv());
    for (const [args, message] of [
      [[], /give a MODEL and one COHORT file/],
      [["nope", cohort], /there is no model 'nope'/],
      [["framingham-cvd-2008", join(folder, "none.csv")], /there is no file/],
      [["framingham-cvd-2008:bmi", cohort, "--outcome", "died"], /no column died/],
      [["framingham-cvd-2008:bmi", cohort, "--horizon", "ten"], /--horizon is a number of years/],
      [["framingham-cvd-2008:bmi", cohort], /name the outcome/],
    ] as const) {
      const { code, err } = await run(...args);
      assert.equal(code, 2, args.join(" "));
      assert.match(err, message);
    }
  });

  it("names the line at which a file is no CSV", async () => {
    const cohort = join(folder, "cohort.csv");
    writeFileSync(cohort, "age,cvd\n61,1\n62\n");
    const { code, err } = await run("framingham-cvd-2008", cohort, "--outcome", "cvd");
    assert.equal(code, 2);
    assert.match(err, /cannot be read as CSV, line 3: CSV_RECORD_INCONSISTENT_COLUMNS/);
  });
});

describe("npm run calibrate on the Framingham teaching set", () => {
  before(function () {
    needsShared(this, "data/cohorts");
  });

  it("finds the persons and events of the first examination that its source states, and accounts for each", async () => {
    const out = mkdtempSync(join(tmpdir(), "calibrate-"));
    const file = `${SHARED}/data/cohorts/riskCommunicator__framingham.csv.gz`;
    try {
      const everyCount = ["--fewest-persons", "1", "--quiet"];
      const args = ["framingham-cvd-2008:bmi", file, "--map", FRAMINGHAM_MAP, "--out", out];
      const { code } = await run(...args, ...everyCount);
      assert.equal(code, 0);
      const report = JSON.parse(readFileSync(join(out, "report.json"), "utf8")) as Report;
      assert.deepEqual([report.cohort.persons, report.cohort.events], [4434, 1157]);
      const left = [...Object.values(report.refused), ...Object.values(report.unknownOutcome)].map(Number);
      assert.equal(report.overall.persons + left.reduce((sum, count) => sum + count, 0), 4434);
      // narrower than the outcome of the model: fewer events than predicted
      assert.ok((report.overall.evaluation?.observedToExpected.value ?? 9) < 1);
      for (const [column, events] of [
        ["STROKE", 415],
        ["ANYCHD", 1240],
        ["DEATH", 1550],
      ] as const) {
        await run("framingham-cvd-2008:bmi", file, "--map", FRAMINGHAM_MAP, "--outcome", column, "--out", out);
        const other = JSON.parse(readFileSync(join(out, "report.json"), "utf8")) as Report;
        assert.equal(other.cohort.events, events, column);
      }
    } finally {
      rmSync(out, { recursive: true });
    }
  });
});
