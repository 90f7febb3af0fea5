import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InvalidInput } from "../../src/errors.ts";
import type { RiskModel } from "../../src/models/contract.ts";
import type { Recalibration } from "../../src/models/recalibration.ts";
import { withSiteRecalibrations } from "../../src/site-models/recalibrations.ts";
import { PRESSURE_MODEL } from "../calibrate/cohort.ts";

/** Moves the odds of 10 % to those of 20 %: 1/9 × 9/4 = 1/4. */
const RECALIBRATION: Recalibration = {
  name: "site-a",
  model: "pressure",
  modelVersion: "1.0.0",
  coefficientHash: PRESSURE_MODEL.coefficientHash,
  result: "event-10y",
  horizonYears: 10,
  intercept: Math.log(9 / 4),
  interceptStandardError: 0.1,
  slope: 1,
  slopeStandardError: 0.05,
  persons: 4000,
  events: 300,
  cohort: "Clinic, 2012",
  outcome: "column CVD",
  date: "2026-02-01",
};
const INPUTS = { systolicBloodPressure: 100 };

/** The test model with two published variants, of which the second halves. */
const WITH_VARIANTS: RiskModel = {
  ...PRESSURE_MODEL,
  metadata: {
    ...PRESSURE_MODEL.metadata,
    id: "varied",
    variants: [
      { code: "full", display: "full", needs: [["systolicBloodPressure"]], uses: ["systolicBloodPressure"] },
      { code: "plain", display: "plain", needs: [[]], uses: [] },
    ],
  },
  compute: (inputs, variant) =>
    PRESSURE_MODEL.compute({
      systolicBloodPressure: Number(inputs.systolicBloodPressure) / (variant === "plain" ? 2 : 1),
    }),
};
const MODELS = new Map([PRESSURE_MODEL, WITH_VARIANTS].map((model) => [model.metadata.id, model]));

describe("recalibrated variants of a site", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "site-models-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const write = (content: unknown, name = "a") =>
    writeFileSync(
      join(folder, `${name}.recalibrated.json`),
      typeof content === "string" ? content : JSON.stringify(content),
    );
  const load = () => withSiteRecalibrations(MODELS, folder);

  it("stand behind the published equation, which stays as it is", () => {
    write(RECALIBRATION);
    const model = load().get("pressure");
    assert.deepEqual(
      model?.metadata.variants?.map(({ code }) => code),
      ["published", "recalibrated-site-a"],
    );
    assert.deepEqual(model?.compute(INPUTS, "published"), PRESSURE_MODEL.compute(INPUTS));
    assert.deepEqual(model?.compute(INPUTS), PRESSURE_MODEL.compute(INPUTS));
  });

  it("give the recalibrated probability of their result alone, named as such, with the published one", async () => {
    write(RECALIBRATION);
    const results = (await load().get("pressure")?.compute(INPUTS, "recalibrated-site-a")) ?? [];
    assert.equal(results.length, 1);
    const [result] = results;
    assert.ok(Math.abs((result?.probability ?? 0) - 0.2) < 1e-12);
    assert.deepEqual([result?.code, result?.horizonYears], ["event-10y", 10]);
    assert.equal(result?.display, "Event within 10 years, recalibrated");
    assert.match(result?.flags?.[0] ?? "", /Clinic, 2012, outcome column CVD; the published equation gives 10 %/);
  });

  it("have a display with date, cohort and a hash that tells two recalibrations apart", () => {
    const displayOf = () => load().get("pressure")?.metadata.variants?.at(-1)?.display ?? "";
    write(RECALIBRATION);
    const first = displayOf();
    assert.match(
      first,
      /recalibrated on 2026-02-01 to Clinic, 2012 \(4000 persons, 300 events; .* sha256 [0-9a-f]{16}\)/,
    );
    write({ ...RECALIBRATION, intercept: 0 });
    assert.notEqual(displayOf(), first);
  });

  it("have the needs of the variant that they recalibrate, and come behind it", async () => {
    write({ ...RECALIBRATION, model: "varied", variant: "plain" });
    const model = load().get("varied");
    assert.deepEqual(
      model?.metadata.variants?.map(({ code, needs }) => [code, needs]),
      [
        ["full", [["systolicBloodPressure"]]],
        ["plain", [[]]],
        ["recalibrated-site-a", [[]]],
      ],
    );
    // plain halves: 5 %, odds 1/19 × 9/4 = 9/76
    const [result] = (await model?.compute(INPUTS, "recalibrated-site-a")) ?? [];
    assert.ok(Math.abs((result?.probability ?? 0) - 9 / 85) < 1e-12);
  });

  it("leave every other model, and a folder without files, alone", () => {
    assert.equal(load().get("pressure"), PRESSURE_MODEL);
    write(RECALIBRATION);
    writeFileSync(join(folder, "report.json"), "{");
    assert.equal(load().get("varied"), WITH_VARIANTS);
  });

  for (const [what, change, message] of [
    ["another version of the model", { modelVersion: "0.9.0" }, /pressure version 0\.9\.0, and here is 1\.0\.0/],
    ["other coefficients", { coefficientHash: "ffff" }, /is of other coefficients of pressure: ffff/],
    ["an unknown model", { model: "nope" }, /there is no model 'nope'/],
    ["a variant of a model without any", { variant: "full" }, /pressure has no variants/],
    ["no variant of a model with some", { model: "varied" }, /has no variant ''; its variants are full, plain/],
    ["an unknown result", { result: "death" }, /pressure gives no 'death'/],
    ["a slope that turns the order round", { slope: -1 }, /slope must be a number above 0/],
    ["an intercept that is no number", { intercept: "0" }, /intercept must be a number/],
    ["a name that is no code", { name: "Site A" }, /name must be lower-case/],
    ["a field that is not known", { note: "x" }, /unknown field 'note'/],
  ] as const) {
    it(`refuse ${what}, in one line with the file`, () => {
      write({ ...RECALIBRATION, ...change });
      assert.throws(
        load,
        (error) =>
          error instanceof InvalidInput &&
          message.test(error.message) &&
          error.message.includes("a.recalibrated.json") &&
          !error.message.includes("\n"),
      );
    });
  }

  it("refuse two files of one name, what is not JSON, and a folder that is not there", () => {
    write(RECALIBRATION);
    write(RECALIBRATION, "b");
    assert.throws(load, /two files for pressure:recalibrated-site-a/);
    write("{", "b");
    assert.throws(load, /b\.recalibrated\.json: is not JSON/);
    assert.throws(() => withSiteRecalibrations(MODELS, join(folder, "none")), InvalidInput);
  });
});
