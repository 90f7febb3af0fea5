/** History of a resource, a type, the system: https://hl7.org/fhir/R4/http.html#history */
import assert from "node:assert/strict";
import { InvalidInput } from "../../../src/errors.ts";
import type { HistoryScope } from "../../../src/storage/port.ts";
import { basic, type Fixture, make, put, remove, START } from "./fixture.ts";

export function historyContract(fixture: Fixture): void {
  /** The versions as `id/versionId`. */
  const versions = async (scope: Partial<HistoryScope>) => {
    const { items } = await fixture.store.history({ count: 100, ...scope });
    return items.map(({ id, versionId }) => `${id}/${versionId}`);
  };

  describe("history", () => {
    beforeEach(async () => {
      const { store } = fixture;
      await put(store, basic("a"), make("Patient", "p"));
      fixture.now = START + 1000;
      await put(store, basic("a"), basic("b"));
      fixture.now = START + 2000;
      await remove(store, "Basic", "a");
      fixture.now = START + 3000;
      await put(store, make("Basic", "c", { realm: "computed" }));
    });

    it("gives the versions of an instance, a type and the system, newest first, deletions included", async () => {
      assert.deepEqual(await versions({ type: "Basic", id: "a" }), ["a/3", "a/2", "a/1"]);
      assert.deepEqual(await versions({ type: "Basic" }), ["c/1", "a/3", "b/1", "a/2", "a/1"]);
      assert.deepEqual(await versions({}), ["c/1", "a/3", "b/1", "a/2", "p/1", "a/1"]);
      assert.deepEqual(await versions({ type: "Basic", id: "never" }), []);
      assert.deepEqual(await versions({ type: "NeverSeen" }), []);
    });

    it("keeps to a realm", async () => {
      assert.deepEqual(await versions({ type: "Basic", realm: "record" }), ["a/3", "b/1", "a/2", "a/1"]);
      assert.deepEqual(await versions({ realm: "computed" }), ["c/1"]);
    });

    it("gives versions since an instant", async () => {
      assert.deepEqual(await versions({ since: START + 2000 }), ["c/1", "a/3"]);
      assert.deepEqual(await versions({ since: START + 2001 }), ["c/1"]);
      assert.deepEqual(await versions({ since: START + 3001 }), []);
      assert.deepEqual(await versions({ type: "Patient", since: START }), ["p/1"]);
    });

    it("gives versions that were current in a period", async () => {
      const at = (low: number, high: number) => ({ at: { low: START + low, high: START + high } });
      assert.deepEqual(await versions(at(500, 501)), ["p/1", "a/1"]);
      assert.deepEqual(await versions(at(500, 1001)), ["b/1", "a/2", "p/1", "a/1"]);
      assert.deepEqual(await versions(at(1000, 1001)), ["b/1", "a/2", "p/1"]);
      assert.deepEqual(await versions({ type: "Basic", id: "a", ...at(2500, 9000) }), ["a/3"]);
      assert.deepEqual(await versions(at(-100, 0)), []);
    });

    it("pages and counts, each version once though more are written", async () => {
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await fixture.store.history({
          count: 2,
          total: true,
          ...(cursor === undefined ? {} : { cursor }),
        });
        seen.push(...page.items.map(({ id, versionId }) => `${id}/${versionId}`));
        if (cursor === undefined) assert.equal(page.total, 6);
        cursor = page.next;
        await put(fixture.store, basic("b"));
      } while (cursor !== undefined);
      assert.deepEqual(seen, ["c/1", "a/3", "b/1", "a/2", "p/1", "a/1"]);
    });

    it("refuses a cursor that is none", async () => {
      for (const cursor of ["", "x", "W10", "WyJhIl0", "WzEuNV0"]) {
        await assert.rejects(fixture.store.history({ count: 2, cursor }), InvalidInput, cursor);
      }
    });
  });
}
