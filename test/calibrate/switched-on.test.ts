/** The whole way of a recalibration: a cohort, `npm run calibrate`, its file in MODELS_DIR, the server, `$predict`. */
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import type { Bundle, Parameters, RiskAssessment } from "@medplum/fhirtypes";
import type { Recalibration } from "../../src/models/recalibration.ts";
import { request as framingham } from "../vectors/framingham-cvd-2008.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const FILE = "framingham-cvd-2008.recalibrated.json";

/** 200 women of two pressures, of whom 12 and 30 of 100 had the outcome. */
function cohortCsv(): string {
  const header =
    "age,sex,systolicBloodPressure,totalCholesterol,hdlCholesterol,onAntihypertensive,currentSmoker,hasDiabetes,hasCardiovascularDisease,cvd";
  const rows = Array.from({ length: 200 }, (_, at) => {
    const isHigh = at % 2 === 1;
    const hadEvent = isHigh ? at < 60 : at < 24;
    return `60,female,${isHigh ? 170 : 120},200,50,no,no,no,no,${hadEvent ? "yes" : "no"}`;
  });
  return `${header}\n${rows.join("\n")}\n`;
}

/** The person of the cohort whose share with the outcome is 30 %. */
const HIGH = { age: 60, sex: "female", total_c: 200, hdl_c: 50, sbp: 170, bp_tx: false, dm: false, smoking: false };

describe("a recalibrated variant, from a cohort to an answer", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "calibrate-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("predicts for the cohort's persons what was observed of them", async () => {
    const recalibration = await calibrated();
    const models = join(folder, "models");
    mkdirSync(models);
    cpSync(join(folder, "out", FILE), join(models, FILE));
    const server = await started({ MODELS_DIR: models, DATA_DIR: join(folder, "data") });
    try {
      const answer = await predicted(server.base, "framingham-cvd-2008:recalibrated-site-a");
      const percent = answer.prediction?.[0]?.probabilityDecimal ?? 0;
      assert.ok(Math.abs(percent - 30) < 1e-6, String(percent)); // two pressures, two parameters: the fit is exact
      const told = JSON.stringify([answer.method, answer.note]);
      assert.match(told, /framingham-cvd-2008:recalibrated-site-a/);
      assert.match(told, new RegExp(`recalibration of ${recalibration.date}: logit p' = `));
      assert.ok(told.includes(`${recalibration.intercept.toFixed(3)} (SE`), told);
      assert.ok(told.includes(`${recalibration.slope.toFixed(3)} (SE`), told);
      const published = await predicted(server.base, "framingham-cvd-2008:lipids");
      assert.doesNotMatch(JSON.stringify(published), /recalibrat/);
    } finally {
      server.child.kill("SIGTERM");
      await server.exit;
    }
  });

  async function calibrated(): Promise<Recalibration> {
    const cohort = join(folder, "site-a.csv");
    writeFileSync(cohort, cohortCsv());
    const out = join(folder, "out");
    const args = ["src/calibrate/main.ts", "framingham-cvd-2008:lipids", cohort, "--outcome", "cvd", "--out", out];
    await promisify(execFile)(process.execPath, args, { cwd: ROOT });
    return JSON.parse(readFileSync(join(out, FILE), "utf8")) as Recalibration; // what the command writes
  }
});

async function started(environment: Record<string, string>) {
  const child = spawn(process.execPath, ["src/main.ts"], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "inherit"],
    env: { PATH: process.env.PATH, PORT: "0", MLLP_PORT: "off", LOG_LEVEL: "error", ...environment },
  });
  const exit = once(child, "exit");
  let output = "";
  child.stdout.on("data", (chunk) => {
    output += chunk;
  });
  while (!/http:\S+/.test(output) && child.exitCode === null) await Promise.race([once(child.stdout, "data"), exit]);
  return { child, exit, base: /http:\S+\/fhir/.exec(output)?.[0] ?? assert.fail("the server did not start") };
}

async function predicted(base: string, model: string): Promise<RiskAssessment> {
  const { parameter = [] } = framingham(HIGH).parameters;
  const wanted = parameter.map((one) => (one.name === "model" ? { name: "model", valueCode: model } : one));
  const body: Parameters = { resourceType: "Parameters", parameter: wanted };
  const headers = { "content-type": "application/fhir+json" };
  const response = await fetch(`${base}/$predict`, { method: "POST", headers, body: JSON.stringify(body) });
  assert.equal(response.status, 200, await response.clone().text());
  const bundle = (await response.json()) as Bundle; // what $predict answers
  const risk = bundle.entry?.[0]?.resource;
  assert.equal(risk?.resourceType, "RiskAssessment");
  return risk;
}
