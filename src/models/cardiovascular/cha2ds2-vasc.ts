/**
 * CHA2DS2-VASc and CHA2DS2-VA: risk of stroke in atrial fibrillation.
 *
 * Source      Lip GYH et al. Chest 2010;137:263-272. doi:10.1378/chest.09-1584 (points, rates)
 *             Friberg L et al. Eur Heart J 2012;33:1500-1510. doi:10.1093/eurheartj/ehr488 (rates)
 *             Van Gelder IC et al. Eur Heart J 2024;45:3314-3414. doi:10.1093/eurheartj/ehae176 (CHA2DS2-VA)
 * Rule        heart failure 1, hypertension 1, age 75 and over 2, diabetes 1, stroke, TIA or thromboembolism 2, vascular
 *             disease 1, age 65 to 74 1, female 1; CHA2DS2-VA leaves the point for sex out
 * Population  adults with atrial fibrillation without mechanical valve or moderate to severe mitral stenosis.
 * Missing     nothing is imputed; a condition that is not known is an error.      Rounding  age in completed years.
 */
import type { ComputeInputs, Contribution, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";

export const metadata = {
  id: "cha2ds2-vasc",
  version: "1.0.0",
  title: "CHA2DS2-VASc and CHA2DS2-VA: risk of stroke in atrial fibrillation",
  sources: [
    {
      citation:
        "Lip GYH, Nieuwlaat R, Pisters R, et al. Refining clinical risk stratification for predicting stroke and thromboembolism in atrial fibrillation. Chest 2010;137:263-272",
      doi: "10.1378/chest.09-1584",
      where: "points; rates by score",
    },
    {
      citation:
        "Friberg L, Rosenqvist M, Lip GYH. Evaluation of risk stratification schemes for ischaemic stroke and bleeding in 182 678 patients with atrial fibrillation. Eur Heart J 2012;33:1500-1510",
      doi: "10.1093/eurheartj/ehr488",
      where: "ischaemic stroke per 100 years at risk by score",
    },
    {
      citation:
        "Van Gelder IC, Rienstra M, Bunting KV, et al. 2024 ESC Guidelines for the management of atrial fibrillation. Eur Heart J 2024;45:3314-3414",
      doi: "10.1093/eurheartj/ehae176",
      where: "CHA2DS2-VA and its thresholds",
    },
  ],
  confidence: "B", // the points A, the rate tables B
  population: "Adults with atrial fibrillation, without mechanical valve or moderate to severe mitral stenosis",
  intendedUse: "Estimates the risk of stroke without anticoagulation to inform a shared decision",
  wrongUse: "Not without atrial fibrillation; says nothing about the risk of bleeding",
  licence: "Published score, free to use with citation",
  inputs: {
    age: { concept: "age", range: [18, 125], completed: true },
    sex: { concept: "sex" },
    hasHeartFailure: { concept: "hasHeartFailure" },
    hasHypertension: { concept: "hasHypertension" },
    hasDiabetes: { concept: "hasDiabetes" },
    hasStrokeTiaOrThromboembolism: { concept: "hasStrokeTiaOrThromboembolism" },
    hasVascularDisease: { concept: "hasVascularDisease" },
  },
  outputs: [
    {
      code: "cha2ds2-vasc",
      display: "Stroke or thromboembolism in atrial fibrillation (CHA2DS2-VASc)",
      gives: "score",
      unit: "{score}",
    },
    {
      code: "cha2ds2-va",
      display: "Stroke or thromboembolism in atrial fibrillation (CHA2DS2-VA)",
      gives: "score",
      unit: "{score}",
    },
  ],
  exclusions: [
    { concept: "isDeceased", when: true, says: "the person has died" },
    { concept: "hasAtrialFibrillation", when: false, says: "no atrial fibrillation is on record" },
  ],
  limits: [
    "Rates by score differ widely between cohorts; each is given with the name of its table, from people without anticoagulation.",
  ],
} as const satisfies ModelMetadata;

interface Person {
  /** Completed years. */
  readonly age: number;
  readonly sex: "female" | "male";
  readonly hasHeartFailure: boolean;
  readonly hasHypertension: boolean;
  readonly hasDiabetes: boolean;
  readonly hasStrokeTiaOrThromboembolism: boolean;
  readonly hasVascularDisease: boolean;
}

const POINTS = {
  hasHeartFailure: 1,
  hasHypertension: 1,
  ageFrom75: 2,
  hasDiabetes: 1,
  hasStrokeTiaOrThromboembolism: 2,
  hasVascularDisease: 1,
  ageFrom65: 1,
  female: 1,
} as const;

/** Per 100 person-years by CHA2DS2-VASc score 0 to 9, without anticoagulation. */
const RATES = {
  lip2010: [0, 1.3, 2.2, 3.2, 4.0, 6.7, 9.8, 9.6, 6.7, 15.2],
  friberg2012: [0.2, 0.6, 2.2, 3.2, 4.8, 7.2, 9.7, 11.2, 10.8, 12.2],
} as const;

const agePoints = (age: number) => (age >= 75 ? POINTS.ageFrom75 : age >= 65 ? POINTS.ageFrom65 : 0);

function pointsWithoutSex(person: Person): readonly Contribution[] {
  const conditions = [
    "hasHeartFailure",
    "hasHypertension",
    "hasDiabetes",
    "hasStrokeTiaOrThromboembolism",
    "hasVascularDisease",
  ] as const;
  return [
    { input: "age", value: agePoints(person.age) },
    ...conditions.map((input) => ({ input, value: person[input] ? POINTS[input] : 0 })),
  ];
}

const REFERENCE = { value: 0, says: "a man under 65 years without any of the conditions" } as const;
const sum = (points: readonly Contribution[]) => points.reduce((total, { value }) => total + value, 0);

export function compute(inputs: ComputeInputs): readonly Result[] {
  const person = inputs as unknown as Person; // the declarations were checked before
  const withoutSex = pointsWithoutSex(person);
  const withSex = [...withoutSex, { input: "sex", value: person.sex === "female" ? POINTS.female : 0 }];
  const vasc = sum(withSex);
  const va = sum(withoutSex);
  const [vascOutput, vaOutput] = metadata.outputs;
  return [
    {
      code: vascOutput.code,
      display: vascOutput.display,
      score: vasc,
      band: bandOf(
        vasc - (person.sex === "female" ? POINTS.female : 0),
        "2020 ESC guideline on atrial fibrillation: bands of CHA2DS2-VASc by sex",
      ),
      contributionScale: "points",
      contributions: withSex,
      total: vasc,
      reference: REFERENCE,
      details: {
        "lip-2010-stroke-tia-thromboembolism-percent-per-year": RATES.lip2010[vasc] ?? Number.NaN,
        "friberg-2012-ischaemic-stroke-percent-per-year": RATES.friberg2012[vasc] ?? Number.NaN,
      },
    },
    {
      code: vaOutput.code,
      display: vaOutput.display,
      score: va,
      band: bandOf(va, "2024 ESC guideline on atrial fibrillation: bands of CHA2DS2-VA"),
      contributionScale: "points",
      contributions: withoutSex,
      total: va,
      reference: { value: 0, says: "a person under 65 years without any of the conditions" },
    },
  ];
}

/** Both guidelines put the bands at 1 and 2 points, the point for sex not counted. */
function bandOf(points: number, source: string): NonNullable<Result["band"]> {
  if (points >= 2) return { code: "high", display: "High risk of stroke", source };
  if (points === 1) return { code: "intermediate", display: "Intermediate risk of stroke", source };
  return { code: "low", display: "Low risk of stroke", source };
}

export const CHA2DS2_VASC: RiskModel = { metadata, coefficientHash: hashOf({ POINTS, RATES }), compute };
