/** A store copied into another one is equal to it: versions, order, searches, events, journal, positions, secrets. */
import assert from "node:assert/strict";
import { RuleViolation } from "../../../src/errors.ts";
import type { CopiedVersion, CopyPart } from "../../../src/storage/copy.ts";
import type { Store } from "../../../src/storage/port.ts";
import { basic, DAY, date, type Fixture, make, plan, put, remove, START, text, token } from "./fixture.ts";
import { message } from "./journal.ts";

/** Makes another empty store of the same kind, which is removed after the test. */
export type MakeOther = () => Promise<Store>;

export function copyContract(fixture: Fixture, makeOther: MakeOther): void {
  describe("copy", () => {
    beforeEach(() => fill(fixture));

    it("gives everything in pages and takes it as it is", async () => {
      const other = await makeOther();
      await copyAll(fixture.store, other, 3);
      assert.deepEqual(await everythingOf(other), await everythingOf(fixture.store));
      assert.deepEqual(await other.copy.contents(), await fixture.store.copy.contents());
    });

    it("answers searches, history, latest and compartments as the source does", async () => {
      const other = await makeOther();
      await copyAll(fixture.store, other, 100);
      assert.deepEqual(await answersOf(other), await answersOf(fixture.store));
      const { searches } = await answersOf(other);
      assert.deepEqual(searches, [["c", "a"], ["a"], [], ["b", "c"], ["a"]]);
    });

    it("goes on from there: later instants, next version ids, next positions, known claims", async () => {
      fixture.now = START - DAY;
      const other = await makeOther();
      await copyAll(fixture.store, other, 100);
      const { head } = await other.copy.contents();
      const [version] = await put(other, basic("a"));
      assert.equal(version?.versionId, "4");
      assert.equal(version?.lastUpdated, new Date(START + 5000).toISOString());
      const [event, ...rest] = await other.events(head, 10);
      assert.equal(event?.versionId, "4");
      assert.deepEqual(rest, []);
      await assert.rejects(
        other.write((tx) => tx.journal(message("9", { key: "key-1" }))),
        RuleViolation,
      );
    });

    it("takes the same part twice, and a later state of messages and positions", async () => {
      const other = await makeOther();
      await copyAll(fixture.store, other, 100);
      await copyAll(fixture.store, other, 100);
      await fixture.store.write(async (tx) => {
        await tx.journal(message("1", { status: "processed", resources: ["Basic/a"] }));
        await tx.setConsumerPosition("twins", 6);
      });
      await copyAll(fixture.store, other, 2);
      assert.deepEqual(await everythingOf(other), await everythingOf(fixture.store));
    });

    it("refuses what differs from what it holds, whole", async () => {
      const other = await makeOther();
      await copyAll(fixture.store, other, 100);
      const before = await everythingOf(other);
      const versions = await fixture.store.copy.versions(0, 100);
      const [first, second] = versions;
      const last = versions.at(-1);
      const [entry] = await fixture.store.copy.messages(0, 1);
      const [secret] = (await fixture.store.copy.contents()).secrets;
      assert.ok(first && second && last && entry && secret);
      const next = (more: Partial<CopiedVersion>): CopyPart => ({
        versions: [{ ...last, id: "new", versionId: "1", position: last.position + 1, ...more }],
      });
      const parts: CopyPart[] = [
        { versions: [{ ...first, json: `${first.json} ` }] },
        { versions: [{ ...second, position: first.position }] },
        { versions: [{ ...second, patients: ["p9"] }] },
        next({ id: "a", versionId: "9" }),
        next({ versionId: "2" }),
        next({ lastUpdated: "2001-01-01T00:00:00.000Z" }),
        next({ lastUpdated: "2031-01-01" }),
        { messages: [{ ...entry, id: "other", key: "other" }] },
        { secrets: [{ ...secret, value: new Uint8Array(32) }] },
      ];
      for (const part of parts) {
        const consumers = [{ name: "beside", position: 1 }];
        await assert.rejects(other.copy.add({ ...part, consumers }), RuleViolation, JSON.stringify(part));
      }
      assert.deepEqual(await everythingOf(other), before);
    });
  });
}

