import assert from "node:assert/strict";
import type { Patient } from "@medplum/fhirtypes";
import type { ConceptName } from "../../src/concepts/index.ts";
import { loadTwin } from "../../src/operations/twin-state.ts";
import { ackCode, type Bench, makeBench, message, NOW } from "../hl7v2/support.ts";
import { measured, stateOf } from "../twin/resources.ts";

const PID = "PID|1||7^^^HOSP^MR||DOE^JANE||19650101|F";
/** LOINC code, name, value, unit in UCUM, concept. */
const RESULTS: readonly (readonly [string, string, number, string, ConceptName])[] = [
  ["764-1", "Bands", 12, "%", "bandNeutrophils"],
  ["27873-9", "Insulin fasting", 9.5, "u[IU]/mL", "fastingInsulin"],
  ["19991-9", "A-a gradient", 25, "mm[Hg]", "alveolarArterialOxygenGradient"],
  ["9192-6", "Urine 24 h", 1650, "mL/d", "urineOutput"],
  ["8664-5", "Pack-years", 35.5, "{PackYears}", "packYears"],
  ["41950-7", "Steps", 8200, "/d", "dailySteps"],
  ["97510-2", "Time in range", 65, "%", "timeInGlucoseRange"],
  ["777-3", "Platelets", 180, "10*9/L", "platelets"],
];

describe("the twin of a patient whose results came as HL7 v2", () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await makeBench();
  });
  afterEach(() => bench.close());
  const twin = async () => {
    const [patient] = await bench.all<Patient>("Patient");
    return loadTwin({ store: bench.store }, patient?.id ?? "", NOW);
  };

  it("holds the same concepts and values as of Observations in FHIR", async () => {
    const results = RESULTS.map(
      ([code, name, value, unit], index) =>
        `OBX|${index + 1}|NM|${code}^${name}^LN||${value}|${unit}^${unit}^UCUM|||||F|||20260301080000+0000`,
    );
    const text = message([PID, "OBR|1||F1|PANEL^Panel^L|||20260301080000+0000", ...results], { event: "ORU^R01" });
    assert.equal(ackCode(await bench.send(text)), "AA");
    const state = await twin();
    const inFhir = stateOf(
      RESULTS.map(([code, , value, unit]) =>
        measured(code, value, unit, { effectiveDateTime: "2026-03-01T08:00:00Z" }),
      ),
      { asOf: NOW },
    );
    for (const [, , value, , concept] of RESULTS) {
      assert.equal(state.features.get(concept)?.value, value, concept);
      assert.equal(inFhir.features.get(concept)?.value, value, concept);
    }
  });

  it("holds all of the last day where a model asks for the worst, and nothing of a local code", async () => {
    const result = (number: number, value: number, hour: string, code = "777-3^Platelets^LN") =>
      message(
        [
          PID,
          `OBR|1||P${number}|CBC^Count^L|||20260301${hour}0000+0000`,
          `OBX|1|NM|${code}||${value}|10*9/L^^UCUM|||||F|||20260301${hour}0000+0000`,
        ],
        { event: "ORU^R01" },
      );
    await bench.send(result(1, 180, "08"));
    await bench.send(result(2, 60, "02"));
    await bench.send(result(3, 20, "09", "PLT^Platelets^L"));
    const platelets = (await twin()).features.get("platelets");
    assert.deepEqual(
      platelets?.window?.map(({ value }) => value),
      [180, 60],
    );
  });
});
