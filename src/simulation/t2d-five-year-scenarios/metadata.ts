import type { Confidence, Source } from "../../models/contract.ts";
import type { InterventionDeclaration, SimulationMetadata } from "../contract.ts";
import { OUTCOME } from "../ukpds-om2/outcomes.ts";
import { UKPDS_INPUTS } from "../ukpds-om2/person.ts";
import { UKPDS_EXCLUSIONS, UKPDS_SOURCES } from "../ukpds-om2/sources.ts";
import { CLASSES, EFFECTS, type TreatmentEffect } from "./treatments.ts";

const TAKEN = [
  "onMetformin",
  "onSulfonylurea",
  "onDpp4Inhibitor",
  "onSglt2Inhibitor",
  "onGlp1Agonist",
  "onInsulin",
  "onStatin",
] as const;

const takenInputs = Object.fromEntries(
  TAKEN.map((concept) => [
    concept,
    {
      concept,
      missing: {
        rule: "optional" as const,
        says: "where it is not known whether a treatment is taken, a scenario that names it starts it",
      },
    },
  ]),
);

const OWN_RULE: Source = { citation: "Composition rule of this project: an assumption, not a published model" };

const percent = (code: string, display: string) => ({ code, display: `${display}, cumulative probability`, unit: "%" });

export const metadata = {
  id: "t2d-five-year-scenarios",
  version: "1.0.0",
  title: "Type 2 diabetes, five-year comparison of treatments",
  sources: [...UKPDS_SOURCES, OWN_RULE],
  confidence: "C",
  population:
    "Adults with type 2 diabetes. The equations come from people newly diagnosed in the United Kingdom 1977-1991, aged 25 to 65 then, followed to 2007.",
  intendedUse:
    "Compares what published average effects of treatments would do to risk factors and complications of a person like this one, side by side, for a conversation about options",
  wrongUse:
    "Not a recommendation or an order, not for choosing a dose, not for type 1 diabetes, pregnancy or children, not a prognosis of this one person",
  licence:
    "Published equations and trial results, cited. The University of Oxford asks to be contacted where its software is incorporated; none of it is.",
  limits: [
    "How effects enter the equations, and that they add up and last for the whole run, is an assumption of this project (confidence C).",
    "The equations over-predict complications in modern care (external validation: McEwan 2015, doi:10.1186/s12962-015-0038-8, mean absolute percentage error 38 %).",
    "eGFR, albuminuria, atrial fibrillation and peripheral arterial disease are held as they are: no public equation of their course was found.",
    "The equations took eGFR by the MDRD formula; here it is whatever the record reports or CKD-EPI 2021 gives.",
    "Uncertainty of the complication equations themselves is not published in a usable form and is not in the bands; effects without a published interval are not varied.",
    "A probability is that of the event if none came before it in these years; death is shown from any cause and, apart, in years without an event.",
    "Side effects, hypoglycaemia, adherence, contraindications and costs are not modelled.",
  ],
  inputs: { ...UKPDS_INPUTS, ...takenInputs },
  exclusions: UKPDS_EXCLUSIONS,
  interventions: declarations(),
  outputs: [
    { code: "hba1c", display: "HbA1c", unit: "%", loinc: "4548-4" },
    { code: "bodyMassIndex", display: "Body mass index", unit: "kg/m2", loinc: "39156-5" },
    { code: "bodyWeight", display: "Body weight", unit: "kg", loinc: "29463-7" },
    { code: "systolicBloodPressure", display: "Systolic blood pressure", unit: "mm[Hg]", loinc: "8480-6" },
    { code: "ldlCholesterol", display: "LDL cholesterol", unit: "mmol/L", loinc: "39469-2" },
    { code: "egfr", display: "eGFR (held constant)", unit: "mL/min/{1.73_m2}", loinc: "98979-8" },
    ...Object.values(OUTCOME).map(({ code, display }) => percent(code, display)),
    percent("death", "Death from any cause"),
  ],
  time: { unit: "a", horizon: { standard: 5, max: 10 }, step: { standard: 1, min: 1 } },
  members: { standard: 1000, max: 10_000 },
} as const satisfies SimulationMetadata;

function declarations(): readonly InterventionDeclaration[] {
  const classes = Object.entries(CLASSES).map(([code, rule]) => {
    const { display, doseUnit, doses, doseRange } = rule;
    const dose = doses?.[0];
    const context = { dose: dose ?? doseRange?.[0], withMetformin: true, inputs: {} };
    const effect = rule.effect?.(context) ?? EFFECTS[rule.key({ ...context, dose })];
    return {
      ...declaration(code, { ...effect, display }),
      ...(doseUnit === undefined ? {} : { doseUnit }),
      ...(doses === undefined ? {} : { doses }),
      ...(doseRange === undefined ? {} : { doseRange }),
    };
  });
  const keys = Object.entries(EFFECTS)
    .filter(([code]) => !Object.hasOwn(CLASSES, code))
    .map(([code, effect]) => declaration(code, effect));
  return [...classes, ...keys];
}

function declaration(code: string, effect: TreatmentEffect): InterventionDeclaration {
  const rows = [effect.hba1cPoints, effect.weightKg, effect.systolicMmHg, effect.ldlFraction].filter(
    (row) => row !== undefined,
  );
  const citation = [...new Set(rows.map(({ source }) => source))].join("; ");
  return {
    code,
    display: effect.display,
    source: citation === "" ? OWN_RULE : { citation },
    confidence: weakest(rows.map(({ confidence }) => confidence)),
  };
}

/** The lowest mark of several; C for none. */
export function weakest(marks: readonly Confidence[]): Confidence {
  return [...marks].sort().at(-1) ?? "C";
}
