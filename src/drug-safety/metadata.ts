/** What the catalogue says of the checks of drug safety. */

import { STAR_ALLELES } from "../genomics/star-alleles.ts";
import { metadata as opioidMme } from "../models/medication/opioid-mme.ts";
import { QT_SOURCE } from "./qt-risk.ts";
import { ALL_TABLES_HASH, INTERACTIONS, KIDNEY_DOSES, PHARMACOGENOMICS, QT_DRUGS } from "./tables.ts";

/** As the rows have them, once each. */
const sourcesOf = (rows: readonly { readonly source: string }[]): readonly string[] => [
  ...new Set(rows.map(({ source }) => source)),
];
const SOURCES_OF_KIDNEY_DOSES = sourcesOf([...KIDNEY_DOSES.rows, KIDNEY_DOSES.apixaban]);
const SOURCES_OF_QT_DRUGS = sourcesOf(QT_DRUGS.rows);

export const DRUG_SAFETY = {
  id: "drug-safety",
  version: "1.1.0",
  title: "Drug safety: interactions, pharmacogenomics, opioid dose, doses in kidney disease, allergies, QT risk",
  tablesHash: ALL_TABLES_HASH,
  population: "people with medications on record, or for whom one is proposed",
  intendedUse:
    "Shows where medications in use, or one that is proposed, meet a published rule against them or an allergy on record",
  wrongUse:
    "Not a complete check: that nothing is found does not mean that a medication is safe. Never to stop or change a medication by itself",
  confidence:
    "interactions A, of which some classes are listed in part; pharmacogenomics A for CYP2C19, else C; opioid factors A; doses in kidney disease and QT-prolonging drugs A to C, said of each; QT risk B",
  licence:
    "Rules are facts of the publications that are cited; CPIC content is CC0, the CDC guideline and US prescribing information are in the public domain or told in words of ours",
  limits: [
    "Medications are recognized by RxNorm and ATC codes, never by name; the tables list part of the RxNorm products.",
    `Of ${KIDNEY_DOSES.rows.length + 1} drugs the kidney function is told at which their source limits use or dose; whether the dose on record fits it is not judged. ${KIDNEY_DOSES.notHere}`,
    `QT-prolonging drugs are counted by a list of ${QT_DRUGS.rows.length} from labels that is not complete, unless the caller gives their number; pairs of them are not checked. Tisdale's score is for adults in hospital.`,
    "Interactions are told whatever the route: a cream counts as a tablet where its code is that of the ingredient.",
    "CYP3A4 inhibitors that are not strong are not in the table of interactions.",
    "Of the ways to record a genotype, diplotypes of star alleles, CPIC's standard terms, single variants as Observations and VCF text given with the call are read.",
    `A genotype is called from variants only where every pair of alleles that fits has one phenotype: no allele is called from positions that were not tested, unless the caller says that they are reference. ${STAR_ALLELES.limits}`,
  ],
  sources: [
    { citation: INTERACTIONS.citation, doi: INTERACTIONS.doi },
    ...PHARMACOGENOMICS.guidelines
      .filter(({ doi }, index, all) => all.findIndex((other) => other.doi === doi) === index)
      .map(({ citation, doi }) => ({ citation, doi })),
    { citation: QT_SOURCE.citation, doi: QT_SOURCE.doi },
    ...SOURCES_OF_KIDNEY_DOSES.map((citation) => ({ citation })),
    ...SOURCES_OF_QT_DRUGS.map((citation) => ({ citation })),
    { citation: STAR_ALLELES.source },
    { citation: opioidMme.sources[0].citation, doi: opioidMme.sources[0].doi },
  ],
} as const;
