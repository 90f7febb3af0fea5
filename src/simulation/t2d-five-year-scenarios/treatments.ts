/**
 * What a scenario's interventions do to the risk factors: class names and keys of `treatment-effects.json` become
 * effects, each with its interval and confidence.
 *
 * A treatment that the person already takes is in the measured baseline. Named in a scenario it is therefore continued
 * and has no further effect, and what the scenario does not name is continued too: a scenario says what is added.
 */
import { InvalidInput } from "../../errors.ts";
import type { Confidence } from "../../models/contract.ts";
import type { Intervention, SimulationRequest } from "../contract.ts";
import file from "./treatment-effects.json" with { type: "json" };

export interface Effect {
  readonly estimate: number;
  /** 95 %, where one is published. */
  readonly interval?: readonly [number, number];
  readonly confidence: Confidence;
  readonly source: string;
}
export interface TreatmentEffect {
  readonly display: string;
  readonly hba1cPoints?: Effect;
  readonly weightKg?: Effect;
  readonly systolicMmHg?: Effect;
  /** Share by which LDL cholesterol falls. */
  readonly ldlFraction?: Effect;
}
export interface HazardRatio {
  readonly ratio: number;
  readonly interval: readonly [number, number];
  readonly confidence: Confidence;
  readonly trialOutcome: string;
  readonly source: string;
}

export const EFFECTS = file.effects as unknown as Readonly<Record<string, TreatmentEffect>>; // intervals are pairs
export const HAZARD_RATIOS = file.hazardRatios as unknown as Readonly<
  Record<string, Readonly<Partial<Record<"renal" | "heartFailure" | "infarction" | "stroke", HazardRatio>>>>
>;

/** One intervention of a scenario with what it does. */
export interface Treatment {
  readonly code: string;
  /** Names the draws: the same key draws the same effect in every scenario of a member. */
  readonly key: string;
  readonly effect: TreatmentEffect;
  readonly isContinued: boolean;
  /** Class whose trial hazard ratios may be read. */
  readonly ratios?: string;
  /** In years from the start of the run. */
  readonly start: number;
  readonly end: number;
}

interface ClassRule {
  readonly display: string;
  /** The input that says that the class is already taken. */
  readonly taken?: string;
  readonly ratios?: string;
  readonly doseUnit?: string;
  readonly doses?: readonly number[];
  readonly doseRange?: readonly [number, number];
  readonly key: (context: Context) => string;
  readonly effect?: (context: Context) => TreatmentEffect;
}
interface Context {
  readonly dose: number | undefined;
  readonly withMetformin: boolean;
  readonly inputs: SimulationRequest["inputs"];
}

const constant = (key: string) => () => key;
const stated = (display: string, factor: Exclude<keyof TreatmentEffect, "display">, dose: number): TreatmentEffect => ({
  display,
  [factor]: { estimate: dose, confidence: "C", source: "stated by the caller" },
});
const change = (
  display: string,
  factor: Exclude<keyof TreatmentEffect, "display">,
  doseUnit: string,
  doseRange: readonly [number, number],
): ClassRule => ({
  display,
  doseUnit,
  doseRange,
  key: ({ dose }) => `${factor} ${dose}`,
  effect: ({ dose = 0 }) => stated(display, factor, dose),
});

/** Short names, each with the row of the table that it stands for. */
export const CLASSES: Readonly<Record<string, ClassRule>> = {
  metformin: { display: "Metformin", taken: "onMetformin", key: constant("metformin") },
  sulfonylurea: {
    display: "Sulfonylurea",
    taken: "onSulfonylurea",
    key: ({ withMetformin }) => (withMetformin ? "sulfonylurea_add_to_metformin" : "sulfonylurea_monotherapy"),
  },
  dpp4i: { display: "DPP-4 inhibitor", taken: "onDpp4Inhibitor", key: constant("dpp4i_add_to_metformin") },
  sglt2i: {
    display: "SGLT2 inhibitor (as canagliflozin 300 mg)",
    taken: "onSglt2Inhibitor",
    ratios: "sglt2i",
    key: constant("canagliflozin_300mg"),
  },
  glp1ra: {
    display: "GLP-1 receptor agonist",
    taken: "onGlp1Agonist",
    ratios: "glp1ra",
    key: constant("glp1ra_add_to_metformin"),
  },
  tirzepatide: {
    display: "Tirzepatide",
    doseUnit: "mg",
    doses: [5, 10, 15],
    key: ({ dose = 5 }) => `tirzepatide_${dose}mg`,
  },
  insulin: { display: "Basal insulin", taken: "onInsulin", key: constant("basal_insulin_add_to_metformin") },
  tzd: { display: "Thiazolidinedione", key: constant("tzd_add_to_metformin") },
  statin: {
    display: "Statin (as atorvastatin)",
    taken: "onStatin",
    doseUnit: "mg",
    doses: [10, 20, 40, 80],
    key: ({ dose = 20 }) => `atorvastatin_${dose}mg`,
    effect: ({ dose = 20, inputs }) => atorvastatin(dose, inputs.ldlCholesterol),
  },
  finerenone: {
    display: "Finerenone (trial hazard ratio only)",
    ratios: "finerenone",
    key: constant("finerenone"),
    effect: () => ({ display: "Finerenone" }),
  },
  exercise: {
    display: "Structured exercise training",
    doseUnit: "min/wk",
    doseRange: [30, 600],
    key: ({ dose }) =>
      dose === undefined ? "structured_exercise" : dose > 150 ? "exercise_gt_150min_week" : "exercise_le_150min_week",
  },
  "diet-weight-loss": {
    display: "Total diet replacement (DiRECT)",
    key: constant("total_diet_replacement_DiRECT_12m"),
  },
  "hba1c-change": change("Change of HbA1c stated by the caller", "hba1cPoints", "%", [-6, 6]),
  "weight-change": change("Change of weight stated by the caller", "weightKg", "kg", [-80, 80]),
  "systolic-change": change("Change of systolic pressure stated by the caller", "systolicMmHg", "mm[Hg]", [-80, 80]),
  "ldl-reduction": change("Relative fall of LDL cholesterol stated by the caller", "ldlFraction", "1", [-1, 0.9]),
};

