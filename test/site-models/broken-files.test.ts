/** What stops the start: what is wrong with the files of a folder, each named in one line. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { declareSiteConcepts, siteConcepts } from "../../src/concepts/site.ts";
import { RISK_MODELS } from "../../src/models/index.ts";
import { withOwnModels } from "../../src/site-models/own-models.ts";
import { LOGISTIC } from "./model-of.ts";

describe("a folder with a site's model files", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "own-models-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
    declareSiteConcepts(new Map());
  });
  const write = (content: unknown, name = "a.model.json") =>
    writeFileSync(join(folder, name), typeof content === "string" ? content : JSON.stringify(content));
  const load = () =>
    withOwnModels(RISK_MODELS, folder, {
      otherIds: ["drug-safety", "t2d-five-year-scenarios"],
      onnx: { isInstalled: () => false, run: () => Promise.reject(new Error("not to be run")) },
    });

  it("adds its models behind ours", async () => {
    write(LOGISTIC);
    assert.deepEqual([...(await load()).keys()], [...RISK_MODELS.keys(), "site-risk"]);
  });

  it("names the file in one line", async () => {
    for (const [content, message] of [
      ["{", /a\.model\.json: is not JSON$/],
      [{ ...LOGISTIC, id: "qrisk3" }, /a\.model\.json: id must not be qrisk3/],
      [{ ...LOGISTIC, id: "t2d-five-year-scenarios" }, /a\.model\.json: id must not be t2d-five-year-scenarios/],
      [JSON.stringify(LOGISTIC).replace("-5", "1e999"), /a\.model\.json: equations\[0\]\.intercept must be a number$/],
      [JSON.stringify(LOGISTIC).replace("-5", "NaN"), /a\.model\.json: is not JSON$/],
    ] as const) {
      write(content);
      await assert.rejects(load, message);
    }
  });

  it("refuses two files of one id, or of one output", async () => {
    write(LOGISTIC);
    write(LOGISTIC, "b.model.json");
    await assert.rejects(load, /b\.model\.json: id must not be site-risk.*outputs\[0\]\.code must not be site-event/);
  });

  it("refuses a file that is too large before it is read, and a folder in its place", async () => {
    write(LOGISTIC);
    truncateSync(join(folder, "a.model.json"), 100_000_000);
    await assert.rejects(load, /a\.model\.json: a\.model\.json has 100000000 bytes; at most 1000000 are read$/);
    rmSync(join(folder, "a.model.json"));
    mkdirSync(join(folder, "a.model.json"));
    await assert.rejects(load, /a\.model\.json is no file$/);
  });

  it("refuses a link that leads out of the folder, and takes one that stays in it", async () => {
    const outside = mkdtempSync(join(tmpdir(), "outside-"));
    writeFileSync(join(outside, "a.model.json"), JSON.stringify(LOGISTIC));
    symlinkSync(join(outside, "a.model.json"), join(folder, "a.model.json"));
    await assert.rejects(load, /a\.model\.json leads out of the folder of models$/);
    rmSync(join(folder, "a.model.json"));
    rmSync(outside, { recursive: true });
    mkdirSync(join(folder, "data"));
    writeFileSync(join(folder, "data", "a.json"), JSON.stringify(LOGISTIC));
    symlinkSync(join("data", "a.json"), join(folder, "a.model.json"));
    assert.ok((await load()).has("site-risk"));
  });

  it("says what to install where an ONNX file has no library, and looks for the file then", async () => {
    const { equations: _equations, reference: _reference, ...metadata } = LOGISTIC;
    const onnx = {
      file: "a.onnx",
      sha256: "0".repeat(64),
      tensors: [{ name: "x", type: "float32", features: [{ input: "age" }, { input: "currentSmoker" }] }],
      results: [{ output: "site-event", tensor: "p", index: 0 }],
    };
    write({ ...metadata, onnx });
    await assert.rejects(
      load,
      /a\.model\.json: needs onnxruntime-node: npm install --no-save --save-prod --ignore-scripts onnxruntime-node@\d+\.\d+\.\d+$/,
    );
    for (const file of ["../a.onnx", "/etc/passwd", "a/b.onnx", "..onnx", ".onnx"]) {
      write({ ...metadata, onnx: { ...onnx, file } });
      await assert.rejects(load, /a\.model\.json: onnx\.file must be the name of a file \.onnx beside this one$/);
    }
  });

  it("declares the concepts of its files, and refuses one that is wrong or declared in two ways", async () => {
    const concepts = {
      "site:frailty-index": {
        kind: "quantity",
        display: "Frailty index",
        unit: "1",
        plausible: [0, 1],
        codes: [{ system: "http://loinc.org", code: "99999-9" }],
      },
    };
    write({ ...LOGISTIC, concepts });
    await load();
    assert.deepEqual([...siteConcepts().keys()], ["site:frailty-index"]);
    write(
      { ...LOGISTIC, id: "other", concepts: { "site:frailty-index": { kind: "boolean", display: "x" } } },
      "b.model.json",
    );
    await assert.rejects(
      load,
      /b\.model\.json: concepts\.site:frailty-index is declared in another way by another file$/,
    );
    rmSync(join(folder, "b.model.json"));
    for (const [change, message] of [
      [{ frailty: concepts["site:frailty-index"] }, /concepts\.frailty must be named site:/],
      [{ "site:x": { kind: "table", display: "x" } }, /concepts\.site:x\.kind must be one of quantity, boolean, code/],
      [
        { "site:x": { kind: "quantity", display: "x", unit: "furlong", plausible: [0, 1] } },
        /concepts\.site:x\.unit must be a UCUM unit/,
      ],
      [
        { "site:x": { kind: "quantity", display: "x", unit: "1", plausible: [1, 0] } },
        /concepts\.site:x\.plausible must rise/,
      ],
      [
        { "site:x": { kind: "code", display: "x", values: { "A B": "x", c: "y" } } },
        /concepts\.site:x\.values must be named/,
      ],
    ] as const) {
      write({ ...LOGISTIC, concepts: change });
      await assert.rejects(load, message);
    }
  });
});
