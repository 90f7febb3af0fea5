/**
 * The tables of drug safety, as they lie in `tables/`, with their hash; and the sets by which the codes of a medication
 * or an allergy are found to be a drug of the tables. Never by a name: a set lists RxNorm codes, and ATC codes with all
 * below them.
 */
import { createHash } from "node:crypto";
import { SYSTEM } from "../codes.ts";
import { STAR_ALLELES_HASH } from "../genomics/star-alleles.ts";
import type { MedicationInUse, Severity } from "./contract.ts";
import allergies from "./tables/allergy-classes.json" with { type: "json" };
import cpic from "./tables/cpic.json" with { type: "json" };
import drugs from "./tables/drugs.json" with { type: "json" };
import onc from "./tables/onc-high-priority-ddi.json" with { type: "json" };
import qt from "./tables/qt-drugs.json" with { type: "json" };
import renal from "./tables/renal-doses.json" with { type: "json" };

interface DrugRow {
  readonly drug: string;
  /** Ingredient. */
  readonly rxnorm?: string;
  readonly atc?: readonly string[];
  /** RxNorm codes of products that hold the ingredient. */
  readonly products?: readonly string[];
  /** Products, of opioids, that hold other ingredients too. */
  readonly combinations?: readonly string[];
  /** Milligrams of the ingredient in one tablet or capsule, by product. */
  readonly mgPerUnit?: Readonly<Record<string, number>>;
}

export interface DrugClass {
  readonly source: string;
  readonly drugs: readonly string[];
  /** A sentence to add where the drug is the one that makes the pair. */
  readonly caution?: Readonly<Record<string, string>>;
}
export interface InteractionPair {
  readonly id: string;
  readonly object: readonly string[];
  readonly precipitant: readonly string[];
}

/** How a genotype becomes a phenotype. */
export type GeneRule =
  | {
      readonly rule: "allele functions";
      readonly alleles: Readonly<Record<string, string>>;
      readonly diplotypes: Readonly<Record<string, string>>;
    }
  | {
      readonly rule: "activity score";
      readonly values: Readonly<Record<string, number>>;
      /** Alleles of which several copies are scored. */
      readonly copies: readonly string[];
      readonly phenotypes: readonly { readonly from: number; readonly below: number; readonly phenotype: string }[];
    }
  | {
      readonly rule: "carrier";
      readonly alleles: readonly string[];
      readonly carrier: string;
      readonly other: string;
      /** Alleles that may stand beside; none listed means any. */
      readonly known: readonly string[];
    };

export interface Guideline {
  readonly gene: string;
  readonly drugs: readonly string[];
  readonly confidence: string;
  readonly setting?: string;
  readonly citation: string;
  readonly doi: string;
  readonly recommendations: readonly {
    readonly phenotypes: readonly string[];
    /** Of ours; without one the source asks for nothing but the usual. */
    readonly severity?: Severity;
    readonly says: string;
  }[];
}

export type KidneyMeasure = "creatinine-clearance" | "egfr";
export type KidneyAction = "contraindicated" | "avoid" | "reduce" | "monitor";

/** A stretch of kidney function and what the source has for it; a limit that is not given is none. */
export interface KidneyBand {
  /** Included. */
  readonly from?: number;
  /** Not included. */
  readonly over?: number;
  /** Not included. */
  readonly below?: number;
  /** Included. */
  readonly upTo?: number;
  readonly action: KidneyAction;
  readonly says: string;
}

/** Where a rule is published, and how well it was checked. */
export interface TableSource {
  readonly source: string;
  readonly confidence: string;
  /** In what it was read. */
  readonly readIn?: string;
}

export interface KidneyRule extends TableSource {
  readonly drug: string;
  readonly measure: KidneyMeasure;
  readonly bands: readonly KidneyBand[];
  readonly note?: string;
}

export interface AllergyClass {
  readonly name: string;
  readonly snomed: readonly string[];
  readonly atc: readonly string[];
  readonly drugs: readonly string[];
}

// The JSON files are part of the source; `test/drug-safety/tables.test.ts` checks that they have these shapes.
const DRUGS = drugs.rows as readonly DrugRow[];
export const INTERACTIONS = onc as unknown as {
  readonly id: string;
  readonly title: string;
  readonly citation: string;
  readonly doi: string;
  readonly says: string;
  readonly classes: Readonly<Record<string, DrugClass>>;
  readonly pairs: readonly InteractionPair[];
  readonly notChecked: readonly { readonly id: string; readonly pair: string; readonly why: string }[];
};
export const PHARMACOGENOMICS = cpic as unknown as {
  readonly id: string;
  readonly title: string;
  readonly licence: string;
  readonly genes: Readonly<Record<string, GeneRule>>;
  readonly guidelines: readonly Guideline[];
};
export const KIDNEY_DOSES = renal as unknown as {
  readonly id: string;
  readonly confidence: string;
  readonly notHere: string;
  readonly rows: readonly KidneyRule[];
  readonly apixaban: TableSource & {
    readonly drug: string;
    readonly ageFromYears: number;
    readonly weightUpToKg: number;
    readonly creatinineFromMgDl: number;
    /** How many of the three must hold. */
    readonly criteria: number;
    readonly action: KidneyAction;
    readonly says: string;
  };
};
export const QT_DRUGS = qt as {
  readonly id: string;
  readonly confidence: string;
  readonly rows: readonly (TableSource & { readonly drug: string })[];
};
export const ALLERGY_CLASSES: readonly AllergyClass[] = allergies.classes;
/** SNOMED CT codes by which a record says that there is no allergy. */
export const NO_KNOWN_ALLERGY: ReadonlySet<string> = new Set(allergies.noKnownAllergy);

