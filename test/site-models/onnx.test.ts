/**
 * A site's model in an ONNX file. What is about its file needs no library; the rest runs where onnxruntime-node can be
 * loaded: `npm install --no-save --save-prod --ignore-scripts onnxruntime-node@1.30.0`, in the project or in a folder named in NODE_PATH.
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bundle, Parameters, RiskAssessment } from "@medplum/fhirtypes";
import { EXTENSION } from "../../src/codes.ts";
import { Unavailable } from "../../src/errors.ts";
import { validateResource } from "../../src/fhir/validation/validate-resource.ts";
import { RISK_MODELS } from "../../src/models/index.ts";
import type { ServedModel } from "../../src/models/served-model.ts";
import type { OnnxRunner } from "../../src/models/site/onnx.ts";
import { isOnnxInstalled, runOnnx, runWithin, stopOnnx } from "../../src/operations/onnx/pool.ts";
import { predictOperation } from "../../src/operations/predict.ts";
import { withOwnModels } from "../../src/site-models/own-models.ts";
import { withSiteRecalibrations } from "../../src/site-models/recalibrations.ts";
import type { Store } from "../../src/storage/port.ts";
import { input, model, NOW } from "../operations/predict-call.ts";
import { METADATA } from "./model-of.ts";
import { sigmoidModel, slowModel } from "./onnx-bytes.ts";

/** σ(−5 + 0.05 · age + 2 · smoker), as the table of `model-of.ts`. */
const BYTES = sigmoidModel([0.05, 2], -5);
const sha256Of = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
/** float32 has seven digits. */
const TOLERANCE = 1e-6;

const FILE = {
  ...METADATA,
  inputs: {
    age: {
      ...METADATA.inputs.age,
      missing: { rule: "optional", says: "the file was trained with gaps", isOpen: true },
    },
    currentSmoker: METADATA.inputs.currentSmoker,
  },
  onnx: {
    file: "risk.onnx",
    sha256: sha256Of(BYTES),
    tensors: [
      {
        name: "x",
        type: "float32",
        features: [{ input: "age", absent: 50 }, { input: "currentSmoker" }],
      },
    ],
    results: [{ output: "site-event", tensor: "probability", index: 0 }],
  },
  vectors: [
    {
      name: "a smoker of 60",
      inputs: { age: 60, currentSmoker: true },
      expected: { "site-event": 0.5 },
      tolerance: TOLERANCE,
      source: "by hand: −5 + 3 + 2 = 0",
    },
  ],
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "onnx-models-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (content: object, bytes: Uint8Array = BYTES) => {
  writeFileSync(join(folder, "a.model.json"), JSON.stringify(content));
  writeFileSync(join(folder, "risk.onnx"), bytes);
};
const load = (run: OnnxRunner, isInstalled = true) =>
  withOwnModels(RISK_MODELS, folder, { otherIds: [], onnx: { isInstalled: () => isInstalled, run } });
const giving =
  (...numbers: readonly number[]): OnnxRunner =>
  () =>
    Promise.resolve(numbers);

async function predicted(models: ReadonlyMap<string, ServedModel>, ...parameter: NonNullable<Parameters["parameter"]>) {
  const { resource } = await predictOperation({ store: {} as Store, clock: () => NOW, models }).run({
    level: "system",
    parameters: { resourceType: "Parameters", parameter },
    method: "POST",
    respondAsync: false,
    signal: new AbortController().signal,
  });
  return resource as Bundle; // what $predict answers
}
const riskIn = ({ entry = [] }: Bundle): RiskAssessment | undefined =>
  entry.flatMap(({ resource }) => (resource?.resourceType === "RiskAssessment" ? [resource] : []))[0];
const AGE = input("age", { valueDecimal: 50 });
const SMOKER = input("currentSmoker", { valueBoolean: true });

