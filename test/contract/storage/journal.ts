/** The journal of HL7 v2 messages, and secrets. */
import assert from "node:assert/strict";
import { RuleViolation } from "../../../src/errors.ts";
import type { JournalEntry } from "../../../src/storage/port.ts";
import { basic, type Fixture } from "./fixture.ts";

export function message(id: string, more: Partial<JournalEntry> = {}): JournalEntry {
  return {
    id,
    receivedAt: "2024-03-01T00:00:00.000Z",
    channel: "mllp",
    key: `key-${id}`,
    sender: "LAB",
    controlId: `C${id}`,
    messageType: "ORU^R01",
    raw: Uint8Array.of(0, 11, 77, 83, 72, 228, 255),
    status: "received",
    resources: [],
    unmapped: [],
    ...more,
  };
}

export function journalContract(fixture: Fixture): void {
  const add = (entry: JournalEntry) => fixture.store.write((tx) => tx.journal(entry));

  describe("journal", () => {
    it("gives a message back by id and by key, its bytes as received", async () => {
      const entry = message("1", {
        status: "error",
        ack: "MSH|^~\\&|\rMSA|AE|1",
        error: "PID-3 is missing",
        resources: ["Patient/1"],
        unmapped: ["PV1-7"],
      });
      await add(entry);
      const found = await fixture.store.journal.get("1");
      assert.deepEqual({ ...found, raw: [...(found?.raw ?? [])] }, { ...entry, raw: [...entry.raw] });
      assert.equal((await fixture.store.journal.byKey("key-1"))?.id, "1");
      assert.equal(await fixture.store.journal.byKey("key-2"), undefined);
      assert.equal(await fixture.store.journal.get("2"), undefined);
    });

    it("replaces the entry with the same id, keeping its place", async () => {
      await add(message("1"));
      await add(message("2"));
      await add(message("1", { status: "processed", resources: ["Patient/1"] }));
      const { items } = await fixture.store.journal.list({ count: 10 });
      assert.deepEqual(
        items.map(({ id, status }) => [id, status]),
        [
          ["2", "received"],
          ["1", "processed"],
        ],
      );
    });

    it("refuses a second entry with the same key, and all that the write did", async () => {
      await add(message("1"));
      const second = fixture.store.write(async (tx) => {
        await tx.put(basic("a"));
        await tx.journal(message("2", { key: "key-1" }));
      });
      await assert.rejects(second, (error) => error instanceof RuleViolation && error.code === "duplicate");
      assert.equal(await fixture.store.read({ type: "Basic", id: "a" }), undefined);
    });

    it("finds a key inside the write: of racing receptions of one message, one is journalled", async () => {
      const receive = (id: string) =>
        fixture.store.write(async (tx) => {
          const known = await tx.journalByKey("same");
          if (known) return known.id;
          await tx.journal(message(id, { key: "same" }));
          return id;
        });
      const ids = await Promise.all(["1", "2", "3", "4"].map(receive));
      assert.equal(new Set(ids).size, 1);
      assert.equal((await fixture.store.journal.list({ count: 10 })).items.length, 1);
    });

    it("lists newest first by status, page by page, without the bytes", async () => {
      for (const id of ["1", "2", "3", "4", "5"]) {
        await add(message(id, { status: id === "3" ? "error" : "processed" }));
      }
      const first = await fixture.store.journal.list({ status: "processed", count: 3 });
      assert.deepEqual(
        first.items.map(({ id }) => id),
        ["5", "4", "2"],
      );
      assert.ok(first.next);
      const second = await fixture.store.journal.list({ status: "processed", count: 3, cursor: first.next });
      assert.deepEqual(
        second.items.map(({ id }) => id),
        ["1"],
      );
      assert.equal(second.next, undefined);
      assert.ok(!("raw" in (first.items[0] ?? {})));
    });
  });

  describe("secrets", () => {
    it("makes 32 bytes per name, once, also for callers that race, and keeps them over opening again", async () => {
      const [one, same, other] = await Promise.all(
        ["paging", "paging", "other"].map((name) => fixture.store.secret(name)),
      );
      assert.equal(one?.length, 32);
      assert.deepEqual([...(one ?? [])], [...(same ?? [])]);
      assert.notDeepEqual([...(one ?? [])], [...(other ?? [])]);
      const store = await fixture.reopen();
      assert.deepEqual([...(await store.secret("paging"))], [...(one ?? [])]);
    });
  });
}
