/**
 * Polygenic risk score: effect weights of variants times what the person carries of their effect alleles.
 *
 * Source      Lambert SA et al. The Polygenic Score Catalog. Nat Genet 2021;53:420-425. doi:10.1038/s41588-021-00783-5
 * Equation    PRS = Σ effect weight · dosage over the n variants that are in the genotype; mean per allele PRS / 2n;
 *             z = (PRS - mean) / SD of a reference population of the same ancestry
 * Population  that in which the weights were derived.
 * Missing     a variant without a dosage counts nothing, is never imputed, and lowers the match rate, which is told.
 */
import { rowsOf } from "../../concepts/table.ts";
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { pointsResult } from "../item-scores.ts";

const forZ = { rule: "optional", says: "without mean and SD of a reference population no z-score is given" } as const;

export const metadata = {
  id: "prs",
  version: "1.0.0",
  title: "Polygenic risk score from given weights",
  sources: [
    {
      citation:
        "Lambert SA, Gil L, Jupp S, et al. The Polygenic Score Catalog as an open database for reproducibility and systematic evaluation. Nat Genet 2021;53:420-425",
      doi: "10.1038/s41588-021-00783-5",
      where: "definition of a score, columns of a scoring file",
    },
  ],
  confidence: "B",
  population: "People of the ancestry in which the weights of the score were derived",
  intendedUse: "Adds up a published score, additive in its effect alleles, on one person's genotype",
  wrongUse:
    "Not an absolute risk, and not for a person of another ancestry than that of the weights and of the reference population",
  licence: "The sum is free; the weights are under the licence of their score, which a scoring file names",
  inputs: {
    polygenicVariants: { concept: "polygenicVariants" },
    polygenicReferenceMean: { concept: "polygenicReferenceMean", missing: forZ },
    polygenicReferenceSd: { concept: "polygenicReferenceSd", missing: forZ },
  },
  outputs: [
    { code: "polygenic-score", display: "Polygenic score, weighted sum", gives: "score", unit: "{score}" },
    {
      code: "polygenic-z",
      display: "Polygenic score in SD of the reference population",
      gives: "score",
      unit: "{score}",
    },
  ],
  limits: [
    "Dosages are taken as of the effect allele on the strand of the weights; strand-ambiguous variants (A/T, C/G) are to be left out before.",
    "A z-score holds only against a reference population of the same ancestry, scored on the same variants.",
  ],
} as const satisfies ModelMetadata;

interface Variant {
  readonly effectWeight: number;
  /** 0 to 2 copies of the effect allele; undefined where the variant is not in the genotype. */
  readonly dosage: number | undefined;
}

const variantsIn = (table: string): readonly Variant[] =>
  rowsOf(table).map(([, weight, dosage]) => ({
    effectWeight: Number(weight),
    dosage: dosage === "" ? undefined : Number(dosage),
  }));

export function compute(inputs: ComputeInputs): readonly Result[] {
  const variants = variantsIn(String(inputs.polygenicVariants)); // text of a table: the declarations were checked before
  const matched = variants.filter(({ dosage }) => dosage !== undefined);
  const sum = matched.reduce((so, { effectWeight, dosage = 0 }) => so + effectWeight * dosage, 0);
  const [ofSum, ofZ] = metadata.outputs;
  const noAllele = { value: 0, says: "no copy of any effect allele" };
  const score: Result = {
    ...pointsResult(ofSum, [{ input: "polygenicVariants", value: sum }], noAllele),
    ...(matched.length < variants.length
      ? {
          flags: [
            `${variants.length - matched.length} of ${variants.length} variants have no dosage and count nothing`,
          ],
        }
      : {}),
    details: {
      variants: variants.length,
      matchedVariants: matched.length,
      matchRate: matched.length / variants.length,
      meanPerAllele: sum / (2 * matched.length),
    },
  };
  const { polygenicReferenceMean: mean, polygenicReferenceSd: sd } = inputs;
  if (typeof mean !== "number" || typeof sd !== "number") return [score];
  const z = (sum - mean) / sd;
  const average = { value: 0, says: "the mean of the reference population" };
  return [score, pointsResult(ofZ, [{ input: "polygenicVariants", value: z }], average)];
}

export const PRS: RiskModel = { metadata, coefficientHash: hashOf(compute.toString()), compute };
