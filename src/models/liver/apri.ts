/**
 * APRI: aspartate aminotransferase to platelet ratio index of liver fibrosis.
 *
 * Source      Wai CT et al. Hepatology 2003;38:518-526. doi:10.1053/jhep.2003.50346
 * Equation    APRI = 100 · (AST / upper limit of normal of AST) / platelets; platelets in 10⁹/L
 * Population  adults with chronic viral hepatitis.
 * Missing     nothing is imputed, the laboratory's upper limit neither.      Rounding  none here.
 */
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { explain, rowsOf, textOf } from "../linear-predictor.ts";

const RECENT = { maxAgeDays: 182 } as const; // half a year: a limit of ours

export const metadata = {
  id: "apri",
  version: "1.0.0",
  title: "APRI: AST to platelet ratio index of liver fibrosis",
  sources: [
    {
      citation:
        "Wai CT, Greenson JK, Fontana RJ, et al. A simple noninvasive index can predict both significant fibrosis and cirrhosis in patients with chronic hepatitis C. Hepatology 2003;38:518-526",
      doi: "10.1053/jhep.2003.50346",
      where: "equation",
    },
  ],
  confidence: "A",
  population: "Adults with chronic viral hepatitis",
  intendedUse: "A first look for fibrosis and cirrhosis where elastography is not at hand",
  wrongUse: "Not in acute hepatitis; not with another laboratory's upper limit",
  licence: "Published equation, free to use with citation",
  inputs: {
    aspartateAminotransferase: { concept: "aspartateAminotransferase", unit: "U/L", ...RECENT },
    aspartateAminotransferaseUpperLimit: { concept: "aspartateAminotransferaseUpperLimit", unit: "U/L" },
    platelets: { concept: "platelets", unit: "10*9/L", ...RECENT },
    age: {
      concept: "age",
      range: [18, 125], // a limit of ours
      completed: true,
      missing: { rule: "optional", says: "it is not checked that the person is an adult" },
    },
  },
  outputs: [{ code: "apri", display: "Liver fibrosis (APRI)", gives: "score", unit: "{score}" }],
  exclusions: [{ concept: "isDeceased", when: true, says: "the person has died" }],
  limits: [
    "Both laboratory values should be of one sample. No bands are given here: thresholds differ between guidelines.",
  ],
  insteadOf: [{ id: "fib-4", when: "age and ALT are known and the laboratory's upper limit of AST is not" }],
} as const satisfies ModelMetadata;

interface Person {
  /** U/L */
  readonly aspartateAminotransferase: number;
  /** U/L */
  readonly aspartateAminotransferaseUpperLimit: number;
  /** 10⁹/L */
  readonly platelets: number;
}

/** The logarithm of the equation is a sum, so that each input adds its own. */
const row = rowsOf<Person>();
const LOG_TERMS = [
  row(1, ["aspartateAminotransferase"], (p) =>
    Math.log(p.aspartateAminotransferase / p.aspartateAminotransferaseUpperLimit),
  ),
  row(-1, ["platelets"], (p) => Math.log(p.platelets)),
];
const LN_100 = Math.log(100);

export function compute(inputs: ComputeInputs): readonly Result[] {
  const person = inputs as unknown as Person; // the declarations were checked before
  const { aspartateAminotransferase: ast, aspartateAminotransferaseUpperLimit: upperLimit, platelets } = person;
  const [{ code, display }] = metadata.outputs;
  return [
    {
      code,
      display,
      score: (100 * (ast / upperLimit)) / platelets,
      contributionScale: "log-ratio",
      ...explain(LOG_TERMS, {
        person,
        reference: { ...person, aspartateAminotransferase: upperLimit, platelets: 250 },
        says: "AST at the laboratory's upper limit of normal, platelets 250 · 10⁹/L",
        intercept: LN_100,
      }),
    },
  ];
}

export const APRI: RiskModel = { metadata, coefficientHash: hashOf({ terms: textOf(LOG_TERMS) }), compute };
