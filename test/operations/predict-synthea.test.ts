/** All models on synthetic patients of another maker, as of a day in the middle of their records. */
import assert from "node:assert/strict";
import type { Bundle } from "@medplum/fhirtypes";
import { EXTENSION } from "../../src/codes.ts";
import { isConceptName } from "../../src/concepts/index.ts";
import { validateResource } from "../../src/fhir/validation/validate-resource.ts";
import { RISK_MODELS } from "../../src/models/index.ts";
import { partOf, resultsIn } from "../models/registry-calls.ts";
import { needsShared, sharedFiles, textOfFile } from "../suites/shared.ts";
import { risksIn } from "../vectors/parameters.ts";
import { predict } from "./predict-call.ts";

const SYNTHEA = "data/synthea-2019/bundles";
const PATIENTS = 12;
const AS_OF = "2018-07-01T00:00:00Z";

describe("$predict on Synthea patients", () => {
  const answers: (readonly [Bundle, Bundle])[] = [];
  before(async function () {
    needsShared(this, SYNTHEA);
    for (const file of sharedFiles(SYNTHEA, /\.json\.gz$/).slice(0, PATIENTS)) {
      const data = JSON.parse(textOfFile(file)) as Bundle; // by its SOURCE.md
      const asOf = { name: "asOf", valueDateTime: AS_OF };
      answers.push([data, await predict([{ name: "data", resource: data }, asOf])]);
    }
  });

  it("answers valid FHIR, with results for most", () => {
    for (const [, answer] of answers) assert.deepEqual(validateResource(answer), []);
    assert.ok(answers.filter(([, answer]) => resultsIn(answer).length > 0).length > PATIENTS / 2);
  });

  it("uses nothing that is of a later time, and only what is on the record", () => {
    for (const [data, answer] of answers) {
      const references = new Set(
        data.entry?.flatMap(({ fullUrl, resource }) => [fullUrl, `${resource?.resourceType}/${resource?.id}`]),
      );
      for (const row of rowsIn(answer)) {
        const time = partOf(row, "time")?.valueDateTime;
        assert.ok(time === undefined || Date.parse(time) <= Date.parse(AS_OF), time);
        assert.ok((partOf(row, "ageDays")?.valueInteger ?? 0) >= 0);
        for (const { valueReference } of row.filter(({ url }) => url === "source")) {
          assert.ok(references.has(valueReference?.reference?.split("/_history")[0]), valueReference?.reference);
        }
      }
    }
  });

  it("computes on values within the range of the model, and not older than it takes", () => {
    for (const [, answer] of answers) {
      for (const { method, extension = [] } of resultsIn(answer)) {
        const inputs = RISK_MODELS.get(method?.coding?.[0]?.code ?? "")?.metadata.inputs ?? {};
        for (const { extension: row } of extension.filter(({ url }) => url === EXTENSION.input)) {
          const name = partOf(row, "name")?.valueCode ?? "";
          const { range, maxExcluded, maxAgeDays } = (isConceptName(name) ? inputs[name] : undefined) ?? {};
          const value = partOf(row, "value")?.valueQuantity?.value;
          if (value === undefined) continue;
          const [low, high] = range ?? [value, value];
          assert.ok(value >= low && (maxExcluded === true ? value < high : value <= high), `${name} ${value}`);
          assert.ok((partOf(row, "ageDays")?.valueInteger ?? 0) <= (maxAgeDays ?? Number.POSITIVE_INFINITY), name);
        }
      }
    }
  });

  it("gives percentages", () => {
    for (const { probabilityDecimal = 0 } of answers.flatMap(([, answer]) =>
      risksIn(answer).flatMap(({ prediction = [] }) => prediction),
    )) {
      assert.ok(probabilityDecimal >= 0 && probabilityDecimal <= 100);
    }
  });
});

const rowsIn = (answer: Bundle) =>
  resultsIn(answer)
    .flatMap(({ extension = [] }) => extension)
    .filter(({ url }) => url === EXTENSION.input)
    .map(({ extension = [] }) => extension);
