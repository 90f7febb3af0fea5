/** Promise 8: events in the order of commit, and consumers with positions of their own. */
import assert from "node:assert/strict";
import { basic, type Fixture, make, put, remove } from "./fixture.ts";

export function eventsContract(fixture: Fixture): void {
  describe("events", () => {
    it("tells each change once, in the order of commit", async () => {
      const { store } = fixture;
      await put(store, basic("a"), basic("b"));
      await Promise.all([put(store, basic("a")), remove(store, "Basic", "b"), put(store, basic("c"))]);
      const events = await store.events(0, 100);
      assert.deepEqual(
        events.map(({ type, id, versionId, action, at }) => [type, id, versionId, action, at]),
        [
          ["Basic", "a", "1", "create", "2024-03-01T00:00:00.000Z"],
          ["Basic", "b", "1", "create", "2024-03-01T00:00:00.000Z"],
          ["Basic", "a", "2", "update", "2024-03-01T00:00:00.000Z"],
          ["Basic", "b", "2", "delete", "2024-03-01T00:00:00.000Z"],
          ["Basic", "c", "1", "create", "2024-03-01T00:00:00.000Z"],
        ],
      );
      const positions = events.map(({ position }) => position);
      assert.deepEqual(
        positions,
        positions.toSorted((a, b) => a - b),
      );
      assert.equal(new Set(positions).size, 5);
    });

    it("gives what comes after a position, up to a limit", async () => {
      const { store } = fixture;
      await put(store, basic("a"), basic("b"), basic("c"));
      const [first] = await store.events(0, 1);
      const rest = await store.events(first?.position ?? 0, 10);
      assert.deepEqual(
        rest.map(({ id }) => id),
        ["b", "c"],
      );
      assert.deepEqual(await store.events(rest.at(-1)?.position ?? 0, 10), []);
    });

    it("names the patients in whose compartment the resource is, and was", async () => {
      const { store } = fixture;
      await put(store, make("Basic", "a", { patients: ["p1", "p2"] }));
      await put(store, make("Basic", "a", { patients: ["p2", "p3"] }));
      await put(store, make("Basic", "a", { patients: ["p3"] }));
      await remove(store, "Basic", "a");
      const events = await store.events(0, 10);
      assert.deepEqual(
        events.map(({ patients }) => patients.toSorted()),
        [["p1", "p2"], ["p1", "p2", "p3"], ["p2", "p3"], ["p3"]],
      );
    });

    it("says whether the change was of the record or of something computed, deletions included", async () => {
      const { store } = fixture;
      await put(store, basic("a"), make("Basic", "b", { realm: "computed" }));
      await remove(store, "Basic", "b");
      const events = await store.events(0, 10);
      assert.deepEqual(
        events.map(({ realm }) => realm),
        ["record", "computed", "computed"],
      );
    });

    it("keeps a position per consumer, moved together with what the consumer wrote", async () => {
      const { store } = fixture;
      assert.equal(await store.consumerPosition("twins"), 0);
      await store.write(async (tx) => {
        await tx.put(basic("a"));
        await tx.setConsumerPosition("twins", 5);
      });
      await store.write((tx) => tx.setConsumerPosition("alerts", 3));
      await store.write((tx) => tx.setConsumerPosition("twins", 8));
      assert.deepEqual([await store.consumerPosition("twins"), await store.consumerPosition("alerts")], [8, 3]);
    });

    it("calls listeners after a commit, with the events there to read, until they stop", async () => {
      const { store } = fixture;
      let calls = 0;
      const called = new Promise<number>((resolve) => {
        store.onCommit(async () => resolve((await store.events(0, 10)).length));
      });
      const stop = store.onCommit(() => calls++);
      await put(store, basic("a"));
      assert.equal(await called, 1);
      assert.equal(calls, 1);
      stop();
      const again = new Promise<void>((resolve) => {
        store.onCommit(resolve);
      });
      await put(store, basic("b"));
      await again;
      assert.equal(calls, 1);
    });
  });
}
