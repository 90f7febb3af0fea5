/** Promise 7: a walk returns what stayed as it was exactly once, whatever is written meanwhile. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { InvalidInput } from "../../../src/errors.ts";
import type { SortKey } from "../../../src/storage/port.ts";
import { basic, date, type Fixture, plan, put, remove, token, walkPages } from "./fixture.ts";

const SORTS: readonly (readonly SortKey[])[] = [
  [],
  [{ param: "when", kind: "date", descending: false }],
  [{ param: "when", kind: "date", descending: true }],
  [
    { param: "code", kind: "token", descending: false },
    { param: "when", kind: "date", descending: true },
  ],
  [{ param: "_lastUpdated", kind: "lastUpdated", descending: true }],
];

/** Few values, so that pages end between equal ones; `undefined` for none. */
const value = fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined });
const change = fc.record({ id: fc.integer({ min: 0, max: 30 }), value, isDeletion: fc.boolean() });

function resource(id: string, when: number | undefined) {
  const entries = when === undefined ? [] : [date("when", when, when + 1), token("code", "", String(when % 2))];
  return basic(id, token("all", "", "yes"), ...entries);
}

export function pagingContract(fixture: Fixture): void {
  describe("paging", () => {
    it("returns each resource that stayed exactly once under concurrent writes, in any order (property)", async () => {
      let run = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.array(value, { minLength: 1, maxLength: 20 }),
          fc.array(change, { maxLength: 12 }),
          fc.constantFrom(...SORTS),
          fc.integer({ min: 1, max: 6 }),
          async (values, changes, sort, count) => {
            const prefix = `run${run++}-`;
            const { store } = fixture;
            fixture.now += 1;
            await put(store, ...values.map((when, index) => resource(`${prefix}${index}`, when)));
            const touched = new Set<string>();
            const next = changes.values();
            const between = async () => {
              const { value: one } = next.next();
              if (!one) return;
              fixture.now += 1;
              const id = `${prefix}${one.id}`;
              touched.add(id);
              if (one.isDeletion) await remove(store, "Basic", id);
              else await put(store, resource(id, one.value));
            };
            const where = [{ kind: "token", param: "all", code: "yes" } as const];
            const seen = (await walkPages(store, plan(where, { sort, count }), between)).filter((id) =>
              id.startsWith(prefix),
            );
            const stayed = values.map((_, index) => `${prefix}${index}`).filter((id) => !touched.has(id));
            for (const id of stayed) assert.equal(seen.filter((other) => other === id).length, 1, id);
            const rest = (await walkPages(store, plan([], { count: 1000 }))).filter((id) => id.startsWith(prefix));
            for (const id of rest) await remove(store, "Basic", id);
          },
        ),
        { numRuns: 60, seed: 20240301 },
      );
    });

    it("counts all matches on every page, and has no next on the last", async () => {
      const { store } = fixture;
      await put(store, ...Array.from({ length: 5 }, (_, index) => resource(String(index), index)));
      const where = [{ kind: "date", param: "when", comparator: "ge", low: 1, high: 2 } as const];
      const first = await store.search(plan(where, { count: 2, total: true }));
      assert.deepEqual([first.total, first.items.length], [4, 2]);
      const second = await store.search(plan(where, { count: 2, total: true, cursor: first.next ?? "" }));
      assert.deepEqual([second.total, second.items.length, second.next], [4, 2, undefined]);
      assert.equal((await store.search(plan(where, { count: 2 }))).total, undefined);
    });

    it("refuses a cursor that is none, or of a plan with other sort keys", async () => {
      const { store } = fixture;
      await put(store, resource("1", 1), resource("2", 2));
      const { next = "" } = await store.search(plan([], { count: 1, sort: SORTS[1] ?? [] }));
      for (const cursor of [next, "", "x", "bnVsbA"]) {
        await assert.rejects(store.search(plan([], { count: 1, cursor })), InvalidInput);
      }
    });
  });
}
