/**
 * The composition: risk factor paths of UKPDS 90, shifted by treatments, into the equations of UKPDS 82.
 *
 * Rule (this project's assumption, not a published model). In year y of the run the equations take the untreated path's
 * value of year y − 1, shifted by the treatments: HbA1c = max(5.0, path + points), body mass index = path + kg/height²,
 * systolic pressure = path + mmHg, LDL = path · Π(1 − fraction). A treated value is never fed back into the path. Age and
 * duration are baseline + y − 1; eGFR, albuminuria, atrial fibrillation, peripheral vascular disease and histories stay
 * as they are at baseline. The probability over the years is 1 − Π(1 − p), given no such event before.
 */
import { randomStream } from "../random.ts";
import { AT, annualProbability, type RiskFactors, setRiskFactors } from "../ukpds-om2/equations.ts";
import { factorPaths, type PathSet } from "../ukpds-om2/paths.ts";
import type { Complication, Person } from "../ukpds-om2/person.ts";
import { equationOf, historyOf } from "../ukpds-om2/probability-table.ts";
import { type Effect, HAZARD_RATIOS, type Treatment } from "./treatments.ts";

/** HbA1c that no treatment takes a person below, %: an assumption of the composition. */
export const HBA1C_FLOOR = 5;

/** Which member of the ensemble is computed; undefined is the run on published estimates. */
export interface Member {
  readonly seed: number;
  readonly number: number;
}

/** An effect for a member: the estimate, or a draw from Normal(estimate, (high − low)/3.92) where an interval is known. */
export function drawEffect(effect: Effect | undefined, name: string, member: Member | undefined): number {
  if (effect === undefined) return 0;
  if (member === undefined || effect.interval === undefined) return effect.estimate;
  const [low, high] = effect.interval;
  const z = randomStream(member.seed, "effect", member.number, name).normal();
  return effect.estimate + (z * (high - low)) / 3.92;
}

/** A hazard ratio for a member: log-normal with the published interval. */
export function drawRatio(className: string, outcome: Complication, member: Member | undefined): number {
  const row = HAZARD_RATIOS[className]?.[outcome as keyof (typeof HAZARD_RATIOS)[string]]; // other outcomes have no row
  if (row === undefined) return 1;
  if (member === undefined) return row.ratio;
  const [low, high] = row.interval;
  const z = randomStream(member.seed, "ratio", member.number, className, outcome).normal();
  return row.ratio * Math.exp((z * (Math.log(high) - Math.log(low))) / 3.92);
}

/** Treatments with the effects of one member. */
export interface DrawnTreatment {
  readonly treatment: Treatment;
  readonly hba1cPoints: number;
  readonly weightKg: number;
  readonly systolicMmHg: number;
  readonly ldlFraction: number;
}

export const drawTreatments = (
  treatments: readonly Treatment[],
  member: Member | undefined,
): readonly DrawnTreatment[] =>
  treatments
    .filter(({ isContinued }) => !isContinued)
    .map((treatment) => {
      const draw = (factor: "hba1cPoints" | "weightKg" | "systolicMmHg" | "ldlFraction") =>
        drawEffect(treatment.effect[factor], `${treatment.key} ${factor}`, member);
      return {
        treatment,
        hba1cPoints: draw("hba1cPoints"),
        weightKg: draw("weightKg"),
        systolicMmHg: draw("systolicMmHg"),
        ldlFraction: Math.min(1, draw("ldlFraction")),
      };
    });

/** Untreated paths of years 0 to `years`. */
export const untreated = (person: Person, years: number, paths: PathSet): readonly RiskFactors[] =>
  factorPaths(person, years, paths);

/** The path with treatments, year by year; a treatment acts at time t (years) where start ≤ t < end. */
export function treated(
  path: readonly RiskFactors[],
  treatments: readonly DrawnTreatment[],
  heightM: number | undefined,
): readonly RiskFactors[] {
  return path.map((factors, year) => {
    let [points, kg, mmHg, ldlFactor] = [0, 0, 0, 1];
    for (const { treatment, ...effect } of treatments) {
      if (year < treatment.start || year >= treatment.end) continue;
      points += effect.hba1cPoints;
      kg += effect.weightKg;
      mmHg += effect.systolicMmHg;
      ldlFactor *= 1 - effect.ldlFraction;
    }
    return {
      ...factors,
      hba1c: points === 0 ? factors.hba1c : Math.max(HBA1C_FLOOR, factors.hba1c + points),
      bmi: kg === 0 || heightM === undefined ? factors.bmi : factors.bmi + kg / heightM ** 2,
      systolicMmHg: factors.systolicMmHg + mmHg,
      ldlMmolPerL: factors.ldlMmolPerL * ldlFactor,
    };
  });
}

export const DEATH_WITHOUT_EVENT = "death-without-event";

/**
 * Annual hazards −ln(1 − p) of outcomes: `[outcome][year]`, with death in a year without an event last.
 * @param path risk factors used in each year, the first year at index 0; the last entry is the end and is not used
 */
export function annualHazards(
  person: Person,
  path: readonly RiskFactors[],
  outcomes: readonly Complication[],
): readonly Float64Array[] {
  const years = path.length - 1;
  const history = historyOf(person);
  const equations = outcomes.map((name) => equationOf(name, history, person.isFemale));
  const death = history === 0 ? "deathNoHistoryNoEvent" : "deathHistoryNoEvent";
  const hazards = Array.from({ length: outcomes.length + 1 }, () => new Float64Array(years));
  const x = Float64Array.from(person.covariates);
  for (let year = 0; year < years; year++) {
    setRiskFactors(x, path[year] as RiskFactors); // year < path.length
    x[AT.age] = person.ageYears + year;
    x[AT.duration] = person.durationYears + year;
    for (let at = 0; at <= outcomes.length; at++) {
      (hazards[at] as Float64Array)[year] = -Math.log1p(-annualProbability(equations[at] ?? death, x));
    }
  }
  return hazards;
}

/** Probability over the first `years` years: 1 − Π(1 − p). */
export function cumulative(hazards: Float64Array, years: number): number {
  let sum = 0;
  for (let year = 0; year < years; year++) sum += hazards[year] ?? 0;
  return -Math.expm1(-sum);
}