/** For keys of the table that belong to a class: what says that it is taken, and whose hazard ratios hold. */
const CLASS_OF_KEY: Readonly<Record<string, string>> = {
  metformin: "metformin",
  sulfonylurea_monotherapy: "sulfonylurea",
  sulfonylurea_add_to_metformin: "sulfonylurea",
  dpp4i_add_to_metformin: "dpp4i",
  glp1ra_add_to_metformin: "glp1ra",
  liraglutide_1_2mg: "glp1ra",
  semaglutide_1mg_add_to_metformin: "glp1ra",
  dulaglutide_1_5mg_add_to_metformin: "glp1ra",
  oral_semaglutide_14mg_add_to_metformin: "glp1ra",
  basal_insulin_add_to_metformin: "insulin",
  canagliflozin_300mg: "sglt2i",
  empagliflozin_10mg: "sglt2i",
};

/**
 * The treatments of a scenario.
 * @throws InvalidInput for an unknown intervention, a dose that has no effect row, or the same treatment twice
 */
export function treatmentsOf(
  interventions: readonly Intervention[],
  inputs: SimulationRequest["inputs"],
): readonly Treatment[] {
  const withMetformin = inputs.onMetformin === true || interventions.some(({ code }) => code === "metformin");
  const treatments = interventions.map((intervention): Treatment => {
    const { code, dose, start = 0, end = Number.POSITIVE_INFINITY } = intervention;
    const context = { dose, withMetformin, inputs };
    const rule = CLASSES[code];
    const key = rule?.key(context) ?? code;
    const effect = rule?.effect?.(context) ?? EFFECTS[key];
    if (effect === undefined) throw unknownIntervention(code, dose);
    const className = rule === undefined ? CLASS_OF_KEY[code] : code;
    const { taken, ratios } = CLASSES[className ?? ""] ?? {};
    return {
      code,
      key,
      effect,
      isContinued: taken !== undefined && inputs[taken] === true,
      ...(ratios === undefined ? {} : { ratios }),
      start,
      end,
    };
  });
  refuseTwice(treatments);
  return treatments;
}

function refuseTwice(treatments: readonly Treatment[]): void {
  const seen = new Set<string>();
  for (const { key, code } of treatments) {
    if (seen.has(key)) {
      throw new InvalidInput(`intervention '${code}' is given twice in one scenario`, {
        expression: "Parameters.parameter.where(name='scenario').part.where(name='intervention')",
      });
    }
    seen.add(key);
  }
}

function unknownIntervention(code: string, dose: number | undefined): InvalidInput {
  const known = [...Object.keys(CLASSES), ...Object.keys(EFFECTS)].join(", ");
  const what = dose === undefined ? "unknown intervention" : "unknown intervention or dose";
  return new InvalidInput(`${what} '${code.slice(0, 60)}'; known are: ${known}`, {
    code: "code-invalid",
    expression: "Parameters.parameter.where(name='scenario').part.where(name='intervention').part.where(name='code')",
  });
}

/**
 * Mean fall of LDL cholesterol under atorvastatin: E·D^0.417 / (D^0.417 + 15.2^0.417), E = 0.758 + 0.14·ln(LDL/180),
 * LDL in mg/dL; triglycerides at the model's reference of 180 mg/dL, no coronary disease, no familial hyper-
 * cholesterolaemia. Vargo R et al. Clin Pharmacol Ther 2014 (statin and ezetimibe dose response; mean of a trial arm, the
 * standard deviation of an arm is 15.4 %).
 */
function atorvastatin(doseMg: number, ldlMmolPerL: unknown): TreatmentEffect {
  const ldlMgDl = typeof ldlMmolPerL === "number" ? ldlMmolPerL * 38.67 : 180;
  const greatest = 0.758 + 0.14 * Math.log(ldlMgDl / 180);
  const estimate = Math.max(0, (greatest * doseMg ** 0.417) / (doseMg ** 0.417 + 15.2 ** 0.417));
  return {
    display: `Atorvastatin ${doseMg} mg`,
    ldlFraction: {
      estimate,
      confidence: "B",
      source: "Vargo R et al. 2014, dose response of LDL cholesterol to statins",
    },
  };
}
