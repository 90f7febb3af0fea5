/** What the catalogue says of the checks of drug safety. */
import { metadata as opioidMme } from "../models/medication/opioid-mme.ts";
import { QT_SOURCE } from "./qt-risk.ts";
import { ALL_TABLES_HASH, INTERACTIONS, PHARMACOGENOMICS } from "./tables.ts";

export const DRUG_SAFETY = {
  id: "drug-safety",
  version: "1.0.0",
  title: "Drug safety: interactions, pharmacogenomics, opioid dose, allergies, QT risk",
  tablesHash: ALL_TABLES_HASH,
  population: "people with medications on record, or for whom one is proposed",
  intendedUse:
    "Shows where medications in use, or one that is proposed, meet a published rule against them or an allergy on record",
  wrongUse:
    "Not a complete check: that nothing is found does not mean that a medication is safe. Never to stop or change a medication by itself",
  confidence:
    "interactions A, of which some classes are listed in part; pharmacogenomics A for CYP2C19, else C; opioid factors A; QT risk B",
  licence:
    "Rules are facts of the publications that are cited; CPIC content is CC0, the CDC guideline is in the public domain",
  limits: [
    "Medications are recognized by RxNorm and ATC codes, never by name; the tables list part of the RxNorm products.",
    "Which drugs prolong the QT interval no table here says: pairs of them are not checked, and Tisdale's score only where the caller says how many there are. Doses in kidney disease are not checked.",
    "Interactions are told whatever the route: a cream counts as a tablet where its code is that of the ingredient.",
    "CYP3A4 inhibitors that are not strong are not in the table of interactions.",
    "Of the ways to record a genotype, diplotypes of star alleles and CPIC's standard terms are read.",
  ],
  sources: [
    { citation: INTERACTIONS.citation, doi: INTERACTIONS.doi },
    ...PHARMACOGENOMICS.guidelines
      .filter(({ doi }, index, all) => all.findIndex((other) => other.doi === doi) === index)
      .map(({ citation, doi }) => ({ citation, doi })),
    { citation: QT_SOURCE.citation, doi: QT_SOURCE.doi },
    { citation: opioidMme.sources[0].citation, doi: opioidMme.sources[0].doi },
  ],
} as const;
