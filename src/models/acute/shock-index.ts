/**
 * Shock index, modified shock index and age shock index.
 *
 * Source      Allgöwer M, Burri C. Dtsch Med Wochenschr 1967;92:1947-1950. doi:10.1055/s-0028-1106070
 *             Liu YC et al. World J Emerg Med 2012;3:114-117. doi:10.5847/wjem.j.issn.1920-8642.2012.02.006 (modified)
 *             Zarzaur BL et al. J Surg Res 2008;147:229-236. doi:10.1016/j.jss.2008.03.025 (age shock index)
 * Equation    SI = heart rate / systolic;  MSI = heart rate / mean pressure, (systolic + 2 · diastolic) / 3;  ASI = age · SI
 * Population  adults who are acutely ill or injured.
 * Missing     nothing is imputed; an index whose inputs are not all known is left out.      Rounding  none here.
 */
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { isOver } from "../thresholds.ts";

const ONE_DAY = 1; // how old a sign may be: a limit of ours

export const metadata = {
  id: "shock-index",
  version: "1.0.0",
  title: "Shock index, modified and age shock index",
  sources: [
    {
      citation: "Allgöwer M, Burri C. Schockindex. Dtsch Med Wochenschr 1967;92:1947-1950",
      doi: "10.1055/s-0028-1106070",
      where: "shock index",
    },
    {
      citation:
        "Liu YC, Liu JH, Fang ZA, et al. Modified shock index and mortality rate of emergency patients. World J Emerg Med 2012;3:114-117",
      doi: "10.5847/wjem.j.issn.1920-8642.2012.02.006",
      where: "modified shock index",
    },
    {
      citation:
        "Zarzaur BL, Croce MA, Fischer PE, Magnotti LJ, Fabian TC. New vitals after injury: shock index for the young and age x shock index for the old. J Surg Res 2008;147:229-236",
      doi: "10.1016/j.jss.2008.03.025",
      where: "age shock index",
    },
  ],
  confidence: "A",
  population: "Adults who are acutely ill or injured",
  intendedUse: "Shows loss of circulating volume or failing circulation earlier than pulse or pressure alone",
  wrongUse: "Not for children; misleading with beta blockers, a pacemaker, or chronic hypertension",
  licence: "Published formulas, free to use",
  inputs: {
    heartRate: { concept: "heartRate", unit: "/min", maxAgeDays: ONE_DAY },
    systolicBloodPressure: { concept: "systolicBloodPressure", unit: "mm[Hg]", maxAgeDays: ONE_DAY },
    diastolicBloodPressure: {
      concept: "diastolicBloodPressure",
      unit: "mm[Hg]",
      maxAgeDays: ONE_DAY,
      missing: { rule: "optional", says: "the modified shock index needs it and is left out" },
    },
    age: {
      concept: "age",
      range: [16, 125], // a limit of ours: children have other pulses
      completed: true,
      missing: { rule: "optional", says: "the age shock index needs it and is left out" },
    },
  },
  outputs: [
    { code: "shock-index", display: "Shock index", gives: "measure", category: "vital-signs", unit: "{ratio}" },
    {
      code: "modified-shock-index",
      display: "Modified shock index",
      gives: "measure",
      category: "vital-signs",
      unit: "{ratio}",
    },
    { code: "age-shock-index", display: "Age shock index", gives: "measure", category: "vital-signs", unit: "{ratio}" },
  ],
  exclusions: [{ concept: "isDeceased", when: true, says: "the person has died" }],
  limits: ["The signs must have been taken together; they are used here if none is older than a day."],
} as const satisfies ModelMetadata;

interface Signs {
  readonly heartRate: number;
  readonly systolicBloodPressure: number;
  readonly diastolicBloodPressure?: number;
  readonly age?: number;
}

const RAISED_OVER = 0.9;
/** The reference of the contributions, of ours. */
const REFERENCE = { heartRate: 70, systolicBloodPressure: 120, diastolicBloodPressure: 80 } as const;
const REFERENCE_SAYS = "same age, heart rate 70/min, blood pressure 120/80 mmHg";

const meanPressure = (systolic: number, diastolic: number): number => (systolic + 2 * diastolic) / 3;

export function compute(inputs: ComputeInputs): readonly Result[] {
  const { heartRate, systolicBloodPressure, diastolicBloodPressure, age } = inputs as unknown as Signs; // checked before
  const [si, msi, asi] = metadata.outputs;
  const bySystolic = { name: "systolicBloodPressure", pressure: REFERENCE.systolicBloodPressure };
  const byMean = {
    name: "systolicBloodPressure+diastolicBloodPressure",
    pressure: meanPressure(REFERENCE.systolicBloodPressure, REFERENCE.diastolicBloodPressure),
  };
  const index = heartRate / systolicBloodPressure;
  const isRaised = isOver(index, RAISED_OVER);
  return [
    {
      ...indexOf(si, { heartRate, pressure: systolicBloodPressure, factor: 1 }, bySystolic),
      ...(isRaised ? { flags: ["the shock index is over 0.9"] } : {}),
    },
    ...(diastolicBloodPressure === undefined
      ? []
      : [
          indexOf(
            msi,
            { heartRate, pressure: meanPressure(systolicBloodPressure, diastolicBloodPressure), factor: 1 },
            byMean,
          ),
        ]),
    ...(age === undefined
      ? []
      : [indexOf(asi, { heartRate, pressure: systolicBloodPressure, factor: age }, bySystolic)]),
  ];
}

/** factor · heart rate / pressure; on the logarithm of the index each input adds its own part. */
function indexOf(
  { code, display, unit }: (typeof metadata.outputs)[number],
  { heartRate, pressure, factor }: { readonly heartRate: number; readonly pressure: number; readonly factor: number },
  reference: { readonly name: string; readonly pressure: number },
): Result {
  return {
    code,
    display,
    measure: { value: (factor * heartRate) / pressure, unit },
    contributionScale: "log-ratio",
    contributions: [
      { input: "heartRate", value: Math.log(heartRate / REFERENCE.heartRate) },
      { input: reference.name, value: -Math.log(pressure / reference.pressure) },
    ],
    total: Math.log((factor * heartRate) / pressure),
    reference: {
      value: Math.log((factor * REFERENCE.heartRate) / reference.pressure),
      says: REFERENCE_SAYS,
    },
  };
}

export const SHOCK_INDEX: RiskModel = { metadata, coefficientHash: hashOf({ RAISED_OVER, REFERENCE }), compute };
