/**
 * Random plans against the definition: each clause kind written once more as a plain loop over entries, as the port
 * describes it, and compared with what the store finds. It catches what cases by hand do not: clauses nested in each
 * other, and choices of an adapter's plan that must not change the answer.
 */
import assert from "node:assert/strict";
import type { Resource } from "@medplum/fhirtypes";
import fc from "fast-check";
import type { Clause, Comparator, IndexEntry, SearchPlan } from "../../../src/storage/port.ts";
import { basic, type Fixture, idsOf, plan, put, testIndexer } from "./fixture.ts";

const PARAMS = ["p", "q"];
const param = fc.constantFrom(...PARAMS);
const system = fc.constantFrom("", "urn:a", "urn:b");
const code = fc.constantFrom("x", "y", "z");
const small = fc.integer({ min: 0, max: 6 });
const comparator = fc.constantFrom<Comparator>("eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap");
const period = fc.tuple(small, fc.integer({ min: 1, max: 3 })).map(([low, length]) => ({ low, high: low + length }));
const precise = fc
  .tuple(small, fc.constantFrom(0, 0.5, 1))
  .map(([value, by]) => ({ value, low: value - by, high: value + by }));
const word = fc.constantFrom("", "a", "ab", "abc", "b", "bc");

const entry: fc.Arbitrary<IndexEntry> = fc.oneof(
  fc.record({ kind: fc.constant("token" as const), param, system, code }),
  fc.record({ kind: fc.constant("string" as const), param, value: word, folded: word }),
  fc.tuple(param, period).map(([name, interval]) => ({ kind: "date" as const, param: name, ...interval })),
  fc.tuple(param, precise).map(([name, values]) => ({ kind: "number" as const, param: name, ...values })),
  fc.record({ kind: fc.constant("reference" as const), param, type: fc.constantFrom("Basic", "Patient"), id: code }),
);

const simple: fc.Arbitrary<Clause> = fc.oneof(
  fc.record({ kind: fc.constant("token" as const), param, code }),
  fc.record({ kind: fc.constant("token" as const), param, system, code }),
  fc.record({ kind: fc.constant("token" as const), param, system }),
  fc.record({
    kind: fc.constant("string" as const),
    param,
    match: fc.constantFrom("starts", "contains", "exact"),
    value: word,
  }),
  fc
    .tuple(param, comparator, period)
    .map(([name, by, values]) => ({ kind: "date" as const, param: name, comparator: by, ...values })),
  fc
    .tuple(param, comparator, precise)
    .map(([name, by, values]) => ({ kind: "number" as const, param: name, comparator: by, ...values })),
  fc.record({ kind: fc.constant("reference" as const), param, type: fc.constantFrom("Basic", "Patient"), id: code }),
  fc.record({ kind: fc.constant("reference" as const), param, id: code }),
  fc.record({ kind: fc.constant("missing" as const), param, missing: fc.boolean() }),
  fc.record({
    kind: fc.constant("id" as const),
    ids: fc.array(
      small.map((index) => `r${index}`),
      { maxLength: 3 },
    ),
  }),
);
const { clause } = fc.letrec<{ clause: Clause }>((tie) => ({
  clause: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    simple,
    fc.record({ kind: fc.constant("not" as const), of: tie("clause") }),
    fc.record({ kind: fc.constantFrom("any" as const, "all" as const), of: fc.array(tie("clause"), { maxLength: 4 }) }),
  ),
}));

/** Low and high of a date are those of [low, high). */
const TIMES: Readonly<Record<Comparator, (s: Interval, e: Interval) => boolean>> = {
  eq: (s, e) => s.low <= e.low && e.high <= s.high,
  ne: (s, e) => !(s.low <= e.low && e.high <= s.high),
  gt: (s, e) => e.high > s.high,
  lt: (s, e) => e.low < s.low,
  ge: (s, e) => e.high > s.high || (s.low <= e.low && e.high <= s.high),
  le: (s, e) => e.low < s.low || (s.low <= e.low && e.high <= s.high),
  sa: (s, e) => e.low >= s.high,
  eb: (s, e) => e.high <= s.low,
  ap: (s, e) => e.low < s.high && s.low < e.high,
};
const isEqual = (s: Value, e: Value) => e.value === s.value || (s.low <= e.value && e.value < s.high);
const NUMBERS: Readonly<Record<Comparator, (s: Value, e: Value) => boolean>> = {
  eq: isEqual,
  ne: (s, e) => !isEqual(s, e),
  gt: (s, e) => e.value > s.value,
  lt: (s, e) => e.value < s.value,
  ge: (s, e) => e.value >= s.value,
  le: (s, e) => e.value <= s.value,
  sa: (s, e) => e.value > s.value,
  eb: (s, e) => e.value < s.value,
  ap: (s, e) => e.low <= s.high && s.low <= e.high,
};
interface Interval {
  readonly low: number;
  readonly high: number;
}
interface Value extends Interval {
  readonly value: number;
}

function matches(search: Clause, id: string, entries: readonly IndexEntry[]): boolean {
  switch (search.kind) {
    case "any":
      return search.of.some((part) => matches(part, id, entries));
    case "all":
      return search.of.every((part) => matches(part, id, entries));
    case "not":
      return !matches(search.of, id, entries);
    case "id":
      return search.ids.includes(id);
    case "missing":
      return entries.some((one) => one.param === search.param) !== search.missing;
    default:
      return entries.some((one) => satisfies(search, one));
  }
}

function satisfies(search: Clause, one: IndexEntry): boolean {
  if (!("param" in search) || search.param !== one.param) return false;
  if (search.kind === "token" && one.kind === "token") {
    return (search.system ?? one.system) === one.system && (search.code ?? one.code) === one.code;
  }
  if (search.kind === "string" && one.kind === "string") {
    if (search.match === "exact") return one.value === search.value;
    return search.match === "starts" ? one.folded.startsWith(search.value) : one.folded.includes(search.value);
  }
  if (search.kind === "date" && one.kind === "date") return TIMES[search.comparator](search, one);
  if (search.kind === "number" && one.kind === "number") return NUMBERS[search.comparator](search, one);
  if (search.kind === "reference" && one.kind === "reference") {
    return (search.type ?? one.type) === one.type && search.id === one.id;
  }
  return false;
}

export function oracleContract(fixture: Fixture): void {
  describe("random plans", () => {
    it("finds what the definition of the clauses gives (property)", async () => {
      const contents = fc.array(fc.array(entry, { maxLength: 5 }), { minLength: 7, maxLength: 7 });
      await fc.assert(
        fc.asyncProperty(
          contents,
          fc.array(fc.array(clause, { maxLength: 3 }), { minLength: 12, maxLength: 12 }),
          async (all, plans) => {
            const resources: Resource[] = all.map((entries, index) => basic(`r${index}`, ...entries));
            await put(fixture.store, ...resources);
            for (const where of plans) {
              const expected = resources.filter((resource) => {
                return where.every((one) => matches(one, String(resource.id), testIndexer(resource).entries));
              });
              const search: SearchPlan = plan(where);
              const found = await idsOf(fixture.store.search(search));
              assert.deepEqual(
                found,
                expected.map(({ id }) => id),
              );
              assert.equal(await fixture.store.count(search), expected.length);
              const sort = [{ param: "_id", kind: "id", descending: true } as const];
              assert.deepEqual(await idsOf(fixture.store.search({ ...search, sort })), found.toReversed());
            }
          },
        ),
        { numRuns: 60, seed: 20240302 },
      );
    });
  });
}
