/**
 * Drugs in use against what is known of the genes that CPIC's guidelines name (`tables/cpic.json`). A drug whose gene was
 * never tested is told too: nothing found is not the same as nothing known.
 */
import type { GenomicReading } from "../genomics/contract.ts";
import type { CheckResult, MedicationInUse, SafetyFinding, SafetyNote } from "./contract.ts";
import { openUse } from "./interactions.ts";
import { phenotypesOf } from "./phenotypes.ts";
import { drugsIn, type Guideline, PHARMACOGENOMICS, TABLE_HASHES } from "./tables.ts";

/** One per gene and drug. */
export const PHARMACOGENOMIC_RULES: number = PHARMACOGENOMICS.guidelines.flatMap(({ drugs }) => drugs).length;

const CONFIDENCE: Readonly<Record<string, string>> = {
  A: "A, read in the source or in two sources that agree",
  C: "C, written down from the guideline and not checked against it since: confirm before use",
};

export function checkPharmacogenomics(
  medications: readonly MedicationInUse[],
  readings: readonly GenomicReading[],
): CheckResult {
  const results = PHARMACOGENOMICS.guidelines.flatMap((guideline) =>
    guideline.drugs.flatMap((drug) => {
      const users = medications.filter(({ sets }) => drugsIn(sets).includes(drug));
      const ofGene = readings.filter(({ gene }) => gene === guideline.gene);
      return users.length === 0 ? [] : [checkPair({ guideline, drug, users, ofGene })];
    }),
  );
  return { findings: results.flatMap(({ findings }) => findings), notes: results.flatMap(({ notes }) => notes) };
}

interface Pair {
  readonly guideline: Guideline;
  readonly drug: string;
  readonly users: readonly MedicationInUse[];
  readonly ofGene: readonly GenomicReading[];
}

function checkPair(pair: Pair): CheckResult {
  const { guideline, drug, ofGene } = pair;
  if (ofGene.length === 0) {
    const message = `${drug} and ${guideline.gene}: no genotype or phenotype is on record`;
    return { findings: [], notes: [{ code: "informational", message, references: [] }] };
  }
  const byPhenotype = new Map<string, GenomicReading[]>();
  const notes: SafetyNote[] = [];
  for (const reading of ofGene) {
    const found = phenotypesOf(reading);
    if ("unknown" in found) {
      const message = `${drug} and ${guideline.gene}: not checked, because ${found.unknown}`;
      notes.push({ code: "incomplete", message, references: reading.references });
      continue;
    }
    if (found.phenotypes.length > 1) notes.push(openStrands(pair, found.phenotypes, reading));
    for (const phenotype of found.phenotypes) {
      byPhenotype.set(phenotype, [...(byPhenotype.get(phenotype) ?? []), reading]);
    }
  }
  if (byPhenotype.size > 1 && ofGene.length > 1) {
    const message = `readings of ${guideline.gene} disagree (${[...byPhenotype.keys()].join(", ")}): each was checked`;
    notes.push({ code: "incomplete", message, references: ofGene.flatMap(({ references }) => references) });
  }
  const outcomes = [...byPhenotype].map(([phenotype, readings]) => recommend(pair, phenotype, readings));
  return {
    findings: outcomes.flatMap(({ finding }) => finding ?? []),
    notes: [...notes, ...outcomes.flatMap(({ note }) => note ?? [])],
  };
}

/** Variants of which it is not known on which strand each lies. */
function openStrands(
  { drug, guideline }: Pair,
  phenotypes: readonly string[],
  { called, references }: GenomicReading,
): SafetyNote {
  const pairs = called?.pairs.join(" or ") ?? "";
  const message = `${drug} and ${guideline.gene}: the strands of the variants are not known, so that the genotype is ${pairs} (${phenotypes.join(" or ")}): each was checked`;
  return { code: "incomplete", message, references };
}

function recommend(
  { guideline, drug, users }: Pair,
  phenotype: string,
  readings: readonly GenomicReading[],
): { readonly finding?: SafetyFinding; readonly note?: SafetyNote } {
  const references = readings.flatMap((reading) => reading.references);
  const about = `${drug} and ${guideline.gene}, ${phenotype}`;
  const recommendation = guideline.recommendations.find(({ phenotypes }) => phenotypes.includes(phenotype));
  if (recommendation === undefined) {
    return {
      note: { code: "incomplete", message: `${about}: the table has no recommendation for this phenotype`, references },
    };
  }
  const { severity, says } = recommendation;
  if (severity === undefined) {
    return { note: { code: "informational", message: `${about}: the source gives ${says}`, references } };
  }
  const setting = guideline.setting === undefined ? "" : ` (for ${guideline.setting})`;
  const confidence = CONFIDENCE[guideline.confidence] ?? guideline.confidence;
  return {
    finding: {
      kind: "pharmacogenomics",
      rule: `${PHARMACOGENOMICS.id}/${guideline.gene}/${drug}`,
      severity,
      title: about,
      detail: [
        `${guideline.gene}: ${phenotype}. CPIC on ${drug}${setting}: ${says}.`,
        ...openUse(users),
        "Other drugs that change the same enzyme were not taken into account.",
      ].join(" "),
      implicated: users.map(({ reference }) => reference),
      evidence: [
        {
          text: `${guideline.gene} ${[...new Set(readings.map(toldOf))].join("; ")}`,
          references,
        },
        { text: `Table sha256 ${TABLE_HASHES.pharmacogenomics}; confidence ${confidence}.`, references: [] },
      ],
      source: { text: guideline.citation, url: `https://doi.org/${guideline.doi}` },
      suggestion: says,
    },
  };
}

const toldOf = ({ text, called }: GenomicReading): string =>
  called === undefined ? `as recorded: ${text}` : `${text}, ${called.statement}`;