/** Versions of every method and realm, in two compartments, with searchable entries, exact decimals and big texts. */
async function fill(fixture: Fixture): Promise<void> {
  const { store } = fixture;
  const entries = [token("code", "urn:x", "1"), text("name", "Änne", "anne"), date("when", START, START + DAY)];
  const clinical = { codes: ["urn:x|1"], time: START };
  await put(store, make("Patient", "p1"), make("Basic", "a", { entries, patients: ["p1"], clinical }));
  fixture.now = START + 1000;
  await put(store, make("Basic", "b", { realm: "computed", entries, patients: ["p1"], clinical }));
  await put(store, make("Basic", "c", { entries: entries.slice(0, 1), patients: ["p2", "p1"], clinical }));
  await put(store, make("Basic", "a", { entries: [token("code", "urn:x", "2")], patients: ["p2"], clinical }));
  fixture.now = START + 5000;
  await remove(store, "Basic", "c");
  await put(store, make("Basic", "a", { entries, patients: ["p2"], clinical, content: { text: "é".repeat(100_000) } }));
  await put(store, make("Basic", "c", { entries: entries.slice(0, 1), patients: ["p2", "p1"], clinical }));
  await remove(store, "Patient", "p1");
  await store.write(async (tx) => {
    await tx.journal(message("1", { status: "held" }));
    await tx.journal(message("2", { status: "error", ack: "MSH|^~\\&|\rMSA|AE|2", error: "PID-3 is missing" }));
    await tx.journal(message("3", { status: "processed", resources: ["Basic/a"], unmapped: ["PV1-7"] }));
    await tx.setConsumerPosition("twins", 4);
  });
  await store.secret("paging");
}

async function copyAll(from: Store, to: Store, pageSize: number): Promise<void> {
  const [source, target] = [from.copy, to.copy];
  await target.begin();
  const { consumers, secrets } = await source.contents();
  await target.add({ secrets, consumers });
  for (let after = 0; ; ) {
    const versions = await source.versions(after, pageSize);
    if (versions.length === 0) break;
    assert.ok(versions.length <= pageSize);
    await target.add({ versions });
    after = versions.at(-1)?.position ?? after;
  }
  for (let after = 0; ; ) {
    const messages = await source.messages(after, pageSize);
    if (messages.length === 0) break;
    await target.add({ messages });
    after = messages.at(-1)?.place ?? after;
  }
  await target.finish();
}

/** All that the store's own reads give. */
async function everythingOf(store: Store) {
  const ids = (await store.journal.list({ count: 100 })).items.map(({ id }) => id);
  const events = await store.events(0, 100);
  return {
    history: await store.history({ count: 100, total: true }),
    events: events.map((event) => ({ ...event, patients: event.patients.toSorted() })),
    current: await Promise.all(["a", "b", "c"].map((id) => store.read({ type: "Basic", id }))),
    messages: await Promise.all(
      ids.map(async (id) => {
        const entry = await store.journal.get(id);
        return { ...entry, raw: [...(entry?.raw ?? [])] };
      }),
    ),
    position: await store.consumerPosition("twins"),
    secret: [...(await store.secret("paging"))],
  };
}

async function answersOf(store: Store) {
  const code = (value: string) => ({ kind: "token", param: "code", code: value }) as const;
  const byCode = { param: "code", kind: "token", descending: false } as const;
  const plans = [
    plan([code("1")], { sort: [{ param: "_lastUpdated", kind: "lastUpdated", descending: true }] }),
    plan([{ kind: "string", param: "name", match: "starts", value: "anne" }]),
    plan([code("2")]),
    plan([{ kind: "patient", patientId: "p1" }], { realm: "any" }),
    plan([{ kind: "date", param: "when", comparator: "eq", low: START - 1, high: START + DAY + 1 }], {
      sort: [byCode],
    }),
  ];
  const latest = { types: ["Basic"], codes: ["urn:x|1"], asOf: START + DAY, count: 5 };
  const idsIn = (items: readonly { id: string }[]) => items.map(({ id }) => id);
  return {
    searches: await Promise.all(plans.map(async (one) => idsIn((await store.search(one)).items))),
    latest: await Promise.all(
      ["p1", "p2"].map(async (patientId) => idsIn(await store.latest({ patientId, ...latest }))),
    ),
    compartments: await Promise.all(
      ["p1", "p2"].map(async (id) => idsIn((await store.compartment(id, { realm: "any", count: 10 })).items)),
    ),
    instance: await store.history({ type: "Basic", id: "a", count: 10 }),
    atThen: await store.history({ at: { low: START + 2000, high: START + 3000 }, count: 10 }),
  };
}
