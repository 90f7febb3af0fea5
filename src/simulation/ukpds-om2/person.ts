/** The person of the UKPDS model, from the inputs that its simulations declare. */
import { ModelInputMissing } from "../../errors.ts";
import type { InputDeclaration } from "../../models/contract.ts";
import type { SimulationRequest } from "../contract.ts";
import { AT, COVARIATES, type RiskFactors, setRiskFactors } from "./equations.ts";

/** The eight complications of the model; amputation, infarction and stroke may each happen a second time. */
export const COMPLICATIONS = [
  "heartFailure",
  "ischaemic",
  "infarction",
  "stroke",
  "amputation",
  "blindness",
  "renal",
  "ulcer",
] as const;
export type Complication = (typeof COMPLICATIONS)[number];

export interface Person {
  readonly isFemale: boolean;
  readonly isAfroCaribbean: boolean;
  readonly isAsianIndian: boolean;
  readonly ageYears: number;
  readonly durationYears: number;
  readonly egfr: number;
  readonly baseline: Readonly<RiskFactors>;
  readonly heightM: number | undefined;
  readonly history: Readonly<Record<Complication, boolean>>;
  /** The covariate vector at baseline, without events. */
  readonly covariates: Float64Array;
}

const RUN = "value of the published validation runs of the official UKPDS-OM software 2.1 (COMPAR-EU)";
const notPresent = (what: string) => ({
  rule: "impute" as const,
  value: false,
  says: `nothing is known of ${what}; computed as not present, the equations' reference category (an assumption)`,
});

/** Inputs of the UKPDS equations. Ranges are plausibility limits of ours unless said otherwise. */
export const UKPDS_INPUTS = {
  age: { concept: "age", unit: "a", range: [18, 100] },
  sex: { concept: "sex" },
  // In completed years, as age is, so that age at diagnosis is not off by half a year on average.
  diabetesDuration: { concept: "diabetesDuration", unit: "a", range: [0, 70], completed: true },
  ethnicity: {
    concept: "ethnicity",
    missing: {
      rule: "impute",
      value: "white",
      says: "not known; computed in the equations' reference category, white",
    },
  },
  currentSmoker: { concept: "currentSmoker" },
  hba1c: { concept: "hba1c", unit: "%", range: [3, 20], maxAgeDays: 3653, modifiable: true },
  systolicBloodPressure: {
    concept: "systolicBloodPressure",
    unit: "mm[Hg]",
    range: [70, 260],
    maxAgeDays: 3653,
    modifiable: true,
  },
  ldlCholesterol: {
    concept: "ldlCholesterol",
    unit: "mmol/L",
    range: [0.2, 15],
    maxAgeDays: 3653,
    modifiable: true,
  },
  hdlCholesterol: { concept: "hdlCholesterol", unit: "mmol/L", range: [0.2, 6], maxAgeDays: 3653 },
  bodyMassIndex: { concept: "bodyMassIndex", unit: "kg/m2", range: [12, 80], maxAgeDays: 3653, modifiable: true },
  bodyHeight: {
    concept: "bodyHeight",
    unit: "cm",
    range: [100, 230],
    missing: { rule: "optional", says: "needed only to turn a change of weight into one of body mass index" },
  },
  egfr: { concept: "egfr", unit: "mL/min/{1.73_m2}", range: [5, 200], maxAgeDays: 3653 },
  heartRate: {
    concept: "heartRate",
    unit: "/min",
    range: [30, 180],
    maxAgeDays: 3653,
    missing: { rule: "impute", value: 79, says: `taken as 79 /min, the ${RUN}` },
  },
  whiteBloodCells: {
    concept: "whiteBloodCells",
    unit: "10*9/L",
    range: [1, 50],
    maxAgeDays: 3653,
    missing: { rule: "impute", value: 6.6, says: `taken as 6.6 × 10⁹/L, the ${RUN}` },
  },
  haemoglobin: {
    concept: "haemoglobin",
    unit: "g/dL",
    range: [4, 22],
    maxAgeDays: 3653,
    missing: { rule: "impute", value: 14, says: `taken as 14 g/dL, the ${RUN}` },
  },
  hasAlbuminuria: {
    concept: "hasAlbuminuria",
    missing: { rule: "optional", says: "taken from urine albumin or the albumin/creatinine ratio" },
  },
  urineAlbumin: {
    concept: "urineAlbumin",
    unit: "mg/L",
    maxAgeDays: 3653,
    missing: { rule: "optional", says: "albuminuria is urine albumin of 50 mg/L or more" },
  },
  urineAlbuminCreatinineRatio: {
    concept: "urineAlbuminCreatinineRatio",
    unit: "mg/g",
    maxAgeDays: 3653,
    missing: {
      rule: "optional",
      says: "stands for urine albumin where that is not known: albuminuria is 30 mg/g or more",
    },
  },
  hasAtrialFibrillation: { concept: "hasAtrialFibrillation", missing: notPresent("atrial fibrillation") },
  hasPeripheralArterialDisease: {
    concept: "hasPeripheralArterialDisease",
    missing: notPresent("peripheral arterial disease"),
  },
  hasHeartFailure: { concept: "hasHeartFailure", missing: notPresent("heart failure") },
  hasIschaemicHeartDisease: { concept: "hasIschaemicHeartDisease", missing: notPresent("ischaemic heart disease") },
  hasMyocardialInfarction: { concept: "hasMyocardialInfarction", missing: notPresent("myocardial infarction") },
  hasStroke: { concept: "hasStroke", missing: notPresent("stroke") },
  hasAmputation: { concept: "hasAmputation", missing: notPresent("amputation") },
  hasBlindness: { concept: "hasBlindness", missing: notPresent("blindness") },
  hasKidneyFailure: { concept: "hasKidneyFailure", missing: notPresent("kidney failure") },
  hasFootUlcer: { concept: "hasFootUlcer", missing: notPresent("a foot ulcer") },
} as const satisfies Record<string, InputDeclaration>;

