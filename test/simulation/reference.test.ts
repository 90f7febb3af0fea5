/**
 * Reference cases beside the project, through `$simulate`. The adapters in `test/vectors` rename and pick only; expected
 * values come from papers, other implementations and the official UKPDS software.
 */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import type { Bundle, Parameters } from "@medplum/fhirtypes";
import { SIMULATIONS } from "../../src/simulation/index.ts";
import { simulate } from "../operations/simulate-call.ts";

interface Case {
  readonly id: string;
  readonly description: string;
  readonly inputs: unknown;
  readonly expected: unknown;
  readonly tolerance: string;
}
interface Limit {
  readonly abs: number;
  readonly rel: number;
}
interface Adapter {
  request(inputs: unknown): { readonly operation: string; readonly parameters: Parameters };
  answer(bundle: Bundle): unknown;
  tolerance?(one: Case): unknown;
}

const SHARED = new URL("../../../shared/models/reference/", import.meta.url);

describe("reference cases through $simulate", () => {
  if (!existsSync(SHARED)) {
    it("is skipped: there is no ../shared/models/reference", function () {
      this.skip();
    });
    return;
  }
  for (const id of SIMULATIONS.keys()) {
    const file = new URL(`${id}.json`, SHARED);
    const { cases }: { readonly cases: readonly Case[] } = JSON.parse(readFileSync(file, "utf8"));
    for (const one of cases) {
      it(`${one.id}: ${one.description}`, async function () {
        this.timeout(20_000);
        const adapter: Adapter = await import(`../vectors/${id}.ts`);
        const { operation, parameters } = adapter.request(one.inputs);
        assert.equal(operation, "$simulate");
        const answer = adapter.answer(await simulate(parameters.parameter ?? []));
        compare(answer, one.expected, adapter.tolerance?.(one) ?? limitOf(one.tolerance), one.id);
      });
    }
  }
});

/** "relative 1e-9" as a limit. */
function limitOf(words: string): Limit {
  const rel = Number(/^relative (\S+)/.exec(words)?.[1]);
  assert.ok(rel > 0, `a tolerance in words that needs an adapter's reading: ${words}`);
  return { abs: 1e-12, rel };
}

function compare(actual: unknown, expected: unknown, limit: unknown, path: string): void {
  if (typeof expected === "number") {
    const { abs, rel } = limit as Limit;
    assert.equal(typeof actual, "number", path);
    const allowed = Math.max(abs, rel * Math.abs(expected)) + 1e-12;
    assert.ok(Math.abs(Number(actual) - expected) <= allowed, `${path}: ${actual}, want ${expected}`);
  } else if (Array.isArray(expected)) {
    for (const [at, value] of expected.entries()) {
      compare((actual as unknown[] | undefined)?.[at], value, limit, `${path}[${at}]`);
    }
  } else {
    for (const [key, value] of Object.entries(expected as object)) {
      const inner = isLimit(limit) ? limit : ((limit as Record<string, unknown>)[key] ?? limit);
      compare((actual as Record<string, unknown> | undefined)?.[key], value, inner, `${path}.${key}`);
    }
  }
}

const isLimit = (value: unknown): value is Limit => typeof value === "object" && value !== null && "abs" in value;
