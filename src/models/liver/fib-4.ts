/**
 * FIB-4: index of liver fibrosis.
 *
 * Source      Sterling RK et al. Hepatology 2006;43:1317-1325. doi:10.1002/hep.21178
 * Equation    FIB-4 = age · AST / (platelets · √ALT); age in years, AST and ALT in U/L, platelets in 10⁹/L
 * Bands       under 1.3 (from 65 years under 2.0) low, over 2.67 high, between them indeterminate
 * Population  adults with chronic liver disease; best from 35 to 65 years.
 * Missing     nothing is imputed.      Rounding  age in completed years.
 */
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { explain, rowsOf, textOf } from "../linear-predictor.ts";

const RECENT = { maxAgeDays: 182 } as const; // half a year: a limit of ours

export const metadata = {
  id: "fib-4",
  version: "1.0.0",
  title: "FIB-4: index of liver fibrosis",
  sources: [
    {
      citation:
        "Sterling RK, Lissen E, Clumeck N, et al. Development of a simple noninvasive index to predict significant fibrosis in patients with HIV/HCV coinfection. Hepatology 2006;43:1317-1325",
      doi: "10.1002/hep.21178",
      where: "equation; the bands are those in general use, 2.0 from 65 years",
    },
  ],
  confidence: "A",
  population: "Adults with chronic liver disease; best studied from 35 to 65 years",
  intendedUse: "Decides who needs elastography or referral for suspected advanced fibrosis",
  wrongUse: "Not in acute hepatitis or acute illness, which raise the transaminases; not to follow a treatment",
  licence: "Published equation, free to use with citation",
  inputs: {
    age: { concept: "age", range: [18, 125], completed: true }, // a limit of ours
    aspartateAminotransferase: { concept: "aspartateAminotransferase", unit: "U/L", ...RECENT },
    alanineAminotransferase: { concept: "alanineAminotransferase", unit: "U/L", ...RECENT },
    platelets: { concept: "platelets", unit: "10*9/L", ...RECENT },
  },
  outputs: [{ code: "fib-4", display: "Advanced liver fibrosis (FIB-4)", gives: "score", unit: "{score}" }],
  exclusions: [{ concept: "isDeceased", when: true, says: "the person has died" }],
  limits: ["The three laboratory values should be of one sample."],
} as const satisfies ModelMetadata;

interface Person {
  /** Completed years. */
  readonly age: number;
  /** U/L */
  readonly aspartateAminotransferase: number;
  /** U/L */
  readonly alanineAminotransferase: number;
  /** 10⁹/L */
  readonly platelets: number;
}

/** The logarithm of the equation is a sum, so that each input adds its own. */
const row = rowsOf<Person>();
const LOG_TERMS = [
  row(1, [], (p) => Math.log(p.age)),
  row(1, ["aspartateAminotransferase"], (p) => Math.log(p.aspartateAminotransferase)),
  row(-1, ["platelets"], (p) => Math.log(p.platelets)),
  row(-0.5, ["alanineAminotransferase"], (p) => Math.log(p.alanineAminotransferase)),
];
const BOUNDS = { low: 1.3, lowFrom65: 2, high: 2.67 } as const;

/** Round normal values, chosen by us. */
const REFERENCE = { aspartateAminotransferase: 25, alanineAminotransferase: 25, platelets: 250 } as const;

export function compute(inputs: ComputeInputs): readonly Result[] {
  const person = inputs as unknown as Person; // the declarations were checked before
  const { age, aspartateAminotransferase: ast, alanineAminotransferase: alt, platelets } = person;
  const score = (age * ast) / (platelets * Math.sqrt(alt));
  const [{ code, display }] = metadata.outputs;
  return [
    {
      code,
      display,
      score,
      band: bandOf(age, score),
      contributionScale: "log-ratio",
      ...explain(LOG_TERMS, {
        person,
        reference: { ...person, ...REFERENCE },
        says: "same age, AST 25 U/L, ALT 25 U/L, platelets 250 · 10⁹/L",
      }),
      ...(age < 35 ? { flags: ["under 35 years FIB-4 is less reliable"] } : {}),
    },
  ];
}

function bandOf(age: number, score: number): NonNullable<Result["band"]> {
  const source = "FIB-4 thresholds 1.3 (from 65 years 2.0) and 2.67";
  if (score > BOUNDS.high) return { code: "high", display: "Advanced fibrosis likely", source };
  if (score < (age >= 65 ? BOUNDS.lowFrom65 : BOUNDS.low)) {
    return { code: "low", display: "Advanced fibrosis unlikely", source };
  }
  return { code: "indeterminate", display: "Indeterminate", source };
}

export const FIB_4: RiskModel = { metadata, coefficientHash: hashOf({ terms: textOf(LOG_TERMS), BOUNDS }), compute };
