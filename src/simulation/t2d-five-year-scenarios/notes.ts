/** What a reader must know of a run of the five-year comparison, in words. */
import type { Scenario, SimulationRequest } from "../contract.ts";
import type { Person } from "../ukpds-om2/person.ts";
import { HBA1C_FLOOR } from "./composition.ts";
import { EFFECTS, type Effect, HAZARD_RATIOS, type Treatment } from "./treatments.ts";

/** Adds the notes on one scenario. */
export function noteScenario(
  notes: Set<string>,
  scenario: Scenario,
  treatments: readonly Treatment[],
  person: Person,
  inputs: SimulationRequest["inputs"],
): void {
  for (const treatment of treatments) noteTreatment(notes, scenario, treatment, person);
  const started = treatments.filter(({ isContinued }) => !isContinued);
  const has = (ratios: string) => started.some((treatment) => treatment.ratios === ratios);
  const codes = new Set(started.map(({ code }) => code));
  if (has("glp1ra") && codes.has("dpp4i")) {
    notes.add(
      "A GLP-1 receptor agonist and a DPP-4 inhibitor act on the same pathway: adding their effects overstates.",
    );
  }
  if (has("glp1ra") && codes.has("tirzepatide")) {
    notes.add("Tirzepatide is itself a GLP-1 receptor agonist: adding the effects of both overstates.");
  }
  if (codes.has("sulfonylurea") && treatments.some(({ key }) => key === "sulfonylurea_monotherapy")) {
    notes.add("The weight gain of a sulfonylurea taken alone is not in the table of effects and is left out.");
  }
  const lowering = started.filter(({ effect }) => (effect.hba1cPoints?.estimate ?? 0) < 0);
  if (lowering.length > 0 && person.baseline.hba1c < 7) {
    notes.add(
      `HbA1c is already below 7 %: the trials treated people with about 8 %, and their effects are smaller at lower levels. No treatment is taken to lower HbA1c below ${HBA1C_FLOOR} % (an assumption).`,
    );
  }
  if (started.some(({ effect }) => (effect.weightKg?.estimate ?? 0) < 0)) {
    notes.add(
      "In the equations people with a body mass index of 25 and over die less, and renal failure is rarer at a higher index: associations in a cohort where illness takes weight, not effects of losing weight. Where a treatment lowers weight, a computed rise of death or renal failure is no reason against it.",
    );
  }
  if (lowering.length > 1) notes.add("Effects of several classes on HbA1c are added up: an assumption.");
  if (inputs.onMetformin === undefined && codes.has("metformin")) {
    notes.add("It is not known whether metformin is taken already; the scenario is computed as starting it.");
  }
}

function noteTreatment(notes: Set<string>, scenario: Scenario, treatment: Treatment, person: Person): void {
  const { effect, isContinued, ratios, key, code } = treatment;
  if (isContinued) {
    notes.add(
      `${effect.display} is taken already and continued: its effect is in the measured values and is not counted again.`,
    );
    return;
  }
  for (const [factor, row] of rowsOf(treatment)) {
    if (row.interval === undefined) {
      notes.add(
        `${effect.display}: no interval is published with the effect on ${factor}; it is not varied in the bands.`,
      );
    }
  }
  if (ratios === "sglt2i" && person.egfr < 45) {
    notes.add(
      "eGFR is below 45: SGLT2 inhibitors lower glucose less than in the trials used here, so their effect on HbA1c is overstated.",
    );
  }
  if (key === "canagliflozin_300mg") {
    notes.add(
      "In the CANVAS trials canagliflozin nearly doubled lower limb amputations (hazard ratio 1.97, doi:10.1056/NEJMoa1611925); the equations know only its effect on HbA1c and show fewer.",
    );
  }
  if (key === "metformin" && person.egfr < 30) {
    notes.add("eGFR is below 30, where product information advises against metformin; the model does not know that.");
  }
  if (code === "tirzepatide" && scenario.interventions.some((one) => one.code === code && one.dose === undefined)) {
    notes.add("Tirzepatide without a dose is computed as 5 mg, the lowest maintenance dose.");
  }
  if (code === "diet-weight-loss" || key === "total_diet_replacement_DiRECT_12m") {
    notes.add(
      "Total diet replacement acts through weight alone here; its 12-month effect is held for the whole run. In the trial 46 % against 4 % were in remission at 12 months, which the model does not know.",
    );
  }
  if (code === "insulin") notes.add("The weight gain under insulin is not in the table of effects and is left out.");
}

const NAMES = {
  hba1cPoints: "HbA1c",
  weightKg: "weight",
  systolicMmHg: "systolic pressure",
  ldlFraction: "LDL cholesterol",
} as const;

function rowsOf({ effect }: Treatment): readonly (readonly [string, Effect])[] {
  return Object.entries(NAMES).flatMap(([factor, name]) => {
    const row = effect[factor as keyof typeof NAMES]; // a key of NAMES
    return row === undefined ? [] : [[name, row] as const];
  });
}

/** What the effects of a scenario are, each with its interval, mark and source. */
export function describeEffects(treatments: readonly Treatment[]): readonly string[] {
  return treatments
    .filter(({ isContinued }) => !isContinued)
    .map((treatment) => {
      const rows = rowsOf(treatment).map(([name, { estimate, interval, confidence, source }]) => {
        const range = interval === undefined ? "no interval published" : `${interval[0]} to ${interval[1]}`;
        return `${name} ${signed(estimate)} (${range}; confidence ${confidence}; ${source})`;
      });
      const ratios = Object.values(HAZARD_RATIOS[treatment.ratios ?? ""] ?? {}).map(
        ({ trialOutcome, ratio, interval, confidence, source }) =>
          `trial hazard ratio for ${trialOutcome} ${ratio} (${interval[0]} to ${interval[1]}; confidence ${confidence}; ${source})`,
      );
      return `${EFFECTS[treatment.key]?.display ?? treatment.effect.display}: ${[...rows, ...ratios].join("; ")}.`;
    });
}

const signed = (value: number): string => `${value > 0 ? "+" : ""}${Number(value.toFixed(3))}`;
