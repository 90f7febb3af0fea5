import { call, untilTwinIsKept } from "../client.ts";
import { patientId } from "../data.ts";
import { p50Row, type Row, times } from "../measure.ts";
import type { BenchServer } from "../server.ts";
import { PATIENTS } from "./fhir.ts";

/** Every applicable model on a stored patient, and five years of type 2 diabetes with 1,000 members. */
export async function operationRows(server: BenchServer): Promise<readonly Row[]> {
  // The last one that was stored: what follows from the writes measured before is done then.
  await untilTwinIsKept(server.base, patientId(PATIENTS));
  const warm = `${server.base}/Patient/${patientId(7)}/$predict?asOf=2018-01-01`;
  return [
    p50Row(
      "$predict, all applicable models, warm twin",
      await times(200, async () => void (await call("GET", warm))),
      10,
    ),
    p50Row("T2D five years, 1,000 members, two scenarios", await times(10, () => simulateDiabetes(server)), 300),
  ];
}

async function simulateDiabetes(server: BenchServer): Promise<void> {
  const scenario = (name: string, ...codes: string[]) => ({
    name: "scenario",
    part: [
      { name: "name", valueString: name },
      ...codes.map((code) => ({ name: "intervention", part: [{ name: "code", valueCode: code }] })),
    ],
  });
  const input = (name: string, value: Record<string, unknown>) => ({
    name: "input",
    part: [
      { name: "name", valueString: name },
      { name: "value", ...value },
    ],
  });
  await call("POST", `${server.base}/$simulate`, {
    resourceType: "Parameters",
    parameter: [
      { name: "model", valueCode: "t2d-five-year-scenarios" },
      { name: "seed", valueInteger: 7 },
      { name: "members", valueInteger: 1000 },
      scenario("metformin", "metformin"),
      scenario("metformin and SGLT2 inhibitor", "metformin", "sglt2i"),
      ...DIABETES_INPUTS.map(([name, value]) => input(name, value)),
    ],
  });
}

/** A synthetic person with type 2 diabetes. */
const DIABETES_INPUTS: readonly [string, Record<string, unknown>][] = [
  ["age", { valueDecimal: 60 }],
  ["sex", { valueCode: "female" }],
  ["hasType2Diabetes", { valueBoolean: true }],
  ["diabetesDuration", { valueDecimal: 8 }],
  ["hba1c", { valueDecimal: 8 }],
  ["systolicBloodPressure", { valueDecimal: 140 }],
  ["ldlCholesterol", { valueDecimal: 116 }],
  ["hdlCholesterol", { valueDecimal: 46 }],
  ["bodyMassIndex", { valueDecimal: 32 }],
  ["bodyHeight", { valueDecimal: 165 }],
  ["heartRate", { valueDecimal: 72 }],
  ["whiteBloodCells", { valueDecimal: 7 }],
  ["haemoglobin", { valueDecimal: 14 }],
  ["egfr", { valueDecimal: 75 }],
  ["currentSmoker", { valueBoolean: false }],
];