describe("a site's ONNX file", () => {
  it("is refused with another hash, when it is too large, not there, or gives no such number", async () => {
    write({ ...FILE, onnx: { ...FILE.onnx, sha256: "0".repeat(64) } });
    await assert.rejects(load(giving(0.5)), /a\.model\.json: onnx\.sha256 is not that of risk\.onnx: [0-9a-f]{64}$/);
    write(FILE);
    truncateSync(join(folder, "risk.onnx"), 100_000_000);
    await assert.rejects(load(giving(0.5)), /risk\.onnx has 100000000 bytes; at most 64000000 are read$/);
    rmSync(join(folder, "risk.onnx"));
    await assert.rejects(load(giving(0.5)), /a\.model\.json: there is no file risk\.onnx$/);
    write(FILE);
    for (const numbers of [[0.4], [Number.NaN], [1.5], []]) {
      await assert.rejects(
        load(giving(...numbers)),
        /a\.model\.json: vectors\[0\]\.expected\.site-event is 0\.5 in 'a smoker of 60'/,
      );
    }
  });

  it("is refused where its declaration does not hold together", async () => {
    const { onnx } = FILE;
    const [tensor] = onnx.tensors;
    const withFeatures = (features: readonly object[], type = "float32") => ({
      ...FILE,
      onnx: { ...onnx, tensors: [{ ...tensor, type, features }] },
    });
    for (const [content, message] of [
      [{ ...FILE, reference: { says: "x", values: {} } }, /reference is of equations/],
      [
        withFeatures([{ input: "age" }, { input: "currentSmoker" }]),
        /onnx\.tensors\[0\]\.features\[0\]\.absent is needed/,
      ],
      [
        withFeatures([{ input: "age", absent: "NaN" }, { input: "currentSmoker" }], "int64"),
        /absent must be a number in an int64 tensor/,
      ],
      [withFeatures([{ input: "age", absent: 0 }]), /inputs\.currentSmoker is used by no feature/],
      [withFeatures([{ input: "bodyWeight" }]), /features\[0\]\.input must be one of the inputs/],
      [
        { ...FILE, onnx: { ...onnx, results: [{ output: "x", tensor: "p", index: 0 }] } },
        /onnx\.results\[0\]\.output must be the code of an output/,
      ],
      [{ ...FILE, onnx: { ...onnx, tensors: [tensor, tensor] } }, /onnx\.tensors\[1\]\.name must not be there twice/],
    ] as const) {
      write(content);
      await assert.rejects(load(giving(0.5)), message);
    }
  });

  it("gets its features in order, encoded, with a number for what is not known", async () => {
    const rows: (readonly number[])[] = [];
    const features = [
      { input: "currentSmoker", as: [{ is: false }] },
      { input: "age", as: [{ subtract: 50 }, { divide: 10 }], absent: "NaN" },
    ];
    write({ ...FILE, onnx: { ...FILE.onnx, tensors: [{ name: "x", type: "float64", features }] } });
    const models = await load(async ({ tensors }) => {
      rows.push(tensors[0]?.values ?? []);
      return [0.5];
    });
    await predicted(models, model("site-risk"), SMOKER);
    assert.deepEqual(rows, [
      [0, 1],
      [0, Number.NaN],
    ]);
  });

  it("is not run where a feature is no number, and has no result then", async () => {
    const pole = [{ subtract: 50 }, { power: -1 }];
    const features = [{ input: "age", as: pole, absent: 0 }, { input: "currentSmoker" }];
    write({ ...FILE, onnx: { ...FILE.onnx, tensors: [{ name: "x", type: "float32", features }] } });
    const models = await load(giving(0.5));
    await assert.rejects(
      predicted(models, model("site-risk"), AGE, SMOKER),
      /no result for this combination of inputs/,
    );
  });

  it("that does not answer is told beside the other models, and is 503 where it alone was asked for", async () => {
    write(FILE);
    let isDown = false;
    const models = await load(() =>
      isDown ? Promise.reject(new Unavailable("took too long")) : Promise.resolve([0.5]),
    );
    isDown = true;
    const bundle = await predicted(models, AGE, SMOKER);
    const outcome = bundle.entry?.at(-1)?.resource;
    assert.equal(outcome?.resourceType, "OperationOutcome");
    const issue = outcome.issue.find(({ details }) => details?.coding?.some(({ code }) => code === "site-risk"));
    assert.match(issue?.details?.text ?? "", /site-risk: took too long/);
    assert.ok(issue?.details?.coding?.some(({ code }) => code === "unavailable"));
    await assert.rejects(predicted(models, model("site-risk"), AGE, SMOKER), Unavailable);
  });

  it("is run by an explanation no more often than it may be", async () => {
    write(FILE);
    let runs = 0;
    const models = await load(() => {
      runs++;
      return Promise.resolve([0.5]);
    });
    runs = 0;
    await predicted(models, model("site-risk"), SMOKER, { name: "explain", valueBoolean: true });
    assert.ok(runs > 1 && runs <= 301, String(runs));
  });
});

