/**
 * Kidney function for the rules on doses: Cockcroft-Gault and CKD-EPI 2021 as the models of this server compute them, with
 * their inputs, ages and refusals; and whether the creatinine on record moves.
 */
import { CONCEPTS, type ConceptName } from "../../concepts/index.ts";
import type { KidneyContext, KidneyFunction } from "../../drug-safety/kidney-doses.ts";
import { CKD_EPI } from "../../models/kidney/ckd-epi.ts";
import { COCKCROFT_GAULT } from "../../models/kidney/cockcroft-gault.ts";
import type { ServedModel } from "../../models/served-model.ts";
import { timeTextOf } from "../../twin/readings.ts";
import { momentOf } from "../../twin/time.ts";
import { convertConcept } from "../inputs/convert.ts";
import { type KnownInputs, type SelectedInput, selectInputs } from "../inputs.ts";
import { asFinal } from "./drug-safety-genomics.ts";
import { CREATININE_CODES, type SafetyResources } from "./drug-safety-record.ts";
import { isComputed, runModel } from "./run.ts";

const DAY_MS = 86_400_000;
/** An older creatinine is told as old: a limit of ours. */
const OLD_FROM_DAYS = 90;

/** What the rules on doses take, from what is known as of the call's time. */
export async function kidneyContext(known: KnownInputs, resources: SafetyResources): Promise<KidneyContext> {
  const usable = selectInputs(COCKCROFT_GAULT.metadata.inputs, known).inputs.filter(({ state }) => state === "used");
  const inputOf = (concept: ConceptName) => usable.find((input) => input.concept === concept);
  const [clearance, eGfr] = await Promise.all([
    functionBy(COCKCROFT_GAULT, "creatinine-clearance", known),
    functionBy(CKD_EPI, "egfr-creatinine", known),
  ]);
  const [weight, creatinine] = [inputOf("bodyWeight"), inputOf("creatinine")];
  return {
    kidney: { "creatinine-clearance": clearance, egfr: eGfr },
    kidneyCautions: [...oldCreatinine(known), ...movingCreatinine(resources, known), ...obesity(known)],
    ...(typeof weight?.value === "number" ? { bodyWeightKg: weight.value } : {}),
    ...(typeof creatinine?.value === "number" ? { creatinineMgDl: creatinine.value } : {}),
    kidneyReferences: referencesOf([weight, creatinine]),
  };
}

async function functionBy(model: ServedModel, output: string, known: KnownInputs): Promise<KidneyFunction> {
  const run = await runModel({ model }, known);
  if (!isComputed(run)) return { unknown: run.causes.map(({ message }) => message).join("; ") };
  const value = run.results.find(({ code }) => code === output)?.measure?.value;
  if (value === undefined) return { unknown: "no creatinine is known" };
  const used = run.inputs.filter(({ state }) => state === "used");
  return {
    value,
    inputs: `from ${used.map(told).join(", ")}`,
    references: referencesOf(used),
  };
}

/** What the inputs were chosen from, once each; nothing for what was given with the call. */
const referencesOf = (inputs: readonly (SelectedInput | undefined)[]): readonly string[] => [
  ...new Set(inputs.flatMap((input) => input?.known?.sources.map(({ reference }) => reference) ?? [])),
];

/** `creatinine 1.8 mg/dL (12 days old)`; the weight is the actual one, as it is on record or was given. */
function told({ concept, value, unit, ageDays, known }: SelectedInput): string {
  const shown = typeof value === "number" ? `${Math.round(value * 100) / 100}` : String(value);
  const name = concept === "bodyWeight" ? "actual body weight" : concept;
  const age =
    known?.origin === "supplied"
      ? " (given with the call)"
      : ageDays === undefined || concept === "age"
        ? ""
        : ` (${ageDays} days old)`;
  return `${name} ${shown}${unit === undefined || concept === "age" ? "" : ` ${unit}`}${age}`;
}

function oldCreatinine({ values, asOf }: KnownInputs): readonly string[] {
  const creatinine = values.get("creatinine");
  const time = momentOf(creatinine?.sources[0]?.time);
  if (creatinine === undefined || creatinine.origin === "supplied" || time === undefined) return [];
  const days = Math.floor((Date.parse(asOf) - time) / DAY_MS);
  return days > OLD_FROM_DAYS ? [`the creatinine is ${days} days old: kidney function may have changed since`] : [];
}

const OBESE_FROM_KG_PER_M2 = 30;

/** On the actual weight the clearance of an obese person comes out too high, so that a limit may be missed. */
function obesity({ values }: KnownInputs): readonly string[] {
  const index = values.get("bodyMassIndex")?.value;
  return typeof index === "number" && index >= OBESE_FROM_KG_PER_M2
    ? [
        "the body mass index is 30 kg/m² or over: on the actual weight Cockcroft-Gault gives too high a clearance; another weight can be given as bodyWeight",
      ]
    : [];
}

/** By the definition of KDIGO 2012 for acute kidney injury, in either direction. Kidney Int Suppl 2012;2:1-138, section 2.1 */
const RISE_MG_PER_DL = 0.3;
const RISE_WITHIN_MS = 2 * DAY_MS;
const RATIO = 1.5;
const RATIO_WITHIN_MS = 7 * DAY_MS;

/** Whether the latest creatinine differs so much from those of the days before that no equation holds. */
function movingCreatinine({ resources }: SafetyResources, { asOf }: KnownInputs): readonly string[] {
  const values = resources.flatMap((resource) => {
    const observation = asFinal(resource, Date.parse(asOf));
    if (!observation?.code?.coding?.some(({ code }) => CREATININE_CODES.includes(code ?? ""))) return [];
    const { value, code, unit } = observation.valueQuantity ?? {};
    const time = momentOf(timeTextOf(observation));
    const written = code ?? unit;
    if (value === undefined || written === undefined || time === undefined) return [];
    const mgDl = convertConcept(CONCEPTS.creatinine, value, written, "mg/dL");
    return mgDl === undefined ? [] : [{ mgDl, time }];
  });
  const [latest, ...others] = values.toSorted((a, b) => b.time - a.time);
  if (latest === undefined) return [];
  const moved = others.some(({ mgDl, time }) => {
    const ago = latest.time - time;
    const ratio = Math.max(mgDl, latest.mgDl) / Math.min(mgDl, latest.mgDl);
    const step = Math.abs(mgDl - latest.mgDl);
    return (ago <= RATIO_WITHIN_MS && ratio >= RATIO) || (ago <= RISE_WITHIN_MS && step >= RISE_MG_PER_DL - 1e-9);
  });
  return moved
    ? [
        "the creatinine moves as in acute kidney injury (KDIGO 2012): neither equation holds, and kidney function may be lower",
      ]
    : [];
}