type Values = SimulationRequest["inputs"];

/**
 * The person that a set of inputs describes.
 * @param notes assumptions about the person are added here, each once
 * @throws ModelInputMissing for a required input without a value
 */
export function personOf(values: Values, notes: Set<string>): Person {
  const number = (name: keyof typeof UKPDS_INPUTS): number => {
    const value = values[name];
    if (typeof value === "number") return value;
    throw new ModelInputMissing(`input '${name}' is needed`, {
      expression: "Parameters.parameter.where(name='input')",
    });
  };
  const is = (name: keyof typeof UKPDS_INPUTS): boolean => values[name] === true;
  const baseline: RiskFactors = {
    hba1c: number("hba1c"),
    systolicMmHg: number("systolicBloodPressure"),
    ldlMmolPerL: number("ldlCholesterol"),
    hdlMmolPerL: number("hdlCholesterol"),
    bmi: number("bodyMassIndex"),
    heartRate: number("heartRate"),
    wbc: number("whiteBloodCells"),
    haemoglobin: number("haemoglobin"),
  };
  const person = {
    isFemale: values.sex === "female",
    isAfroCaribbean: values.ethnicity === "afro-caribbean",
    isAsianIndian: values.ethnicity === "asian-indian",
    ageYears: number("age"),
    durationYears: number("diabetesDuration"),
    egfr: number("egfr"),
    baseline,
    heightM: typeof values.bodyHeight === "number" ? values.bodyHeight / 100 : undefined,
    history: {
      heartFailure: is("hasHeartFailure"),
      ischaemic: is("hasIschaemicHeartDisease"),
      infarction: is("hasMyocardialInfarction"),
      stroke: is("hasStroke"),
      amputation: is("hasAmputation"),
      blindness: is("hasBlindness"),
      renal: is("hasKidneyFailure"),
      ulcer: is("hasFootUlcer"),
    },
  };
  noteRange(person, notes);
  const isSmoker = is("currentSmoker");
  const hasAlbuminuria = albuminuriaOf(values, notes);
  const fixed = {
    isSmoker,
    hasAlbuminuria,
    hasAtrialFibrillation: is("hasAtrialFibrillation"),
    hasPeripheralVascularDisease: is("hasPeripheralArterialDisease"),
  };
  return { ...person, covariates: covariatesOf(person, fixed) };
}

/** Where the person leaves what the cohort was like: entry criteria of the UKPDS. */
function noteRange({ ageYears, durationYears }: Omit<Person, "covariates">, notes: Set<string>): void {
  const ageAtDiagnosis = ageYears - durationYears;
  if (ageAtDiagnosis < 25 || ageAtDiagnosis > 65) {
    notes.add("Age at diagnosis is outside 25 to 65 years, which the cohort had: the equations are extrapolated.");
  }
}

function albuminuriaOf(values: Values, notes: Set<string>): boolean {
  if (typeof values.hasAlbuminuria === "boolean") return values.hasAlbuminuria;
  if (typeof values.urineAlbumin === "number") return values.urineAlbumin >= 50;
  if (typeof values.urineAlbuminCreatinineRatio === "number") {
    notes.add(
      "Albuminuria is judged by the albumin/creatinine ratio (30 mg/g or more) in place of urine albumin (50 mg/L or more), which the source uses: an assumption.",
    );
    return values.urineAlbuminCreatinineRatio >= 30;
  }
  notes.add("Albuminuria is not known and computed as not present, the equations' reference category: an assumption.");
  return false;
}

interface FixedFactors {
  readonly isSmoker: boolean;
  readonly hasAlbuminuria: boolean;
  readonly hasAtrialFibrillation: boolean;
  readonly hasPeripheralVascularDisease: boolean;
}

function covariatesOf(person: Omit<Person, "covariates">, fixed: FixedFactors): Float64Array {
  const x = new Float64Array(COVARIATES.length);
  setRiskFactors(x, person.baseline);
  x[AT.age] = person.ageYears;
  x[AT.duration] = person.durationYears;
  x[AT.ageAtDiagnosis] = person.ageYears - person.durationYears;
  x[AT.female] = Number(person.isFemale);
  x[AT.afroCaribbean] = Number(person.isAfroCaribbean);
  x[AT.asianIndian] = Number(person.isAsianIndian);
  x[AT.smoker] = Number(fixed.isSmoker);
  x[AT.egfr10] = person.egfr / 10;
  x[AT.egfrBelow60] = Math.min(person.egfr, 60) / 10;
  x[AT.egfrAbove60] = Math.max(person.egfr - 60, 0) / 10;
  x[AT.albuminuria] = Number(fixed.hasAlbuminuria);
  x[AT.atrialFibrillation] = Number(fixed.hasAtrialFibrillation);
  x[AT.peripheralVascular] = Number(fixed.hasPeripheralVascularDisease);
  for (const complication of COMPLICATIONS) x[HISTORY_AT[complication]] = Number(person.history[complication]);
  return x;
}

/** Position of each complication's history in a covariate vector. */
export const HISTORY_AT: Readonly<Record<Complication, number>> = {
  heartFailure: AT.heartFailureHistory,
  ischaemic: AT.ischaemicHistory,
  infarction: AT.infarctionHistory,
  stroke: AT.strokeHistory,
  amputation: AT.amputationHistory,
  blindness: AT.blindnessHistory,
  renal: AT.renalHistory,
  ulcer: AT.ulcerHistory,
};