const hashOf = (table: unknown): string =>
  createHash("sha256").update(JSON.stringify(table)).digest("hex").slice(0, 16);

/** First 16 hex digits of the SHA-256 of each table, and of all. */
export const TABLE_HASHES = {
  drugs: hashOf(drugs),
  interactions: hashOf(onc),
  pharmacogenomics: hashOf(cpic),
  allergies: hashOf(allergies),
  kidneyDoses: hashOf(renal),
  qtDrugs: hashOf(qt),
} as const;
/** With the table of star alleles, by which genotypes are called. */
export const ALL_TABLES_HASH = hashOf({ ...TABLE_HASHES, starAlleles: STAR_ALLELES_HASH });

/** A set of codes in the form of a ValueSet, of which the index of the twin reads `id` and `compose`. */
export interface CodeSet {
  readonly id: string;
  readonly url: string;
  readonly compose: {
    readonly include: readonly {
      readonly system: string;
      readonly concept?: readonly { readonly code: string }[];
      readonly filter?: readonly { readonly property: string; readonly op: string; readonly value: string }[];
    }[];
  };
}

export const drugSet = (drug: string): string => `drug:${drug}`;
export const classSet = (name: string): string => `class:${name}`;

/** Set of all opioids by ATC, of whatever drug. */
export const OPIOID_SET = "group:opioids";
const OPIOID_ATC = ["N02A", "N07BC01", "N07BC02", "N07BC05", "N07BC06", "N07BC51"];

/** A set per drug and per class of allergy, and that of opioids. */
export const CODE_SETS: readonly CodeSet[] = [
  codeSet(OPIOID_SET, { atc: OPIOID_ATC }),
  ...DRUGS.map(({ drug, rxnorm, atc = [], products = [] }) =>
    codeSet(drugSet(drug), { rxnorm: rxnorm === undefined ? products : [rxnorm, ...products], atc }),
  ),
  ...ALLERGY_CLASSES.map(({ name, snomed, atc, drugs: members }) =>
    codeSet(classSet(name), { rxnorm: members.flatMap(rxnormOf), atc, snomed }),
  ),
];

/** Names of the drugs of the tables among the sets that hold a code. */
export const drugsIn = (sets: ReadonlyMap<string, string>): readonly string[] =>
  [...sets.keys()].filter((id) => id.startsWith("drug:")).map((id) => id.slice("drug:".length));

/** Whether codes say what drug a medication is: one of the tables, or by ATC none of them. */
export const isKnownDrug = ({ sets, isClassified }: Pick<MedicationInUse, "sets" | "isClassified">): boolean =>
  isClassified || drugsIn(sets).length > 0;

/** Milligrams of a drug in one tablet or capsule of the product with the RxNorm code, where the table knows. */
export const mgPerUnitOf = (drug: string, code: string): number | undefined =>
  DRUGS.find((row) => row.drug === drug)?.mgPerUnit?.[code];

/** Whether a code stands for the drug with others: a listed product, or ATC's groups 50 to 59 and 70 to 79 and N02AJ. */
export const isCombinationCode = (drug: string, code: string): boolean =>
  /^(?:N02AJ|[A-Z]\d\d[A-Z]{2}[57]\d$)/.test(code) ||
  (DRUGS.find((row) => row.drug === drug)?.combinations ?? []).includes(code);

function rxnormOf(name: string): readonly string[] {
  const row = DRUGS.find(({ drug }) => drug === name);
  return [...(row?.rxnorm === undefined ? [] : [row.rxnorm]), ...(row?.products ?? [])];
}

/** A set of the codes of one coded thing: the codes themselves, and in ATC all that is below them. */
export function codeSet(
  id: string,
  codes: {
    readonly rxnorm?: readonly string[];
    readonly atc?: readonly string[];
    readonly snomed?: readonly string[];
  },
): CodeSet {
  const listed = (system: string, list: readonly string[] = []) =>
    list.length === 0 ? [] : [{ system, concept: list.map((code) => ({ code })) }];
  const { rxnorm, atc = [], snomed } = codes;
  return {
    id,
    url: `urn:${id}`,
    compose: {
      include: [
        ...listed(SYSTEM.rxnorm, rxnorm),
        ...listed(SYSTEM.snomed, snomed),
        ...(atc.length === 0
          ? []
          : [
              {
                system: SYSTEM.atc,
                filter: atc.map((value) => ({ property: "concept", op: "is-a", value })),
              },
            ]),
      ],
    },
  };
}
