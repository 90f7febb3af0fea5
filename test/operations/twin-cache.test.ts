import assert from "node:assert/strict";
import { RecordCache } from "../../src/operations/twin-cache.ts";
import type { Store } from "../../src/storage/port.ts";
import { measured, patient } from "../twin/resources.ts";
import { openStore, put } from "./twin-store.ts";

describe("RecordCache", () => {
  let store: Store;
  let cache: RecordCache<{ readonly resources: readonly unknown[] }>;
  beforeEach(async () => {
    store = await openStore();
    await put(store, patient(), patient({ id: "q" }));
    cache = new RecordCache(store);
    await cache.refresh();
  });
  afterEach(() => store.close());
  const keep = (id: string, size = 1) => cache.set(id, { resources: Array(size).fill(0) }, cache.begin(id));

  it("forgets whom an event names, and no one else", async () => {
    keep("p");
    keep("q");
    await put(store, measured("8480-6", 120, "mm[Hg]"));
    await cache.refresh();
    assert.equal(cache.get("p"), undefined);
    assert.ok(cache.get("q"));
  });

  it("does not keep what was read while the patient changed", async () => {
    const token = cache.begin("p");
    await put(store, measured("8480-6", 120, "mm[Hg]"));
    await cache.refresh();
    cache.set("p", { resources: [] }, token);
    assert.equal(cache.get("p"), undefined);
  });

  it("forgets everyone when more happened than it reads at once", async () => {
    keep("q");
    await put(store, ...Array.from({ length: 600 }, (_, index) => patient({ id: `other-${index}` })));
    await cache.refresh();
    assert.equal(cache.get("q"), undefined);
    keep("q");
    await cache.refresh();
    assert.ok(cache.get("q"));
  });

  it("holds a bounded number of resources, the patients asked for last", () => {
    keep("a", 6_000);
    keep("b", 6_000);
    assert.ok(cache.get("a"));
    keep("c", 6_000);
    assert.equal(cache.get("b"), undefined);
    assert.ok(cache.get("a"));
    assert.ok(cache.get("c"));
    keep("huge", 50_000);
    assert.equal(cache.get("huge"), undefined);
  });
});
