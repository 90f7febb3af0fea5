/** Vectors of `opioid-mme`: equivalents a day, and whether they reach 50 and 90. */
import type { Bundle } from "@medplum/fhirtypes";
import { detailOf, measureOf, predictRequest, quantity } from "./parameters.ts";

interface Inputs {
  readonly rows: readonly { readonly drug: keyof typeof INPUTS; readonly daily_amount: number }[];
}

const INPUTS = {
  codeine: ["codeineDailyDose", "mg/d"],
  "fentanyl-transdermal-mcg-h": ["fentanylPatchRate", "ug/h"],
  hydrocodone: ["hydrocodoneDailyDose", "mg/d"],
  hydromorphone: ["hydromorphoneDailyDose", "mg/d"],
  methadone: ["methadoneDailyDose", "mg/d"],
  morphine: ["morphineDailyDose", "mg/d"],
  oxycodone: ["oxycodoneDailyDose", "mg/d"],
  oxymorphone: ["oxymorphoneDailyDose", "mg/d"],
  tapentadol: ["tapentadolDailyDose", "mg/d"],
  tramadol: ["tramadolDailyDose", "mg/d"],
} as const;

/** One input a drug, which is the amount of a day: rows of the same drug are taken together. */
export const request = ({ rows }: Inputs) =>
  predictRequest(
    "opioid-mme",
    Object.fromEntries(
      [...Map.groupBy(rows, ({ drug }) => drug)].map(([drug, ofDrug]) => {
        const [input, unit] = INPUTS[drug];
        return [
          input,
          quantity(
            ofDrug.reduce((sum, row) => sum + row.daily_amount, 0),
            unit,
          ),
        ];
      }),
    ),
  );

export const answer = (bundle: Bundle) => ({
  mme_per_day: measureOf(bundle, "opioid-mme")?.valueQuantity?.value,
  ge_50: detailOf(bundle, "opioid-mme", "from50"),
  ge_90: detailOf(bundle, "opioid-mme", "from90"),
});
