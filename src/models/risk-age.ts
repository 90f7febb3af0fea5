/**
 * Risk age: the age at which a person of the same sex with healthy values would have the risk that this person has. Only
 * of models whose source defines it, with the source's healthy values; arithmetic on the model, no age of any organ.
 */
import type { ConceptValue } from "../concepts/index.ts";
import type { ComputeInputs, Result } from "./contract.ts";
import type { ServedModel } from "./served-model.ts";

/** How a source defines its risk age. */
interface RiskAgeDefinition {
  /** As the source calls it. */
  readonly name: string;
  /** Values of the healthy person by key of `metadata.inputs`, in the unit of the declaration; all else is this person's. */
  readonly healthy: Readonly<Record<string, ConceptValue>>;
  /** The healthy person in words. */
  readonly says: string;
  /** Years between which the source tells it. */
  readonly ages: readonly [number, number];
  readonly source: string;
}

export interface RiskAge {
  readonly name: string;
  /** Not rounded; an end of the source's range where the risk lies beyond it. */
  readonly ageYears: number;
  readonly bound: "exact" | "at-least" | "at-most";
  /** The healthy person in words. */
  readonly says: string;
  readonly source: string;
}

const QRISK3_FACTS = [
  "hasTreatedHypertension",
  "hasType1Diabetes",
  "hasType2Diabetes",
  "hasAtrialFibrillation",
  "hasChronicKidneyDisease345",
  "hasRheumatoidArthritis",
  "hasSystemicLupus",
  "hasMigraine",
  "hasSevereMentalIllness",
  "hasErectileDysfunction",
  "onAtypicalAntipsychotic",
  "onSystemicCorticosteroid",
  "hasRelativeWithHeartDiseaseBefore60",
] as const;

/** By id of the model. */
const RISK_AGES: Readonly<Record<string, RiskAgeDefinition>> = {
  // The paper: all other risk factors in normal ranges. The levels are those at which the equations give the age that the
  // paper's four score sheets print for each risk, to within a year; the sheets go from under 30 to over 80 years. The age
  // that a sheet gives a person can differ by some years from this one, because a sheet reaches the risk by whole points.
  "framingham-cvd-2008": {
    name: "Vascular age",
    healthy: {
      systolicBloodPressure: 125,
      onAntihypertensive: false,
      currentSmoker: false,
      hasDiabetes: false,
      totalCholesterol: 180,
      hdlCholesterol: 45,
      bodyMassIndex: 22.5,
    },
    says: "same sex, systolic 125 mmHg, untreated, not smoking, no diabetes; where used, total cholesterol 180 mg/dL, HDL 45 mg/dL, body mass index 22.5 kg/m²",
    ages: [30, 80],
    source: "D'Agostino 2008, doi:10.1161/CIRCULATIONAHA.107.699579",
  },
  // The authors' page names sex and ethnicity, and not the area: the Townsend score stays as it is.
  qrisk3: {
    name: "Healthy heart age",
    healthy: {
      ...Object.fromEntries(QRISK3_FACTS.map((fact) => [fact, false])),
      qresearchSmoking: "non",
      bodyMassIndex: 25,
      cholesterolHdlRatio: 4,
      systolicBloodPressure: 125,
      systolicBloodPressureSd: 0,
    },
    says: "same sex, ethnicity and Townsend score, non-smoker, steady systolic 125 mmHg, cholesterol ratio 4, body mass index 25 kg/m², none of the conditions and drugs",
    ages: [25, 84],
    source: "definition of the authors' calculator, https://qrisk.org",
  },
};

/** Halvings of the range of ages: to a millionth of a year. */
const HALVINGS = 26;

/**
 * The risk ages of results, by the code of the outcome; none of a model that has no definition, and of no score or measure.
 * @param inputs on which the results were computed, each in range
 */
export async function riskAgesOf(
  model: ServedModel,
  {
    inputs,
    variant,
    results,
  }: { readonly inputs: ComputeInputs; readonly variant?: string; readonly results: readonly Result[] },
): Promise<ReadonlyMap<string, RiskAge>> {
  const definition = RISK_AGES[model.metadata.id];
  const found = new Map<string, RiskAge>();
  if (definition === undefined) return found;
  const { name, says, source, healthy, ages } = definition;
  for (const { code, probability } of results) {
    if (probability === undefined) continue;
    const riskAt = async (age: number): Promise<number> => {
      const computed = await model.compute({ ...inputs, ...healthy, age }, variant);
      return computed.find((result) => result.code === code)?.probability ?? Number.NaN;
    };
    found.set(code, { name, ...(await solved(riskAt, probability, ages)), says, source });
  }
  return found;
}

/** Where a risk that increases with age has a value; the nearer end where it has it nowhere. */
async function solved(
  riskAt: (age: number) => Promise<number>,
  risk: number,
  [youngest, oldest]: readonly [number, number],
): Promise<Pick<RiskAge, "ageYears" | "bound">> {
  if (risk < (await riskAt(youngest))) return { ageYears: youngest, bound: "at-most" };
  if (risk > (await riskAt(oldest))) return { ageYears: oldest, bound: "at-least" };
  let [low, high] = [youngest, oldest];
  for (let step = 0; step < HALVINGS; step++) {
    const middle = (low + high) / 2;
    if ((await riskAt(middle)) < risk) low = middle;
    else high = middle;
  }
  return { ageYears: (low + high) / 2, bound: "exact" };
}
