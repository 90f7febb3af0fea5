/** Promise 9: the latest values of a code as of a time, and the resources of a patient. */
import assert from "node:assert/strict";
import type { LatestQuery, Realm } from "../../../src/storage/port.ts";
import { basic, DAY, type Fixture, idsOf, make, plan, put, remove, START } from "./fixture.ts";

const GLUCOSE = "http://loinc.org|2345-7";
const SODIUM = "http://loinc.org|2951-2";

function result(
  id: string,
  codes: readonly string[],
  time: number,
  more: { patient?: string; type?: string; realm?: Realm } = {},
) {
  const { patient = "p", type = "Observation", realm = "record" } = more;
  return make(type, id, { realm, patients: [patient], clinical: { codes, time } });
}

export function patientsContract(fixture: Fixture): void {
  const latest = (more: Partial<LatestQuery> = {}) =>
    idsOf(
      fixture.store.latest({
        patientId: "p",
        types: ["Observation"],
        codes: [GLUCOSE],
        asOf: START,
        count: 1,
        ...more,
      }),
    );

  describe("latest", () => {
    it("gives the newest at or before asOf, whatever the order of writing", async () => {
      await put(
        fixture.store,
        result("late", [GLUCOSE], START - DAY),
        result("early", [GLUCOSE], START - 3 * DAY),
        result("future", [GLUCOSE], START + 1),
      );
      assert.deepEqual(await latest(), ["late"]);
      assert.deepEqual(await latest({ asOf: START + 1 }), ["future"]);
      assert.deepEqual(await latest({ asOf: START - DAY }), ["late"]);
      assert.deepEqual(await latest({ asOf: START - DAY - 1 }), ["early"]);
      assert.deepEqual(await latest({ asOf: START - 4 * DAY }), []);
    });

    it("gives as many per code as asked, newest first, and of the same time the one created last", async () => {
      await put(
        fixture.store,
        result("g1", [GLUCOSE], START - 3 * DAY),
        result("g2", [GLUCOSE], START - DAY),
        result("g3", [GLUCOSE], START - DAY),
        result("s1", [SODIUM], START - 2 * DAY),
      );
      assert.deepEqual(await latest({ codes: [GLUCOSE, SODIUM], count: 2 }), ["g3", "g2", "s1"]);
    });

    it("gives a resource with several of the codes once", async () => {
      await put(fixture.store, result("both", [GLUCOSE, SODIUM], START));
      assert.deepEqual(await latest({ codes: [GLUCOSE, SODIUM], count: 5 }), ["both"]);
    });

    it("keeps to the patient and the types", async () => {
      await put(
        fixture.store,
        result("other", [GLUCOSE], START, { patient: "q" }),
        result("condition", [GLUCOSE], START, { type: "Condition" }),
        result("mine", [GLUCOSE], START - DAY),
      );
      assert.deepEqual(await latest(), ["mine"]);
      assert.deepEqual(await latest({ types: ["Observation", "Condition"], count: 2 }), ["condition", "mine"]);
      assert.deepEqual(await latest({ patientId: "nobody" }), []);
    });

    it("follows updates, patient changes and deletions", async () => {
      const { store } = fixture;
      await put(store, result("a", [GLUCOSE], START - DAY), result("b", [GLUCOSE], START - 2 * DAY));
      await put(store, result("a", [SODIUM], START - DAY));
      assert.deepEqual(await latest(), ["b"]);
      await put(store, result("b", [GLUCOSE], START - 2 * DAY, { patient: "q" }));
      assert.deepEqual(await latest(), []);
      await remove(store, "Observation", "a");
      assert.deepEqual(await latest({ codes: [SODIUM] }), []);
    });

    it("never gives what was computed", async () => {
      await put(fixture.store, result("computed", [GLUCOSE], START, { realm: "computed" }));
      assert.deepEqual(await latest(), []);
    });
  });

  describe("compartment", () => {
    beforeEach(async () => {
      const { store } = fixture;
      await put(
        store,
        make("Patient", "p", { patients: ["p"] }),
        result("o1", [GLUCOSE], START),
        make("Basic", "shared", { patients: ["p", "q"] }),
        make("Device", "twin", { realm: "computed", patients: ["p"] }),
        result("other", [GLUCOSE], START, { patient: "q" }),
        result("gone", [GLUCOSE], START),
        result("moved", [GLUCOSE], START),
      );
      await remove(store, "Observation", "gone");
      await put(store, result("moved", [GLUCOSE], START, { patient: "q" }));
    });

    it("gives what is in it now, in order of creation", async () => {
      const { store } = fixture;
      assert.deepEqual(await idsOf(store.compartment("p", { realm: "any", count: 10 })), ["p", "o1", "shared", "twin"]);
      assert.deepEqual(await idsOf(store.compartment("q", { realm: "any", count: 10 })), ["shared", "other", "moved"]);
      assert.deepEqual(await idsOf(store.compartment("nobody", { realm: "any", count: 10 })), []);
    });

    it("keeps to realm and types", async () => {
      const { store } = fixture;
      assert.deepEqual(await idsOf(store.compartment("p", { realm: "record", count: 10 })), ["p", "o1", "shared"]);
      assert.deepEqual(await idsOf(store.compartment("p", { realm: "computed", count: 10 })), ["twin"]);
      const types = ["Observation", "Device", "NeverSeen"];
      assert.deepEqual(await idsOf(store.compartment("p", { types, realm: "any", count: 10 })), ["o1", "twin"]);
      assert.deepEqual(await idsOf(store.compartment("p", { types: [], realm: "any", count: 10 })), []);
    });

    it("pages, while more is written", async () => {
      const { store } = fixture;
      const first = await store.compartment("p", { realm: "any", count: 2 });
      await put(store, make("Basic", "more", { patients: ["p"] }));
      const second = await store.compartment("p", { realm: "any", count: 9, cursor: first.next ?? "" });
      assert.deepEqual(
        [first, second].map(({ items }) => items.map(({ id }) => id)),
        [
          ["p", "o1"],
          ["shared", "twin", "more"],
        ],
      );
      assert.equal(second.next, undefined);
    });

    it("is a search clause", async () => {
      await put(fixture.store, basic("nobody's"));
      const search = plan([{ kind: "patient", patientId: "q" }]);
      assert.deepEqual(await idsOf(fixture.store.search(search)), ["shared"]);
      assert.deepEqual(
        await idsOf(fixture.store.search(plan([{ kind: "not", of: { kind: "patient", patientId: "q" } }]))),
        ["nobody's"],
      );
    });
  });
}
