import { quantity, type TableConcept } from "./concept.ts";

/** The weights of a polygenic score beside what the person carries: a scoring file of the PGS Catalog with dosages. */
const POLYGENIC_VARIANTS: TableConcept = {
  kind: "table",
  display: "Variants of a polygenic score, with the dosage of the effect allele",
  columns: {
    rsID: { holds: "text" },
    effect_weight: { holds: "number" },
    /** Copies of the effect allele, a fraction where imputed; empty where the variant is not in the genotype. */
    dosage: { holds: "number", range: [0, 2], mayBeEmpty: true },
  },
  refused: ["is_dominant", "is_recessive", "is_haplotype", "is_interaction"],
  maxRows: 20_000,
};

/** Genetic data. */
export const GENOMICS = {
  polygenicVariants: POLYGENIC_VARIANTS,
  polygenicReferenceMean: quantity("Polygenic score, mean of the reference population", "1", [-100_000, 100_000]),
  polygenicReferenceSd: quantity("Polygenic score, SD of the reference population", "1", [0.000_001, 100_000]),
} as const;
