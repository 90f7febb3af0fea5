/** Reference cases of `ukpds-om2`: annual probabilities by equation, paths, and runs of the official software. */
import type { Bundle } from "@medplum/fhirtypes";
import { boolean, code, quantity } from "./parameters.ts";
import { componentOf, courseOf, riskOf, simulateRequest, type UkpdsPatient, ukpdsInputs } from "./simulations.ts";

/** A row of the official software's input; a history is entered as years since the event. */
interface SoftwareRow {
  readonly Ethnicity: number;
  readonly Gender: "F" | "M";
  readonly "Age now": number;
  readonly "Duration of diabetes": number;
  readonly Weight: number;
  readonly Height: number;
  readonly AF: string;
  readonly PVD: string;
  readonly "Current smoker": string;
  readonly Albuminuria: string;
  readonly HDL: number;
  readonly LDL: number;
  readonly "Systolic BP": number;
  readonly HbA1c: number;
  readonly "Heart rate": number;
  readonly WBC: number;
  readonly Haemoglobin: number;
  readonly eGFR: number;
  readonly years: number;
  readonly [other: string]: unknown;
}
type Path = UkpdsPatient & { readonly convention: string };
type Inputs = UkpdsPatient | Path | SoftwareRow;
interface Case {
  readonly kind: string;
  readonly tolerance: string;
}

/** Enough copies that our own Monte Carlo error (0.1 year) is small beside the software's. */
const COPIES = 10_000;
const PATH_YEARS = 15;

export function request(inputs: Inputs) {
  const common = { model: "ukpds-om2", step: 1 } as const;
  if ("Age now" in inputs) {
    const interventions = inputs.risk_factors === "held constant" ? [{ code: "constant-risk-factors" }] : [];
    return simulateRequest({
      ...common,
      inputs: softwareInputs(inputs),
      interventions,
      horizon: inputs.years,
      members: COPIES,
    });
  }
  if ("convention" in inputs) {
    return simulateRequest({ ...common, inputs: ukpdsInputs(inputs), horizon: PATH_YEARS, members: 1 });
  }
  return simulateRequest({
    ...common,
    inputs: ukpdsInputs(inputs),
    horizon: 1,
    members: 1,
    outputs: ["equations"],
  });
}

const ETHNICITY: Readonly<Record<number, string>> = { 1: "white", 2: "afro-caribbean", 3: "asian-indian" };

function softwareInputs(row: SoftwareRow) {
  const yes = (name: string) => boolean(row[name] === "Y");
  const history = (name: string) => boolean(typeof row[name] === "number");
  return {
    age: quantity(row["Age now"], "a"),
    sex: code(row.Gender === "F" ? "female" : "male"),
    diabetesDuration: quantity(row["Duration of diabetes"], "a"),
    ethnicity: code(ETHNICITY[row.Ethnicity] ?? String(row.Ethnicity)),
    currentSmoker: yes("Current smoker"),
    hba1c: quantity(row.HbA1c, "%"),
    bodyWeight: quantity(row.Weight, "kg"),
    bodyHeight: quantity(row.Height, "m"),
    egfr: quantity(row.eGFR, "mL/min/{1.73_m2}"),
    hdlCholesterol: quantity(row.HDL, "mmol/L"),
    ldlCholesterol: quantity(row.LDL, "mmol/L"),
    systolicBloodPressure: quantity(row["Systolic BP"], "mm[Hg]"),
    heartRate: quantity(row["Heart rate"], "/min"),
    whiteBloodCells: quantity(row.WBC, "10*9/L"),
    haemoglobin: quantity(row.Haemoglobin, "g/dL"),
    hasAlbuminuria: yes("Albuminuria"),
    hasAtrialFibrillation: yes("AF"),
    hasPeripheralArterialDisease: yes("PVD"),
    hasIschaemicHeartDisease: history("IHD"),
    hasMyocardialInfarction: history("MI"),
    hasHeartFailure: history("Heart failure"),
    hasStroke: history("Stroke"),
    hasAmputation: history("Amputation"),
    hasBlindness: history("Blindness"),
    hasKidneyFailure: history("Renal failure"),
    hasFootUlcer: history("Ulcer"),
  };
}