describe("a site's ONNX file, run by onnxruntime-node", function () {
  this.timeout(20_000); // the first run loads the library
  before(function () {
    if (isOnnxInstalled()) return;
    console.log("      skipped: onnxruntime-node is not installed");
    this.skip();
  });
  after(stopOnnx);

  it("answers with the file's hash, marked as the site's, valid", async () => {
    write(FILE);
    const models = await load(runOnnx);
    const risk = riskIn(await predicted(models, model("site-risk"), AGE, SMOKER));
    // 1/(1 + e^0.5)
    assert.ok(Math.abs((risk?.prediction?.[0]?.probabilityDecimal ?? 0) - 37.75406688) < TOLERANCE * 100);
    assert.match(risk?.method?.text ?? "", new RegExp(`sha256 ${sha256Of(BYTES).slice(0, 16)}; a model of this site`));
    assert.match(JSON.stringify(risk?.note), /What each input contributes is not told: the model is an ONNX file/);
    assert.ok(!(risk?.prediction?.[0]?.extension ?? []).some(({ url }) => url === EXTENSION.contribution));
    assert.deepEqual(
      validateResource(risk as RiskAssessment).filter(({ severity }) => severity === "error"),
      [],
    );
  });

  it("is explained by further runs: bounds of an open input that is not known", async () => {
    write(FILE);
    const models = await load(runOnnx);
    const risk = riskIn(await predicted(models, model("site-risk"), SMOKER, { name: "explain", valueBoolean: true }));
    const bounds = risk?.prediction?.[0]?.extension?.find(({ url }) => url === EXTENSION.resultBounds)?.extension;
    const numberOf = (name: string) => bounds?.find(({ url }) => url === name)?.valueDecimal ?? Number.NaN;
    // at 40 years 1/(1 + e^1), at 80 years 1/(1 + e^−1)
    assert.ok(Math.abs(numberOf("lower") - 26.8941) < 0.001, String(numberOf("lower")));
    assert.ok(Math.abs(numberOf("upper") - 73.1059) < 0.001, String(numberOf("upper")));
  });

  it("may be recalibrated", async () => {
    write(FILE);
    const models = await load(runOnnx);
    const recalibration = {
      name: "a",
      model: "site-risk",
      modelVersion: "1.0.0",
      coefficientHash: sha256Of(BYTES).slice(0, 16),
      result: "site-event",
      intercept: Math.log(2),
      interceptStandardError: 0.1,
      slope: 1,
      slopeStandardError: 0.1,
      persons: 100,
      events: 20,
      cohort: "A",
      outcome: "B",
      date: "2026-01-01",
    };
    writeFileSync(join(folder, "a.recalibrated.json"), JSON.stringify(recalibration));
    const both = withSiteRecalibrations(models, folder);
    const sixty = input("age", { valueDecimal: 60 });
    const risk = riskIn(await predicted(both, model("site-risk:recalibrated-a"), sixty, SMOKER));
    // odds 1 · 2
    assert.ok(Math.abs((risk?.prediction?.[0]?.probabilityDecimal ?? 0) - 200 / 3) < TOLERANCE * 100);
  });

  it("is refused at the start with the library's words where it does not fit", async () => {
    write({ ...FILE, onnx: { ...FILE.onnx, sha256: sha256Of(Uint8Array.of(1, 2)) } }, Uint8Array.of(1, 2));
    await assert.rejects(load(runOnnx), /a\.model\.json: the ONNX file could not be run: /);
    const [tensor] = FILE.onnx.tensors;
    write({ ...FILE, onnx: { ...FILE.onnx, tensors: [{ ...tensor, name: "y" }] } });
    await assert.rejects(load(runOnnx), /the file's input 'x' is made of nothing/);
    write({ ...FILE, onnx: { ...FILE.onnx, results: [{ output: "site-event", tensor: "q", index: 0 }] } });
    await assert.rejects(load(runOnnx), /the file has no output 'q'; it has probability/);
  });

  it("that takes too long, or has changed since the start, is unavailable, and the next run is not", async () => {
    const slow = slowModel(2000, 500);
    const path = join(folder, "slow.onnx");
    writeFileSync(path, slow);
    write(FILE);
    const request = {
      path,
      sha256: sha256Of(slow),
      tensors: [{ name: "x", type: "float32", values: [1, 1] }],
      wanted: [{ tensor: "probability", index: 0 }],
    } as const;
    await assert.rejects(runWithin(1, request), /took longer than 0\.001 s and was stopped/);
    await assert.rejects(runOnnx({ ...request, sha256: "0".repeat(64) }), /the file has changed since the start/);
    const fast = { ...request, path: join(folder, "risk.onnx"), sha256: sha256Of(BYTES) };
    assert.ok(
      Math.abs(
        ((await runOnnx({ ...fast, tensors: [{ name: "x", type: "float32", values: [60, 1] }] }))[0] ?? 0) - 0.5,
      ) < TOLERANCE,
    );
  });
});
