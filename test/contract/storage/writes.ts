/** Promises 1, 2 and 3: atomic, durable, race-proof. */
import assert from "node:assert/strict";
import { VersionConflict } from "../../../src/errors.ts";
import type { WriteTransaction } from "../../../src/storage/port.ts";
import { basic, type Fixture, idsOf, plan, put, remove, token } from "./fixture.ts";
import { message } from "./journal.ts";

const IDENTIFIER = token("identifier", "urn:x", "7");

export function writesContract(fixture: Fixture): void {
  describe("writes", () => {
    it("leaves nothing behind of a write that throws: versions, index, journal, events, consumer positions", async () => {
      const { store } = fixture;
      await put(store, basic("before", token("tag", "", "old")));
      const failing = store.write(async (tx) => {
        await tx.put(basic("before", token("tag", "", "new")));
        await tx.put(basic("made", token("tag", "", "new")));
        await tx.journal(message("1"));
        await tx.setConsumerPosition("reader", 9);
        throw new RangeError("midway");
      });
      await assert.rejects(failing, RangeError);

      assert.equal((await store.read({ type: "Basic", id: "before" }))?.versionId, "1");
      assert.equal(await store.read({ type: "Basic", id: "made" }), undefined);
      assert.deepEqual(await idsOf(store.search(plan([{ kind: "token", param: "tag", code: "new" }]))), []);
      assert.deepEqual(await idsOf(store.search(plan([{ kind: "token", param: "tag", code: "old" }]))), ["before"]);
      assert.equal(await store.journal.get("1"), undefined);
      assert.equal(await store.consumerPosition("reader"), 0);
      assert.equal((await store.events(0, 10)).length, 1);
    });

    it("takes up parameters and systems first seen in a write that was rolled back, also over opening again", async () => {
      const failing = fixture.store.write(async (tx) => {
        await tx.put(basic("a", token("novel", "urn:novel", "x")));
        throw new RangeError();
      });
      await assert.rejects(failing, RangeError);
      const { store } = fixture;
      await put(store, basic("b", token("other", "urn:other", "x")), basic("c", token("novel", "urn:novel", "x")));
      for (const openAgain of [false, true]) {
        const now = openAgain ? await fixture.reopen() : store;
        const by = (param: string, more: object) => idsOf(now.search(plan([{ kind: "token", param, ...more }])));
        assert.deepEqual(await by("novel", { code: "x" }), ["c"]);
        assert.deepEqual(await by("novel", { system: "urn:novel" }), ["c"]);
        assert.deepEqual(await by("other", { code: "x" }), ["b"]);
        assert.deepEqual(await by("other", { system: "urn:other" }), ["b"]);
      }
    });

    it("lets other writes of the same moment succeed beside one that throws", async () => {
      const { store } = fixture;
      const results = await Promise.allSettled([
        put(store, basic("a")),
        store.write(async (tx) => {
          await tx.put(basic("b"));
          throw new RangeError();
        }),
        put(store, basic("c")),
      ]);
      assert.deepEqual(
        results.map(({ status }) => status),
        ["fulfilled", "rejected", "fulfilled"],
      );
      assert.deepEqual(await idsOf(store.search(plan([]))), ["a", "c"]);
    });

    it("shows a write only to itself until it is committed", async () => {
      const { store } = fixture;
      const search = plan([{ kind: "token", param: "identifier", code: "7" }]);
      const seen = await store.write(async (tx) => {
        await tx.put(basic("a", IDENTIFIER));
        const current = await tx.read({ type: "Basic", id: "a" });
        return [current?.versionId, (await tx.search(search)).length];
      });
      assert.deepEqual(seen, ["1", 1]);
      assert.deepEqual(await idsOf(store.search(search)), ["a"]);
    });

    it("makes one resource of 16 racing writes that match, then create", async () => {
      const { store } = fixture;
      const search = plan([{ kind: "token", param: "identifier", system: "urn:x", code: "7" }], { count: 2 });
      const createOnce = (id: string) => async (tx: WriteTransaction) => {
        const [found] = await tx.match(search, "Basic?identifier=urn:x|7");
        return found ?? (await tx.put(basic(id, IDENTIFIER)));
      };
      const answers = await Promise.all(
        Array.from({ length: 16 }, (_, index) => store.write(createOnce(`racer-${index}`))),
      );
      assert.equal(new Set(answers.map(({ id }) => id)).size, 1);
      assert.equal((await idsOf(store.search(search))).length, 1);
      assert.equal((await store.events(0, 100)).length, 1);
    });

    it("checks ifMatch inside the write: of racing updates of one version, one wins", async () => {
      const { store } = fixture;
      await put(store, basic("a"));
      const results = await Promise.allSettled(
        Array.from({ length: 8 }, () => store.write((tx) => tx.put(basic("a"), { ifMatch: "1" }))),
      );
      const lost = results.filter((result) => result.status === "rejected");
      assert.equal(lost.length, 7);
      for (const { reason } of lost) assert.ok(reason instanceof VersionConflict);
      assert.equal((await store.read({ type: "Basic", id: "a" }))?.versionId, "2");
    });

    it("refuses ifMatch on what never was, and on a deletion of another version", async () => {
      const { store } = fixture;
      await assert.rejects(
        store.write((tx) => tx.put(basic("a"), { ifMatch: "1" })),
        VersionConflict,
      );
      await put(store, basic("a"), basic("a"));
      await assert.rejects(
        store.write((tx) => tx.delete({ type: "Basic", id: "a" }, { ifMatch: "1" })),
        VersionConflict,
      );
      const deleted = await store.write((tx) => tx.delete({ type: "Basic", id: "a" }, { ifMatch: "2" }));
      assert.equal(deleted?.versionId, "3");
    });

    it("keeps everything over closing and opening again", async () => {
      await put(fixture.store, basic("a", IDENTIFIER), basic("b"));
      await remove(fixture.store, "Basic", "b");
      await fixture.store.write((tx) => tx.setConsumerPosition("reader", 2));
      const store = await fixture.reopen();
      const search = plan([{ kind: "token", param: "identifier", system: "urn:x", code: "7" }]);
      assert.deepEqual(await idsOf(store.search(search)), ["a"]);
      assert.equal((await store.read({ type: "Basic", id: "b" }))?.method, "delete");
      assert.equal(await store.consumerPosition("reader"), 2);
      const [next] = await put(store, basic("a"));
      assert.equal(next?.versionId, "2");
    });

    it("gives ids that differ", async () => {
      const ids = await fixture.store.write(async (tx) => Array.from({ length: 100 }, () => tx.newId()));
      assert.equal(new Set(ids).size, 100);
    });

    it("resolves check while it can read and write", () => fixture.store.check());

    it("finishes the writes that were taken when it closes", async () => {
      const writes = [put(fixture.store, basic("a")), put(fixture.store, basic("b"))];
      const store = await fixture.reopen();
      await Promise.all(writes);
      assert.deepEqual(await idsOf(store.search(plan([]))), ["a", "b"]);
    });
  });
}
