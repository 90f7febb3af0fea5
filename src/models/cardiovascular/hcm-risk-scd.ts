/**
 * HCM Risk-SCD: 5-year risk of sudden cardiac death in hypertrophic cardiomyopathy.
 *
 * Source      O'Mahony C et al. Eur Heart J 2014;35:2010-2020. doi:10.1093/eurheartj/eht439
 * Equation    R = 1 - 0.998^exp(PI), PI = Σ β · term; wall thickness also squared; age in years
 * Population  16 years and over, wall thickness under 35 mm, no previous cardiac arrest.
 * Missing     nothing is imputed; a missing input is an error.      Rounding  none here.
 */
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { hazardOf, term } from "../proportional-hazards.ts";

const TWO_YEARS_DAYS = 730; // how old a measurement may be: a limit of ours

export const metadata = {
  id: "hcm-risk-scd",
  version: "1.0.0",
  title: "HCM Risk-SCD: 5-year risk of sudden cardiac death in hypertrophic cardiomyopathy",
  sources: [
    {
      citation:
        "O'Mahony C, Jichi F, Pavlou M, et al. A novel clinical risk prediction model for sudden cardiac death in hypertrophic cardiomyopathy (HCM Risk-SCD). Eur Heart J 2014;35:2010-2020",
      doi: "10.1093/eurheartj/eht439",
      where: "prognostic index and baseline survival",
    },
  ],
  confidence: "A",
  population: "People of 16 years and over with hypertrophic cardiomyopathy who have had no cardiac arrest",
  intendedUse: "Estimates the risk of sudden cardiac death to inform the decision about a defibrillator",
  wrongUse:
    "Not under 16 years, in athletes, in metabolic or syndromic disease, after myectomy or alcohol ablation, or after a cardiac arrest",
  licence: "Published equation, free to use with citation",
  inputs: {
    age: { concept: "age", range: [16, 110], completed: true },
    leftVentricularWallThickness: {
      concept: "leftVentricularWallThickness",
      unit: "mm",
      range: [5, 35], // the lower end, and this and the next input's ranges: plausibility limits of ours
      maxExcluded: true,
      maxAgeDays: TWO_YEARS_DAYS,
    },
    leftAtrialDiameter: { concept: "leftAtrialDiameter", unit: "mm", range: [20, 100], maxAgeDays: TWO_YEARS_DAYS },
    outflowTractGradient: {
      concept: "outflowTractGradient",
      unit: "mm[Hg]",
      range: [0, 250],
      maxAgeDays: TWO_YEARS_DAYS,
    },
    hasRelativeWithSuddenCardiacDeath: { concept: "hasRelativeWithSuddenCardiacDeath" },
    hasNonSustainedVentricularTachycardia: { concept: "hasNonSustainedVentricularTachycardia" },
    hasUnexplainedSyncope: { concept: "hasUnexplainedSyncope" },
  },
  outputs: [
    {
      code: "hcm-sudden-death-5y",
      display: "Sudden cardiac death within 5 years in hypertrophic cardiomyopathy (HCM Risk-SCD)",
      gives: "probability",
      unit: "%",
    },
  ],
  exclusions: [
    { concept: "isDeceased", when: true, says: "the person has died" },
    { concept: "hasHypertrophicCardiomyopathy", when: false, says: "no hypertrophic cardiomyopathy is on record" },
    { concept: "hasPriorCardiacArrest", when: true, says: "a previous cardiac arrest: the model is of a first event" },
  ],
  limits: ["The gradient is the highest at rest and with Valsalva manoeuvre."],
  validation: [
    {
      cohort: "3,703 patients of 14 other centres, United States, Europe, Middle East and Asia (EVIDENCE-HCM)",
      year: 2018,
      cStatistic: 0.7,
      source: "O'Mahony C et al. Circulation 2018",
    },
  ],
} as const satisfies ModelMetadata;

interface Person {
  /** Completed years. */
  readonly age: number;
  /** mm */
  readonly leftVentricularWallThickness: number;
  /** mm */
  readonly leftAtrialDiameter: number;
  /** mmHg */
  readonly outflowTractGradient: number;
  readonly hasRelativeWithSuddenCardiacDeath: boolean;
  readonly hasNonSustainedVentricularTachycardia: boolean;
  readonly hasUnexplainedSyncope: boolean;
}

const TERMS = {
  wallThickness: term(["leftVentricularWallThickness"], (p: Person) => p.leftVentricularWallThickness),
  "wallThickness²": term(["leftVentricularWallThickness"], (p: Person) => p.leftVentricularWallThickness ** 2),
  leftAtrium: term(["leftAtrialDiameter"], (p: Person) => p.leftAtrialDiameter),
  gradient: term(["outflowTractGradient"], (p: Person) => p.outflowTractGradient),
  familyHistory: term(["hasRelativeWithSuddenCardiacDeath"], (p: Person) =>
    Number(p.hasRelativeWithSuddenCardiacDeath),
  ),
  nsvt: term(["hasNonSustainedVentricularTachycardia"], (p: Person) => Number(p.hasNonSustainedVentricularTachycardia)),
  syncope: term(["hasUnexplainedSyncope"], (p: Person) => Number(p.hasUnexplainedSyncope)),
  age: term([], (p: Person) => p.age),
} as const;

const EQUATION = {
  coefficients: {
    wallThickness: 0.15939858,
    "wallThickness²": -0.00294271,
    leftAtrium: 0.0259082,
    gradient: 0.00446131,
    familyHistory: 0.4583082,
    nsvt: 0.82639195,
    syncope: 0.71650361,
    age: -0.01799934,
  },
  survival: 0.998,
} as const;

/** The reference of the contributions, by levels of ours. */
const referenceOf = (person: Person): Person => ({
  ...person,
  leftVentricularWallThickness: 15,
  leftAtrialDiameter: 40,
  outflowTractGradient: 10,
  hasRelativeWithSuddenCardiacDeath: false,
  hasNonSustainedVentricularTachycardia: false,
  hasUnexplainedSyncope: false,
});
const REFERENCE_SAYS =
  "same age, wall thickness 15 mm, left atrium 40 mm, gradient 10 mmHg, no family history, tachycardia or syncope";

export function compute(inputs: ComputeInputs): readonly Result[] {
  const person = inputs as unknown as Person; // the declarations were checked before
  const hazard = hazardOf({ terms: TERMS, ...EQUATION }, person, {
    person: referenceOf(person),
    says: REFERENCE_SAYS,
  });
  const [{ code, display }] = metadata.outputs;
  return [{ code, display, horizonYears: 5, ...hazard, band: bandOf(hazard.probability) }];
}

function bandOf(risk: number): NonNullable<Result["band"]> {
  const source = "HCM Risk-SCD: 4 and 6 % in 5 years";
  if (risk >= 0.06) return { code: "high", display: "High risk", source };
  if (risk >= 0.04) return { code: "intermediate", display: "Intermediate risk", source };
  return { code: "low", display: "Low risk", source };
}

export const HCM_RISK_SCD: RiskModel = { metadata, coefficientHash: hashOf(EQUATION), compute };
