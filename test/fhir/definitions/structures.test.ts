/** The committed extract is what the script makes of HL7's definitions in `../shared`, not part of this repository. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../../..");
const DEFINITIONS = resolve(ROOT, "../shared/suites/definitions-r4");

describe("structures.json", () => {
  it("is what scripts/build-structures.ts makes", function () {
    if (!existsSync(DEFINITIONS)) {
      console.log("      skipped: ../shared/suites/definitions-r4 is not here");
      this.skip();
    }
    const folder = mkdtempSync(join(tmpdir(), "structures-"));
    try {
      const target = join(folder, "structures.json");
      execFileSync(process.execPath, [join(ROOT, "scripts/build-structures.ts"), DEFINITIONS, target]);
      const committed = readFileSync(join(ROOT, "src/fhir/definitions/structures.json"), "utf8");
      assert.ok(readFileSync(target, "utf8") === committed, "run node scripts/build-structures.ts");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
