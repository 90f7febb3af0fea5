/** The comparators of https://hl7.org/fhir/R4/search.html#prefix on dates, numbers and lastUpdated. */
import assert from "node:assert/strict";
import { type Clause, type Comparator, OPEN_TIME } from "../../../src/storage/port.ts";
import { basic, DAY, date, type Fixture, idsOf, number, plan, put, START } from "./fixture.ts";

const COMPARATORS: readonly Comparator[] = ["eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap"];

/** Search value: the day [D, D+1). Each period stands in one relation to it. */
const PERIODS = [
  basic("before", date("when", START - 2 * DAY, START - DAY)),
  basic("meets", date("when", START - DAY, START)),
  basic("overlaps-start", date("when", START - 1000, START + 1000)),
  basic("same", date("when", START, START + DAY)),
  basic("within", date("when", START + 1000, START + 2000)),
  basic("around", date("when", START - DAY, START + 2 * DAY)),
  basic("overlaps-end", date("when", START + DAY - 1000, START + DAY + 1000)),
  basic("met-by", date("when", START + DAY, START + 2 * DAY)),
  basic("after", date("when", START + 3 * DAY, START + 4 * DAY)),
  basic("open-end", date("when", START - DAY, OPEN_TIME)),
  basic("open-start", date("when", -OPEN_TIME, START + 1)),
];
const PERIOD_MATCHES: Readonly<Record<Comparator, readonly string[]>> = {
  // The search period contains the stored one.
  eq: ["same", "within"],
  ne: ["before", "meets", "overlaps-start", "around", "overlaps-end", "met-by", "after", "open-end", "open-start"],
  // What is above the search period overlaps the stored one.
  gt: ["around", "overlaps-end", "met-by", "after", "open-end"],
  lt: ["before", "meets", "overlaps-start", "around", "open-end", "open-start"],
  ge: ["same", "within", "around", "overlaps-end", "met-by", "after", "open-end"],
  le: ["before", "meets", "overlaps-start", "same", "within", "around", "open-end", "open-start"],
  // No overlap, and wholly above or below.
  sa: ["met-by", "after"],
  eb: ["before", "meets"],
  ap: ["overlaps-start", "same", "within", "around", "overlaps-end", "open-end", "open-start"],
};

/** Search value: 100, which covers [99.5, 100.5) without a prefix and is exact with one. */
const NUMBERS = [
  basic("99", number("value", 99, 0.5)),
  basic("99.5", number("value", 99.5, 0.05)),
  basic("99.9", number("value", 99.9, 0.05)),
  basic("100", number("value", 100, 0.5)),
  basic("100.4", number("value", 100.4, 0.05)),
  basic("100.5", number("value", 100.5, 0.05)),
  basic("101", number("value", 101, 0.5)),
  basic("-100", number("value", -100, 0.5)),
];
const NUMBER_MATCHES: Readonly<Record<Comparator, readonly string[]>> = {
  eq: ["99.5", "99.9", "100", "100.4"],
  ne: ["99", "100.5", "101", "-100"],
  gt: ["100.4", "100.5", "101"],
  lt: ["99", "99.5", "99.9", "-100"],
  ge: ["100", "100.4", "100.5", "101"],
  le: ["99", "99.5", "99.9", "100", "-100"],
  sa: ["100.4", "100.5", "101"],
  eb: ["99", "99.5", "99.9", "-100"],
  // The range that the search gives overlaps the stored precision.
  ap: ["99", "99.5", "99.9", "100", "100.4", "100.5", "101"],
};

const UPDATED_MATCHES: Readonly<Record<Comparator, readonly string[]>> = {
  eq: ["b"],
  ne: ["a", "c"],
  gt: ["c"],
  lt: ["a"],
  ge: ["b", "c"],
  le: ["a", "b"],
  sa: ["c"],
  eb: ["a"],
  ap: ["b"],
};

export function comparatorsContract(fixture: Fixture): void {
  const check = async (clause: Clause, expected: readonly string[]) => {
    assert.deepEqual(await idsOf(fixture.store.search(plan([clause]))), expected);
    const tested: Clause = { kind: "not", of: { kind: "not", of: clause } };
    assert.deepEqual(await idsOf(fixture.store.search(plan([tested]))), expected);
  };

  describe("comparators", () => {
    it("compares periods", async () => {
      await put(fixture.store, ...PERIODS);
      for (const comparator of COMPARATORS) {
        await check(
          { kind: "date", param: "when", comparator, low: START, high: START + DAY },
          PERIOD_MATCHES[comparator],
        );
      }
    });

    it("compares numbers", async () => {
      await put(fixture.store, ...NUMBERS);
      for (const comparator of COMPARATORS) {
        const clause = { kind: "number", param: "value", comparator, value: 100, low: 99.5, high: 100.5 } as const;
        await check(clause, NUMBER_MATCHES[comparator]);
      }
    });

    it("compares an exact number", async () => {
      await put(fixture.store, ...NUMBERS);
      const clause = { kind: "number", param: "value", value: 100, low: 100, high: 100 } as const;
      await check({ ...clause, comparator: "eq" }, ["100"]);
      await check({ ...clause, comparator: "ne" }, ["99", "99.5", "99.9", "100.4", "100.5", "101", "-100"]);
    });

    it("compares quantities in canonical units", async () => {
      const grams = (value: number) => ({ code: "g", value, low: value, high: value });
      const entry = { kind: "quantity", param: "amount", system: "urn:ucum", code: "mg", unit: "mg" } as const;
      await put(
        fixture.store,
        basic("one", { ...entry, value: 1000, low: 999.5, high: 1000.5, canonical: grams(1) }),
        basic("two", { ...entry, value: 2000, low: 1999.5, high: 2000.5, canonical: grams(2) }),
      );
      const clause = { kind: "quantity", param: "amount", value: 1, low: 0.5, high: 1.5 } as const;
      const canonical = { code: "g", value: 1, low: 0.5, high: 1.5 };
      await check({ ...clause, comparator: "gt", canonical }, ["two"]);
      await check({ ...clause, comparator: "le", canonical }, ["one"]);
      await check({ ...clause, comparator: "ne", canonical }, ["two"]);
      await check({ ...clause, comparator: "gt", canonical: { ...canonical, code: "m" } }, []);
    });

    it("compares lastUpdated, to the millisecond", async () => {
      for (const id of ["a", "b", "c"]) {
        await put(fixture.store, basic(id));
        fixture.now += 1000;
      }
      for (const comparator of COMPARATORS) {
        const second = { low: START + 1000, high: START + 2000 };
        await check({ kind: "lastUpdated", comparator, ...second }, UPDATED_MATCHES[comparator]);
      }
    });
  });
}
