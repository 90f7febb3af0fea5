/** Promise 8, between processes: one at a time has a consumer's lease, and only that one writes under it. */
import assert from "node:assert/strict";
import { VersionConflict } from "../../../src/errors.ts";
import type { Lease, Store } from "../../../src/storage/port.ts";
import { basic, type Fixture, idsOf, plan, put } from "./fixture.ts";

/** A store with a clock of its own is waited for, so one that runs out is short, and one that must not is long. */
const SHORT_MS = 120;
const LONG_MS = 600_000;
const RACERS = 12;

export function leasesContract(fixture: Fixture): void {
  describe("leases", () => {
    const ask = (holder: string, milliseconds = LONG_MS) => fixture.store.lease("twins", { holder, milliseconds });
    const writeUnder = (store: Store, lease: Lease, id: string) =>
      store.write(async (tx) => {
        await tx.requireLease(lease);
        await tx.put(basic(id));
        await tx.setConsumerPosition("twins", 1);
      });

    it("gives a free lease to who asks, and says to others who has it and for how long", async () => {
      const own = await ask("a");
      assert.deepEqual([own.consumer, own.holder], ["twins", "a"]);
      const seen = await ask("b");
      assert.deepEqual([seen.consumer, seen.holder, seen.token], ["twins", "a", own.token]);
      assert.ok(seen.leftMs > LONG_MS / 2 && seen.leftMs <= LONG_MS, `${seen.leftMs} ms left`);
    });

    it("gives each consumer a lease of its own", async () => {
      await ask("a");
      const other = await fixture.store.lease("alerts", { holder: "b", milliseconds: LONG_MS });
      assert.equal(other.holder, "b");
      assert.equal((await ask("b")).holder, "a");
    });

    it("gives exactly one of those who ask at once the lease", async () => {
      const holders = Array.from({ length: RACERS }, (_, index) => `racer-${index}`);
      const answers = await Promise.all(holders.map((holder) => ask(holder)));
      assert.equal(answers.filter(({ holder }, index) => holder === holders[index]).length, 1);
      assert.equal(new Set(answers.map(({ holder, token }) => `${holder} ${token}`)).size, 1);
    });

    it("gives a lease that has run out to another, with a higher token", async () => {
      const first = await ask("a", SHORT_MS);
      await fixture.elapse(SHORT_MS + 1);
      const second = await ask("b");
      assert.equal(second.holder, "b");
      assert.ok(second.token > first.token);
      assert.equal((await ask("a")).holder, "b");
    });

    it("renews a lease for its holder, who keeps the token", async () => {
      const first = await ask("a", SHORT_MS);
      const again = await ask("a");
      assert.deepEqual([again.holder, again.token], ["a", first.token]);
      await fixture.elapse(SHORT_MS + 1);
      assert.equal((await ask("b")).holder, "a");
    });

    it("gives a released lease away at once, and lets its holder write no more", async () => {
      const first = await ask("a");
      await fixture.store.release(first);
      await assert.rejects(writeUnder(fixture.store, first, "late"), VersionConflict);
      const second = await ask("b");
      assert.equal(second.holder, "b");
      await fixture.store.release(first);
      assert.equal((await ask("c")).holder, "b", "a lease that is over cannot release the next one");
      await fixture.store.release(second);
      const third = await ask("a");
      assert.ok(third.token > second.token && second.token > first.token);
    });

    it("lets the holder write, and who had the lease before write nothing", async () => {
      const { store } = fixture;
      const first = await ask("a", SHORT_MS);
      await writeUnder(store, first, "in-time");
      await fixture.elapse(SHORT_MS + 1);
      await writeUnder(store, first, "nobody-took-it");
      const second = await ask("b");
      await assert.rejects(writeUnder(store, first, "too-late"), VersionConflict);
      await writeUnder(store, second, "next");
      assert.deepEqual(await idsOf(store.search(plan([]))), ["in-time", "nobody-took-it", "next"]);
    });

    it("undoes nothing of the writes beside one whose lease is lost", async () => {
      const { store } = fixture;
      const first = await ask("a");
      await store.release(first);
      const late = assert.rejects(writeUnder(store, first, "late"), VersionConflict);
      await Promise.all([late, put(store, basic("x")), put(store, basic("y"))]);
      assert.deepEqual(await idsOf(store.search(plan([]))), ["x", "y"]);
    });
  });
}
