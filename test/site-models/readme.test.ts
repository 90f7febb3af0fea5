/** `src/site-models/README.md`: its examples are read as it says, and its tables are complete. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { isConceptName } from "../../src/concepts/index.ts";
import { declareSiteConcepts } from "../../src/concepts/site.ts";
import { declareConceptsOf } from "../../src/models/site/concept-readers.ts";
import { MAX_MODEL_BYTES, MAX_ONNX_BYTES } from "../../src/site-models/own-models.ts";
import { LOGISTIC, modelOf } from "./model-of.ts";

const README = readFileSync(new URL("../../src/site-models/README.md", import.meta.url), "utf8");
const [TABLE = "", CONCEPTS = ""] = [...README.matchAll(/```json\n([\s\S]*?)```/g)].map(([, json = ""]) => json);

describe("the README of a site's models", () => {
  after(() => declareSiteConcepts(new Map()));

  it("shows a table that is taken and computes its vector", async () => {
    const model = await modelOf(JSON.parse(TABLE));
    assert.equal(model.metadata.id, "site-fall");
  });

  it("shows concepts that are taken", () => {
    declareConceptsOf(new Map([["README.md", JSON.parse(`{${CONCEPTS}}`)]]));
    for (const name of ["site:frailty-index", "site:lives-alone", "site:ward"]) assert.ok(isConceptName(name), name);
  });

  it("tells every step that there is, and no other", async () => {
    const [equation] = LOGISTIC.equations;
    const wrong = { ...equation, terms: [{ coefficient: 1, of: [{ input: "age", as: [{}] }] }] };
    const message = await modelOf({ ...LOGISTIC, equations: [wrong] }).catch(String);
    const steps = /must have one field of ([A-Za-z, ]+)/.exec(String(message))?.[1]?.split(", ") ?? [];
    const rows = README.slice(README.indexOf("| step |"), README.indexOf("A fact without steps")).split("\n").slice(2);
    const told = rows.flatMap((row) =>
      [...(row.split("|")[1] ?? "").matchAll(/`(\w+)`(?=[:,]| *$)/g)].map(([, name]) => name),
    );
    assert.deepEqual(told.toSorted(), steps.toSorted());
  });

  it("tells the limits of the files", () => {
    assert.match(
      README,
      new RegExp(`\`\\.model\\.json\` of ${MAX_MODEL_BYTES / 1e6} MB, an ONNX file of ${MAX_ONNX_BYTES / 1e6} MB`),
    );
  });
});
