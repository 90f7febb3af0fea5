/** Orders of search results: each kind of key, both directions, resources without a value last. */
import assert from "node:assert/strict";
import type { Clause, IndexEntry, SortKey } from "../../../src/storage/port.ts";
import {
  basic,
  date,
  type Fixture,
  idsOf,
  number,
  plan,
  put,
  reference,
  START,
  text,
  token,
  uri,
  walkPages,
} from "./fixture.ts";

const grams = (value: number): IndexEntry => ({
  kind: "quantity",
  param: "amount",
  system: "",
  code: "mg",
  unit: "mg",
  value: value * 1000,
  low: value * 1000,
  high: value * 1000,
  canonical: { code: "g", value, low: value, high: value },
});

/** In order of creation: `none` has no value; `two` has two, one less and one greater than those of the others. */
const RESOURCES = [
  basic("none"),
  basic(
    "b",
    text("name", "B"),
    date("when", 20, 30),
    token("code", "", "b"),
    number("n", 2, 0),
    uri("url", "urn:b"),
    reference("ref", "X", "b"),
    grams(2),
  ),
  basic(
    "c",
    text("name", "C"),
    date("when", 30, 40),
    token("code", "", "c"),
    number("n", 10, 0),
    uri("url", "urn:c"),
    reference("ref", "X", "c"),
    grams(10),
  ),
  basic(
    "two",
    ...["A", "D"].map((value) => text("name", value)),
    date("when", 10, 11),
    date("when", 40, 41),
    token("code", "", "a"),
    token("code", "", "d"),
    number("n", 1, 0),
    number("n", 11, 0),
    uri("url", "urn:a"),
    uri("url", "urn:d"),
    reference("ref", "X", "a"),
    reference("ref", "X", "d"),
    grams(1),
    grams(11),
  ),
  basic(
    "b2",
    text("name", "b", "b"),
    date("when", 20, 25),
    token("code", "", "b"),
    number("n", 2, 0),
    uri("url", "urn:b"),
    reference("ref", "X", "b"),
    grams(2),
  ),
];
const UP = ["two", "b", "b2", "c", "none"];
const DOWN = ["two", "c", "b2", "b", "none"];
const KEYS: readonly (readonly [string, SortKey["kind"]])[] = [
  ["name", "string"],
  ["when", "date"],
  ["code", "token"],
  ["n", "number"],
  ["url", "uri"],
  ["ref", "reference"],
  ["amount", "quantity"],
];
/** With a clause that few satisfy a store may sort what it found; without one it may walk along the key. */
const WHERE: readonly (readonly Clause[])[] = [[], [{ kind: "id", ids: RESOURCES.map(({ id }) => String(id)) }]];

export function sortingContract(fixture: Fixture): void {
  describe("sorting", () => {
    for (const [param, kind] of KEYS) {
      it(`sorts by ${kind}, resources without a value last, whole or page by page`, async () => {
        await put(fixture.store, ...RESOURCES);
        for (const where of WHERE) {
          for (const [descending, expected] of [
            [false, UP],
            [true, DOWN],
          ] as const) {
            const search = plan(where, { sort: [{ param, kind, descending }] });
            assert.deepEqual(await idsOf(fixture.store.search(search)), expected);
            for (const count of [1, 2, 4]) {
              assert.deepEqual(await walkPages(fixture.store, { ...search, count }), expected, `${count} a page`);
            }
          }
        }
      });
    }

    it("sorts by several keys", async () => {
      await put(
        fixture.store,
        basic("1", token("code", "", "x"), date("when", 10, 11)),
        basic("2", token("code", "", "y"), date("when", 30, 31)),
        basic("3", token("code", "", "x"), date("when", 20, 21)),
        basic("4", token("code", "", "x")),
        basic("5", date("when", 90, 91)),
      );
      const sort: SortKey[] = [
        { param: "code", kind: "token", descending: false },
        { param: "when", kind: "date", descending: true },
      ];
      for (const count of [1, 2, 3, 9]) {
        assert.deepEqual(await walkPages(fixture.store, plan([], { sort, count })), ["3", "1", "4", "2", "5"]);
      }
    });

    it("sorts by _lastUpdated and _id", async () => {
      fixture.now = START;
      await put(fixture.store, basic("b"), basic("c"));
      fixture.now = START + 1;
      await put(fixture.store, basic("a"));
      fixture.now = START + 2;
      await put(fixture.store, basic("b"));
      for (const where of [[], [{ kind: "id", ids: ["a", "b", "c"] } as const]]) {
        const sorted = (param: "_lastUpdated" | "_id", descending: boolean) => {
          const kind = param === "_id" ? "id" : "lastUpdated";
          return walkPages(fixture.store, plan(where, { sort: [{ param, kind, descending }], count: 1 }));
        };
        assert.deepEqual(await sorted("_lastUpdated", false), ["c", "a", "b"]);
        assert.deepEqual(await sorted("_lastUpdated", true), ["b", "a", "c"]);
        assert.deepEqual(await sorted("_id", false), ["a", "b", "c"]);
        assert.deepEqual(await sorted("_id", true), ["c", "b", "a"]);
      }
    });

    it("keeps the order of creation for a parameter that was never seen", async () => {
      await put(fixture.store, ...RESOURCES);
      const sort: SortKey[] = [{ param: "never", kind: "string", descending: false }];
      const ids = RESOURCES.map(({ id }) => id);
      assert.deepEqual(await walkPages(fixture.store, plan([], { sort, count: 2 })), ids);
    });

    it("sorts filtered results", async () => {
      await put(fixture.store, ...RESOURCES);
      const sort: SortKey[] = [{ param: "when", kind: "date", descending: true }];
      const where: Clause[] = [{ kind: "token", param: "code", code: "b" }];
      assert.deepEqual(await idsOf(fixture.store.search(plan(where, { sort }))), ["b2", "b"]);
      assert.deepEqual(await idsOf(fixture.store.search(plan([{ kind: "not", of: where[0] as Clause }], { sort }))), [
        "two",
        "c",
        "none",
      ]);
    });
  });
}
