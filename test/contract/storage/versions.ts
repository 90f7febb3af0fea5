/** Promises 4 and 5: every version is kept, and what was stored is what is returned. */
import assert from "node:assert/strict";
import { parseJson } from "../../../src/json.ts";
import { basic, type Fixture, idsOf, make, plan, put, remove, START, token } from "./fixture.ts";

const A = { type: "Basic", id: "a" };

export function versionsContract(fixture: Fixture): void {
  describe("versions", () => {
    it("numbers them 1, 2, … and says how each came about", async () => {
      const { store } = fixture;
      const [first] = await put(store, basic("a"));
      const [second] = await put(store, basic("a"));
      assert.deepEqual([first?.versionId, first?.method], ["1", "create"]);
      assert.deepEqual([second?.versionId, second?.method], ["2", "update"]);
      assert.deepEqual(await store.read(A), second);
      assert.deepEqual(await store.readVersion(A, "1"), first);
    });

    it("sets id, versionId and lastUpdated, and keeps the rest of meta", async () => {
      const content = { meta: { profile: ["urn:p"], versionId: "77", lastUpdated: "1999-01-01T00:00:00Z" } };
      const [version] = await put(fixture.store, make("Basic", "a", { content }));
      assert.deepEqual(JSON.parse(version?.json ?? "").meta, {
        profile: ["urn:p"],
        versionId: "1",
        lastUpdated: "2024-03-01T00:00:00.000Z",
      });
      assert.equal(version?.lastUpdated, "2024-03-01T00:00:00.000Z");
    });

    it("does not change the resource that it was given", async () => {
      const resource = make("Basic", "a", { content: { meta: { profile: ["urn:p"] } } });
      const before = structuredClone(resource);
      await put(fixture.store, resource);
      assert.deepEqual(resource, before);
    });

    it("keeps decimals to the digit, and content it does not know", async () => {
      const text =
        '{"resourceType":"Basic","id":"a","value":1.00,"list":[0.10,-0,1e3,12345678901234567890],"index":{},"ü":"\\u0000"}';
      // The text is a resource of `make`.
      await put(fixture.store, parseJson(text) as ReturnType<typeof basic>);
      const { json } = (await fixture.store.read(A)) ?? {};
      assert.match(json ?? "", /"value":1\.00,"list":\[0\.10,-0,1e3,12345678901234567890\]/);
      assert.match(json ?? "", /"ü":"\\u0000"/);
    });

    it("makes a deletion a version, without content, found by no search", async () => {
      const { store } = fixture;
      await put(store, basic("a", token("tag", "", "x")));
      const deleted = await remove(store, "Basic", "a");
      assert.deepEqual([deleted?.versionId, deleted?.method, deleted?.json], ["2", "delete", undefined]);
      assert.deepEqual(await store.read(A), deleted);
      assert.deepEqual(await idsOf(store.search(plan([{ kind: "token", param: "tag", code: "x" }]))), []);
      assert.deepEqual(await idsOf(store.search(plan([]))), []);
      assert.ok((await store.readVersion(A, "1"))?.json);
    });

    it("deletes nothing twice, and nothing that never was", async () => {
      const { store } = fixture;
      await put(store, basic("a"));
      await remove(store, "Basic", "a");
      assert.equal(await remove(store, "Basic", "a"), undefined);
      assert.equal(await remove(store, "Basic", "never"), undefined);
      assert.equal(await remove(store, "NeverSeen", "a"), undefined);
      assert.equal((await store.events(0, 10)).length, 2);
    });

    it("brings a deleted resource back as a further version", async () => {
      const { store } = fixture;
      await put(store, basic("a", token("tag", "", "old")));
      await remove(store, "Basic", "a");
      const [back] = await put(store, basic("a", token("tag", "", "new")));
      assert.equal(back?.versionId, "3");
      assert.deepEqual(await idsOf(store.search(plan([{ kind: "token", param: "tag", code: "new" }]))), ["a"]);
      assert.deepEqual(await idsOf(store.search(plan([{ kind: "token", param: "tag", code: "old" }]))), []);
    });

    it("makes a further version of a second put in one transaction", async () => {
      const versions = await put(fixture.store, basic("a", token("tag", "", "1")), basic("a", token("tag", "", "2")));
      assert.deepEqual(
        versions.map(({ versionId }) => versionId),
        ["1", "2"],
      );
      assert.deepEqual(await idsOf(fixture.store.search(plan([{ kind: "token", param: "tag", code: "1" }]))), []);
    });

    it("never lets lastUpdated decrease, even if the clock does, also after opening again", async () => {
      const [first] = await put(fixture.store, basic("a"));
      fixture.now = START - 5000;
      const [second] = await put(fixture.store, basic("b"));
      const [third] = await put(await fixture.reopen(), basic("c"));
      assert.deepEqual([second?.lastUpdated, third?.lastUpdated], [first?.lastUpdated, first?.lastUpdated]);
    });

    it("finds no version for ids that no version has", async () => {
      await put(fixture.store, basic("a"));
      for (const id of ["0", "2", "01", "1.0", "-1", "x", "", "1e0", "99999999999999999999"]) {
        assert.equal(await fixture.store.readVersion(A, id), undefined, id);
      }
    });

    it("tells types with the same id apart", async () => {
      await put(fixture.store, basic("a"), make("Patient", "a"));
      assert.equal((await fixture.store.read({ type: "Patient", id: "a" }))?.versionId, "1");
      assert.equal(await fixture.store.read({ type: "Observation", id: "a" }), undefined);
    });

    it("reads many in the order asked, without the deleted and the unknown", async () => {
      const { store } = fixture;
      await put(store, basic("a"), basic("b"), basic("c"), make("Patient", "p"));
      await remove(store, "Basic", "b");
      const keys = ["c", "b", "never", "a"].map((id) => ({ type: "Basic", id }));
      const found = await idsOf(store.readMany([{ type: "Patient", id: "p" }, ...keys]));
      assert.deepEqual(found, ["p", "c", "a"]);
    });
  });
}
