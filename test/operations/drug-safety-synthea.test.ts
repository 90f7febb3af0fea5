/** Drug safety on the Synthea patients beside the project: whatever is on record, an answer and never a failure. */
import assert from "node:assert/strict";
import type { Bundle } from "@medplum/fhirtypes";
import { validateResource } from "../../src/fhir/validation/validate-resource.ts";
import { needsShared, sharedFiles, textOfFile } from "../suites/shared.ts";
import { model, predict } from "./predict-call.ts";

const PATIENTS = 20;
const YEARS = [1990, 2012, 2020];
const FOLDER = "data/synthea-2019/bundles";

describe("drug safety of Synthea patients", () => {
  before(function () {
    needsShared(this, FOLDER);
  });

  it("answers on every patient as of any time, with valid resources", async function () {
    this.timeout(60_000);
    let checked = 0;
    for (const file of sharedFiles(FOLDER, /\.json\.gz$/).slice(0, PATIENTS)) {
      const resource = JSON.parse(textOfFile(file)) as Bundle; // by its SOURCE.md
      for (const year of YEARS) {
        const asOf = { name: "asOf", valueDateTime: `${year}-06-15` };
        const answer = await predict([model("drug-safety"), { name: "data", resource }, asOf]);
        for (const entry of answer.entry ?? []) {
          assert.deepEqual(validateResource(JSON.parse(JSON.stringify(entry.resource))), [], file);
        }
        if (/checked [1-9]/.test(JSON.stringify(answer))) checked++;
      }
    }
    assert.ok(checked > 0, "some patient has a medication that the tables know");
  });
});
