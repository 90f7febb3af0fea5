import assert from "node:assert/strict";
import type { Library } from "@medplum/fhirtypes";
import { publish } from "../../src/fhir/publish.ts";
import { RISK_MODELS } from "../../src/models/index.ts";
import type { ServedModel } from "../../src/models/served-model.ts";
import { modelLibraries } from "../../src/operations/libraries.ts";
import { retiredLibraries } from "../../src/operations/retired-libraries.ts";
import { openStore } from "./twin-store.ts";

const SITE: ServedModel = {
  metadata: { ...[...RISK_MODELS.values()][0]?.metadata, id: "site-risk" } as ServedModel["metadata"], // one of ours
  coefficientHash: "0".repeat(16),
  site: { responsible: "Clinic A" },
  compute: () => [],
};
const PUBLISHED = new Map<string, ServedModel>(RISK_MODELS);
const WITH_SITE = new Map([...PUBLISHED, ["site-risk", SITE] as const]);

describe("the Library of a site's model", () => {
  it("is retired when the model is taken away, and active when it comes back; ours never are", async () => {
    const store = await openStore();
    try {
      const start = async (models: ReadonlyMap<string, ServedModel>) =>
        publish(store, [...modelLibraries([], models), ...(await retiredLibraries(store, models))]);
      const statusOf = async (id: string) => {
        const version = await store.read({ type: "Library", id });
        return (JSON.parse(version?.json ?? "{}") as Library).status;
      };
      await start(WITH_SITE);
      assert.equal(await statusOf("site-risk"), "active");
      assert.equal(await start(PUBLISHED), 1);
      assert.equal(await statusOf("site-risk"), "retired");
      assert.equal(await statusOf("qrisk3"), "active");
      assert.equal(await start(PUBLISHED), 0);
      assert.equal(await start(WITH_SITE), 1);
      assert.equal(await statusOf("site-risk"), "active");
    } finally {
      await store.close();
    }
  });
});
