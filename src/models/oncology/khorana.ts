/**
 * Khorana: venous thromboembolism in people who start chemotherapy.
 *
 * Source      Khorana AA et al. Blood 2008;111:4902-4907. doi:10.1182/blood-2007-10-116327
 * Rule        site of the cancer very high risk 2 (stomach, pancreas), high risk 1 (lung, lymphoma, gynaecological,
 *             bladder, testicular); platelets 350 · 10⁹/L and over 1; haemoglobin under 10 g/dL or use of an
 *             erythropoiesis stimulating agent 1; leukocytes over 11 · 10⁹/L 1; body mass index 35 and over 1
 * Bands       0 low, 1 and 2 intermediate, 3 and over high
 * Population  adults with cancer before outpatient chemotherapy.      Missing  nothing is imputed.      Rounding  none.
 */
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { explain, rowsOf } from "../linear-predictor.ts";

const ONE_MONTH = { maxAgeDays: 31 } as const; // a limit of ours

export const metadata = {
  id: "khorana",
  version: "1.0.0",
  title: "Khorana: venous thromboembolism with chemotherapy",
  sources: [
    {
      citation:
        "Khorana AA, Kuderer NM, Culakova E, Lyman GH, Francis CW. Development and validation of a predictive model for chemotherapy-associated thrombosis. Blood 2008;111:4902-4907",
      doi: "10.1182/blood-2007-10-116327",
      where: "points, bands, rates in derivation and validation cohort",
    },
  ],
  confidence: "A",
  population: "Adults with cancer before outpatient chemotherapy",
  intendedUse: "Finds people whose risk of thrombosis may warrant prophylaxis, weighed against bleeding",
  wrongUse: "Not in hospital, not with present thrombosis or anticoagulation, not for brain tumours and myeloma",
  licence: "Published score, free to use with citation",
  inputs: {
    cancerSiteThrombosisRisk: { concept: "cancerSiteThrombosisRisk" },
    platelets: { concept: "platelets", unit: "10*9/L", ...ONE_MONTH },
    haemoglobin: { concept: "haemoglobin", unit: "g/dL", ...ONE_MONTH },
    onErythropoiesisStimulatingAgent: { concept: "onErythropoiesisStimulatingAgent" },
    whiteBloodCells: { concept: "whiteBloodCells", unit: "10*9/L", ...ONE_MONTH },
    bodyMassIndex: { concept: "bodyMassIndex", unit: "kg/m2", maxAgeDays: 182 }, // a limit of ours
  },
  outputs: [
    {
      code: "khorana",
      display: "Venous thromboembolism within 2.5 months of chemotherapy (Khorana)",
      gives: "score",
      unit: "{score}",
    },
  ],
  exclusions: [{ concept: "isDeceased", when: true, says: "the person has died" }],
  limits: ["The values are those before the first cycle. The rate of a band is that of the paper's two cohorts."],
} as const satisfies ModelMetadata;

interface Person {
  readonly cancerSiteThrombosisRisk: keyof typeof SITE_POINTS;
  /** 10⁹/L */
  readonly platelets: number;
  /** g/dL */
  readonly haemoglobin: number;
  readonly onErythropoiesisStimulatingAgent: boolean;
  /** 10⁹/L */
  readonly whiteBloodCells: number;
  readonly bodyMassIndex: number;
}

const SITE_POINTS = { "very-high": 2, high: 1, other: 0 } as const;
const BOUNDS = { plateletsFrom: 350, haemoglobinUnder: 10, whiteBloodCellsOver: 11, bodyMassIndexFrom: 35 } as const;

const row = rowsOf<Person>();
const TERMS = [
  row(1, ["cancerSiteThrombosisRisk"], (p) => SITE_POINTS[p.cancerSiteThrombosisRisk]),
  row(1, ["platelets"], (p) => Number(p.platelets >= BOUNDS.plateletsFrom)),
  row(1, ["haemoglobin", "onErythropoiesisStimulatingAgent"], (p) =>
    Number(p.haemoglobin < BOUNDS.haemoglobinUnder || p.onErythropoiesisStimulatingAgent),
  ),
  row(1, ["whiteBloodCells"], (p) => Number(p.whiteBloodCells > BOUNDS.whiteBloodCellsOver)),
  row(1, ["bodyMassIndex"], (p) => Number(p.bodyMassIndex >= BOUNDS.bodyMassIndexFrom)),
];
const REFERENCE: Person = {
  cancerSiteThrombosisRisk: "other",
  platelets: 250,
  haemoglobin: 13,
  onErythropoiesisStimulatingAgent: false,
  whiteBloodCells: 7,
  bodyMassIndex: 25,
};

/** From points; percent with thrombosis within 2.5 months, derivation to validation cohort. */
const BANDS = [
  { from: 3, code: "high", display: "High risk", rate: "6.7 to 7.1 %" },
  { from: 1, code: "intermediate", display: "Intermediate risk", rate: "1.8 to 2.0 %" },
  { from: 0, code: "low", display: "Low risk", rate: "0.3 to 0.8 %" },
] as const;

export function compute(inputs: ComputeInputs): readonly Result[] {
  const person = inputs as unknown as Person; // the declarations were checked before
  const points = explain(TERMS, { person, reference: REFERENCE, says: "no points in any of the five" });
  const band = BANDS.find(({ from }) => points.total >= from) ?? BANDS[2];
  const [{ code, display }] = metadata.outputs;
  return [
    {
      code,
      display,
      score: points.total,
      band: { code: band.code, display: band.display, source: "bands of the Khorana score, 2008" },
      contributionScale: "points",
      ...points,
      details: { "thromboembolism-2.5-months-in-the-band": band.rate },
    },
  ];
}

export const KHORANA: RiskModel = { metadata, coefficientHash: hashOf({ SITE_POINTS, BOUNDS, BANDS }), compute };
