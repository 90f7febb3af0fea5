/**
 * Child-Pugh: severity of cirrhosis.
 *
 * Source      Pugh RNH et al. Br J Surg 1973;60:646-649. doi:10.1002/bjs.1800600817
 * Rule        1, 2 or 3 points each: bilirubin under 2, 2 to 3, over 3 mg/dL; albumin over 3.5, 2.8 to 3.5, under
 *             2.8 g/dL; INR under 1.7, 1.7 to 2.3, over 2.3; ascites none, mild, moderate or severe; encephalopathy
 *             none, grade 1 or 2, grade 3 or 4
 * Classes     A 5 and 6, B 7 to 9, C 10 to 15 points
 * Population  people with cirrhosis.      Missing  nothing is imputed.      Rounding  none.
 */
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { explain, rowsOf } from "../linear-predictor.ts";

const RECENT = { maxAgeDays: 90 } as const; // a limit of ours

export const metadata = {
  id: "child-pugh",
  version: "1.0.0",
  title: "Child-Pugh: severity of cirrhosis",
  sources: [
    {
      citation:
        "Pugh RNH, Murray-Lyon IM, Dawson JL, Pietroni MC, Williams R. Transection of the oesophagus for bleeding oesophageal varices. Br J Surg 1973;60:646-649",
      doi: "10.1002/bjs.1800600817",
      where: "points, with INR for the prothrombin time as in present use",
    },
  ],
  confidence: "A",
  population: "People with cirrhosis",
  intendedUse: "Grades the severity of cirrhosis, for prognosis and the choice and dose of treatments",
  wrongUse: "Not without cirrhosis; bilirubin misleads in cholestatic disease, for which other bounds are in use",
  licence: "Published score, free to use with citation",
  inputs: {
    bilirubin: { concept: "bilirubin", unit: "mg/dL", ...RECENT },
    albumin: { concept: "albumin", unit: "g/dL", ...RECENT },
    inr: { concept: "inr", ...RECENT },
    ascites: { concept: "ascites", ...RECENT },
    encephalopathyGrade: { concept: "encephalopathyGrade", unit: "{grade}", ...RECENT },
  },
  outputs: [{ code: "child-pugh", display: "Severity of cirrhosis (Child-Pugh)", gives: "score", unit: "{score}" }],
  exclusions: [
    { concept: "isDeceased", when: true, says: "the person has died" },
    { concept: "hasCirrhosis", when: false, says: "no cirrhosis is on record" },
  ],
  limits: ["Ascites and encephalopathy are a clinician's grading; anticoagulants raise the INR without liver disease."],
  insteadOf: [{ id: "meld", when: "chronic liver disease, from laboratory values alone" }],
} as const satisfies ModelMetadata;

interface Person {
  /** mg/dL */
  readonly bilirubin: number;
  /** g/dL */
  readonly albumin: number;
  readonly inr: number;
  readonly ascites: keyof typeof ASCITES_POINTS;
  /** 0 to 4 */
  readonly encephalopathyGrade: number;
}

/** Under the first 1 point, over the second 3, from one to the other 2. */
const BOUNDS = { bilirubin: [2, 3], inr: [1.7, 2.3] } as const;
/** Over the first 1 point, under the second 3, from one to the other 2. */
const ALBUMIN_BOUNDS = [3.5, 2.8] as const;
const ASCITES_POINTS = { none: 1, mild: 2, "moderate-severe": 3 } as const;
/** From grade 3 on 3 points, from grade 1 on 2. */
const ENCEPHALOPATHY_FROM = { two: 1, three: 3 } as const;

const rising = ([low, high]: readonly [number, number], value: number) => (value > high ? 3 : value >= low ? 2 : 1);
const falling = ([high, low]: readonly [number, number], value: number) => (value > high ? 1 : value >= low ? 2 : 3);

function encephalopathyPoints({ encephalopathyGrade }: Person): number {
  if (encephalopathyGrade >= ENCEPHALOPATHY_FROM.three) return 3;
  return encephalopathyGrade >= ENCEPHALOPATHY_FROM.two ? 2 : 1;
}

const row = rowsOf<Person>();
const POINTS = [
  row(1, ["bilirubin"], (p) => rising(BOUNDS.bilirubin, p.bilirubin)),
  row(1, ["albumin"], (p) => falling(ALBUMIN_BOUNDS, p.albumin)),
  row(1, ["inr"], (p) => rising(BOUNDS.inr, p.inr)),
  row(1, ["ascites"], (p) => ASCITES_POINTS[p.ascites]),
  row(1, ["encephalopathyGrade"], encephalopathyPoints),
];
const REFERENCE = { bilirubin: 1, albumin: 4, inr: 1, ascites: "none", encephalopathyGrade: 0 } as const;

export function compute(inputs: ComputeInputs): readonly Result[] {
  const person = inputs as unknown as Person; // the declarations were checked before
  const points = explain(POINTS, { person, reference: REFERENCE, says: "1 point for each of the five" });
  const [{ code, display }] = metadata.outputs;
  return [{ code, display, score: points.total, band: bandOf(points.total), contributionScale: "points", ...points }];
}

function bandOf(score: number): NonNullable<Result["band"]> {
  const source = "Child-Pugh classes";
  if (score >= 10) return { code: "child-pugh-c", display: "Class C", source };
  if (score >= 7) return { code: "child-pugh-b", display: "Class B", source };
  return { code: "child-pugh-a", display: "Class A", source };
}

export const CHILD_PUGH: RiskModel = {
  metadata,
  coefficientHash: hashOf({ BOUNDS, ALBUMIN_BOUNDS, ASCITES_POINTS, ENCEPHALOPATHY_FROM }),
  compute,
};