export function answer(bundle: Bundle) {
  if (riskOf(bundle, "equation.heartFailure") !== undefined) return equationsOf(bundle);
  if (componentOf(bundle, "lifeYears", "p50") !== undefined) return softwareOf(bundle);
  return {
    hba1c: courseOf(bundle, "hba1c"),
    sbp: courseOf(bundle, "systolicBloodPressure"),
    ldl: courseOf(bundle, "ldlCholesterol"),
    hdl: courseOf(bundle, "hdlCholesterol"),
    bmi: courseOf(bundle, "bodyMassIndex"),
    heart_rate: courseOf(bundle, "heartRate"),
    wbc: courseOf(bundle, "whiteBloodCells"),
    haem: courseOf(bundle, "haemoglobin"),
  };
}

const equationsOf = (bundle: Bundle) => ({
  chf: riskOf(bundle, "equation.heartFailure"),
  ihd: riskOf(bundle, "equation.ischaemicHeartDisease"),
  mi1_male: riskOf(bundle, "equation.firstInfarctionMale"),
  mi1_female: riskOf(bundle, "equation.firstInfarctionFemale"),
  mi2: riskOf(bundle, "equation.secondInfarction"),
  stroke_1: riskOf(bundle, "equation.firstStroke"),
  stroke_2: riskOf(bundle, "equation.secondStroke"),
  blindness: riskOf(bundle, "equation.blindness"),
  ulcer: riskOf(bundle, "equation.ulcer"),
  amp1_no_ulcer: riskOf(bundle, "equation.firstAmputationNoUlcer"),
  amp1_yes_ulcer: riskOf(bundle, "equation.firstAmputationWithUlcer"),
  amp2: riskOf(bundle, "equation.secondAmputation"),
  esrd: riskOf(bundle, "equation.renalFailure"),
  death_nhne: riskOf(bundle, "equation.deathNoHistoryNoEvent"),
  death_1st_event: riskOf(bundle, "equation.deathFirstEvent"),
  death_yhne: riskOf(bundle, "equation.deathHistoryNoEvent"),
  death_yhye: riskOf(bundle, "equation.deathHistoryAndEvent"),
});

const EVENTS = {
  IHD: "ischaemic-heart-disease",
  MI: "myocardial-infarction",
  "Heart failure": "heart-failure",
  Stroke: "stroke",
  Amputation: "amputation",
  Blindness: "blindness",
  "Renal failure": "renal-failure",
  Ulcer: "foot-ulcer",
  "All death": "death",
  "CVD Death": "cardiovascular-death",
  "Other Death": "other-death",
} as const;

function softwareOf(bundle: Bundle) {
  const life = (statistic: string) => componentOf(bundle, "lifeYears", statistic)?.valueQuantity?.value;
  const share = (output: string, year: number) => (courseOf(bundle, output)[year] ?? Number.NaN) / 100; // from percent
  const figures = (outcome: string) => ({
    events_per_patient: courseOf(bundle, `events.${outcome}`).at(-1),
    km_10y: share(`free-of.${outcome}`, 10),
    km_20y: share(`free-of.${outcome}`, 20),
  });
  return {
    life_expectancy_years: life("p50"),
    life_expectancy_mce: courseOf(bundle, "lifeYearsError")[0],
    life_expectancy_ci: [life("p5"), life("p95")],
    events: Object.fromEntries(Object.entries(EVENTS).map(([name, outcome]) => [name, figures(outcome)])),
  };
}

const ANY = { abs: Number.MAX_VALUE, rel: 0 };

/**
 * The words of the file: "life expectancy within 1.0 y; events per patient within 0.03 or 25 %", or for rows with a history
 * "soft: life expectancy within 1.8 y". They say nothing of the other figures of the software's output.
 */
export function tolerance({ kind, tolerance: words }: Case) {
  if (kind !== "software") return undefined;
  const isSoft = words.startsWith("soft");
  const years = Number(/within (\d+(?:\.\d+)?) y/.exec(words)?.[1]);
  const events = { events_per_patient: isSoft ? ANY : { abs: 0.03, rel: 0.25 }, km_10y: ANY, km_20y: ANY };
  return {
    life_expectancy_years: { abs: years, rel: 0 },
    life_expectancy_mce: ANY,
    life_expectancy_ci: ANY,
    events,
  };
}
