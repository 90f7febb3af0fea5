/** Vectors of `prs`: the weighted sum, how many variants matched, the mean per allele and the z-score. */
import type { Bundle } from "@medplum/fhirtypes";
import { detailOf, predictRequest, quantity, scoreOf } from "./parameters.ts";

interface Inputs {
  readonly ref_mean?: number;
  readonly ref_sd?: number;
  readonly variants: readonly {
    readonly rsID: string;
    readonly effect_weight: number;
    readonly dosage: number | null;
  }[];
}

const HEADER = ["rsID", "effect_weight", "dosage"] as const;
const ifGiven = (value: number | undefined) => (value === undefined ? undefined : quantity(value, "1"));

export const request = ({ variants, ref_mean, ref_sd }: Inputs) =>
  predictRequest("prs", {
    polygenicVariants: {
      valueString: [HEADER, ...variants.map((variant) => HEADER.map((name) => variant[name] ?? ""))]
        .map((row) => row.join("\t"))
        .join("\n"),
    },
    polygenicReferenceMean: ifGiven(ref_mean),
    polygenicReferenceSd: ifGiven(ref_sd),
  });

export const answer = (bundle: Bundle) => ({
  sum: scoreOf(bundle, "polygenic-score"),
  matched: detailOf(bundle, "polygenic-score", "matchedVariants"),
  match_rate: detailOf(bundle, "polygenic-score", "matchRate"),
  avg_per_allele: detailOf(bundle, "polygenic-score", "meanPerAllele"),
  z: scoreOf(bundle, "polygenic-z") ?? null,
});
