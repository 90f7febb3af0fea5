/** Hand-made medications for the tests of drug safety. */
import type { Dosage } from "@medplum/fhirtypes";
import type { MedicationInUse } from "../../src/drug-safety/contract.ts";
import { CODE_SETS } from "../../src/drug-safety/tables.ts";
import { setsOf } from "../../src/twin/readings.ts";
import { ValueSetIndex } from "../../src/twin/value-set-index.ts";
import { RXNORM } from "../twin/resources.ts";

const INDEX = new ValueSetIndex(CODE_SETS);
let count = 0;

/** A medication in use with one code; of RxNorm unless the system is given. */
export function inUse(
  code: string,
  more: Partial<MedicationInUse> & { readonly system?: string } = {},
): MedicationInUse {
  const { system = RXNORM, ...rest } = more;
  return {
    reference: `MedicationRequest/${++count}`,
    from: "MedicationRequest",
    display: `medication ${code}`,
    sets: setsOf({ coding: [{ system, code }] }, INDEX),
    isCertain: true,
    isReadable: true,
    isClassified: false,
    isProposed: false,
    dosages: [],
    isCombination: false,
    ...rest,
  };
}

/** An oral dose so many times a day. */
export const dosage = (value: number, unit: string, frequency: number, more: Partial<Dosage> = {}): Dosage => ({
  route: { coding: [{ system: "http://snomed.info/sct", code: "26643006" }] },
  timing: { repeat: { frequency, period: 1, periodUnit: "d" } },
  doseAndRate: [{ doseQuantity: { value, unit, system: "http://unitsofmeasure.org", code: unit } }],
  ...more,
});
