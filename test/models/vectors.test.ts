/**
 * Published vectors through `$predict`: ours in `fixtures/models`, and the large sets that lie beside the project. The
 * adapters in `test/vectors` rename and pick only. Expected values come from other software or from papers.
 */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import type { Bundle, Parameters } from "@medplum/fhirtypes";
import { RISK_MODELS } from "../../src/models/index.ts";
import { predictAtSystemLevel } from "../operations/predict-call.ts";

interface Vector {
  readonly id: string;
  readonly inputs: unknown;
  readonly expected: unknown;
  readonly tolerance: number | Readonly<Record<string, number>>;
}
interface Adapter {
  request(inputs: unknown): { readonly operation: string; readonly parameters: Parameters };
  answer(bundle: Bundle): unknown;
}

const OWN = new URL("../../fixtures/models/", import.meta.url);
const SHARED = new URL("../../../shared/models/vectors/", import.meta.url);

describe("published vectors through $predict", () => {
  for (const [title, folder] of [
    ["of ours", OWN],
    ["beside the project", SHARED],
  ] as const) {
    describe(title, () => {
      if (!existsSync(folder)) {
        it(`is skipped: there is no ${title === "of ours" ? "fixtures/models" : "../shared/models/vectors"}`, function () {
          this.skip();
        });
        return;
      }
      const present = readdirSync(folder).map((file) => file.replace(/\.json$/, ""));
      for (const id of [...RISK_MODELS.keys()].filter((model) => present.includes(model))) vectorsOf(id, folder);
    });
  }

  it("has an adapter for every model", () => {
    for (const id of RISK_MODELS.keys()) assert.ok(existsSync(new URL(`../vectors/${id}.ts`, import.meta.url)), id);
  });
});

function vectorsOf(id: string, folder: URL): void {
  const vectors: readonly Vector[] = JSON.parse(readFileSync(new URL(`${id}.json`, folder), "utf8"));
  for (const vector of vectors) {
    it(vector.id, async () => {
      const adapter: Adapter = await import(`../vectors/${id}.ts`);
      const { operation, parameters } = adapter.request(vector.inputs);
      assert.equal(operation, "$predict");
      compare(adapter.answer(await predictAtSystemLevel(parameters)), vector.expected, vector.tolerance, vector.id);
    });
  }
}

/** Every expected number within its tolerance; null means that nothing may be given. */
function compare(actual: unknown, expected: unknown, tolerance: Vector["tolerance"], path: string): void {
  if (typeof expected === "number") {
    assert.equal(typeof actual, "number", path);
    const limit = typeof tolerance === "number" ? tolerance : 0;
    assert.ok(Math.abs(Number(actual) - expected) <= limit + 1e-12, `${path}: ${actual}, want ${expected}`);
  } else if (expected === null) {
    const values = typeof actual === "object" && actual !== null ? Object.values(actual) : [actual];
    assert.ok(
      values.every((value) => value === null || value === undefined),
      path,
    );
  } else if (typeof expected === "object") {
    for (const [key, value] of Object.entries(expected as object)) {
      const inner = typeof tolerance === "object" ? (tolerance[key] ?? tolerance) : tolerance;
      compare((actual as Record<string, unknown>)[key], value, inner, `${path}.${key}`);
    }
  } else {
    assert.equal(actual, expected, path);
  }
}
