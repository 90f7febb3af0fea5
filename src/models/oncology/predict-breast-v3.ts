/**
 * PREDICT Breast, version 3: death after surgery for early breast cancer, and what further treatment changes.
 *
 * Source      Grootes I, Wishart GC, Pharoah PDP. NPJ Breast Cancer 2024;10:6. doi:10.1038/s41523-024-00612-y
 * Equation    two causes, breast cancer and others, each with a cumulative hazard H(year) = H0(year) · exp(index);
 *             death from any cause by a year = 1 - exp(-(H of breast cancer + H of others)); the deaths of a year are
 *             divided between the causes in proportion to each alone. The indices are in predict-breast-hazards.ts.
 * Population  women of 25 to 85 years operated on for invasive breast cancer without metastasis.
 * Missing     HER2, Ki-67 and progesterone receptor that are not known count 0, as the model has it; a treatment that is
 *             not given as planned is not computed, and the answer says so.      Rounding  age in completed years.
 */
import type { ComputeInputs, Contribution, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { explain, totalOf } from "../linear-predictor.ts";
import { breastCancerTerms, otherCausesTerms, type Patient, TABLE } from "./predict-breast-hazards.ts";

const unknownMarker = { rule: "optional", isOpen: true, says: "counts as unknown, which the model allows" } as const;
const notPlanned = (value: boolean | string | number) =>
  ({ rule: "impute", value, says: "computed without it, as it is not given as planned" }) as const;
const death = (years: number, code: string, after: string) =>
  ({
    code: `predict-death-${years}y-${code}`,
    display: `Death within ${years} years after ${after} (PREDICT Breast)`,
    gives: "probability",
    unit: "%",
  }) as const;
const SURGERY = { code: "surgery", after: "surgery alone" } as const;
const TREATED = { code: "treated", after: "surgery and the planned treatment" } as const;

export const metadata = {
  id: "predict-breast-v3",
  version: "1.0.0",
  title: "PREDICT Breast version 3: survival after surgery for breast cancer",
  sources: [
    {
      citation:
        "Grootes I, Wishart GC, Pharoah PDP. An updated PREDICT breast cancer prognostic model including the benefits and harms of radiotherapy. NPJ Breast Cancer 2024;10:6",
      doi: "10.1038/s41523-024-00612-y",
      where: "equations; coefficients as in the authors' package for version 3",
    },
  ],
  confidence: "A",
  population: "Women of 25 to 85 years after surgery for invasive breast cancer without metastasis",
  intendedUse: "Shows the benefit of treatment after surgery, for a decision shared with the patient",
  wrongUse:
    "Not before surgery or after neoadjuvant treatment, not with metastasis, not for men or non-invasive tumours",
  licence:
    "Published numbers, used with citation. PREDICT is a name of the University of Cambridge and the NHS, whose own software is under the GNU General Public License; this is not that software",
  inputs: {
    age: { concept: "age", range: [25, 85], completed: true },
    oestrogenReceptor: { concept: "oestrogenReceptor" },
    isScreenDetected: { concept: "isScreenDetected" },
    tumourSize: { concept: "tumourSize", unit: "mm", range: [1, 500] }, // limits of ours
    tumourGrade: { concept: "tumourGrade", unit: "{grade}", range: [1, 3] },
    positiveNodes: { concept: "positiveNodes", unit: "{count}" },
    her2: { concept: "her2", missing: unknownMarker },
    ki67: { concept: "ki67", missing: unknownMarker },
    progesteroneReceptor: { concept: "progesteroneReceptor", missing: unknownMarker },
    currentSmoker: { concept: "currentSmoker", modifiable: true },
    plannedChemotherapy: { concept: "plannedChemotherapy", missing: notPlanned("none") },
    isHormoneTherapyPlanned: { concept: "isHormoneTherapyPlanned", missing: notPlanned(false) },
    isTrastuzumabPlanned: { concept: "isTrastuzumabPlanned", missing: notPlanned(false) },
    isBisphosphonatePlanned: { concept: "isBisphosphonatePlanned", missing: notPlanned(false) },
    isRadiotherapyPlanned: { concept: "isRadiotherapyPlanned", missing: notPlanned(false) },
    meanHeartDose: { concept: "meanHeartDose", unit: "Gy", range: [0, 40], missing: notPlanned(0) }, // a limit of ours
  },
  outputs: [5, 10, 15].flatMap((years) => [SURGERY, TREATED].map(({ code, after }) => death(years, code, after))),
  exclusions: [
    { concept: "isDeceased", when: true, says: "the person has died" },
    { concept: "sex", when: "male", says: "derived in women" },
    { concept: "hasMetastasis", when: true, says: "distant metastasis is on record" },
  ],
  limits: [
    "Derived in the United Kingdom. Hormone therapy is for five years; the effects of treatment are those of trials.",
    "A contribution is to the logarithm of the cumulative hazard of death from any cause.",
  ],
  validation: [
    {
      cohort: "the Netherlands Cancer Registry, women diagnosed from 2005 to 2013, version 3.1, survival of 10 years",
      year: 2025,
      cStatistic: 0.77,
      failures: ["over 75 years the version before was more accurate"],
      source: "Vreven LWA et al. The Breast 2025, doi:10.1016/j.breast.2025.104681",
    },
    {
      cohort: "3,015 women of up to 40 years, Sweden, version 3.0",
      year: 2026,
      failures: ["up to 40 years with a high risk: the risk is overestimated"],
      source: "Lundgren C et al. Breast Cancer Res 2026;28, doi:10.1186/s13058-026-02271-2",
    },
  ],
} as const satisfies ModelMetadata;

/** No treatment after surgery. */
const NOTHING_PLANNED = {
  plannedChemotherapy: "none",
  isHormoneTherapyPlanned: false,
  isTrastuzumabPlanned: false,
  isBisphosphonatePlanned: false,
  isRadiotherapyPlanned: false,
  meanHeartDose: 0,
} as const;
/** Chosen by us: a small tumour of grade 1 without nodes. */
const referenceOf = (patient: Patient): Patient => ({
  ...NOTHING_PLANNED,
  age: patient.age,
  oestrogenReceptor: patient.oestrogenReceptor,
  isScreenDetected: false,
  tumourSize: 10,
  tumourGrade: 1,
  positiveNodes: 0,
  her2: undefined,
  ki67: undefined,
  progesteroneReceptor: undefined,
  currentSmoker: false,
});
const SAYS =
  "same age and oestrogen receptor, a tumour of 10 mm and grade 1 found by symptoms, no positive nodes, other markers unknown, not smoking, surgery alone";

export function compute(inputs: ComputeInputs): readonly Result[] {
  const treated = inputs as unknown as Patient; // the declarations were checked before
  const surgery = { ...treated, ...NOTHING_PLANNED };
  return [5, 10, 15].flatMap((years) => [
    resultOf(surgery, death(years, SURGERY.code, SURGERY.after), years),
    { ...resultOf(treated, death(years, TREATED.code, TREATED.after), years), flags: flagsOf(treated) },
  ]);
}

function resultOf(
  patient: Patient,
  { code, display }: { readonly code: string; readonly display: string },
  years: number,
): Result {
  const survival = (until: number) => Math.exp(-hazardsOf(patient, until).any);
  return {
    code,
    display,
    probability: 1 - survival(years),
    horizonYears: years,
    contributionScale: "log-hazard",
    ...explanation(patient, years),
    details: {
      "survival-percent": 100 * survival(years),
      "breast-cancer-death-percent": 100 * breastCancerDeaths(patient, years),
    },
  };
}

/** Cumulative hazards by a year. */
function hazardsOf(patient: Patient, year: number) {
  const breast = year === 0 ? 0 : Math.exp(totalOf(breastCancerTerms(patient.oestrogenReceptor, year), patient));
  const other = year === 0 ? 0 : Math.exp(totalOf(otherCausesTerms(year), patient));
  return { breast, other, any: breast + other };
}

/** Probability of dying of breast cancer by a year, other causes competing. */
function breastCancerDeaths(patient: Patient, years: number): number {
  let deaths = 0;
  for (let year = 1; year <= years; year++) {
    const before = hazardsOf(patient, year - 1);
    const after = hazardsOf(patient, year);
    const ofBreast = Math.exp(-before.breast) - Math.exp(-after.breast);
    const ofOther = Math.exp(-before.other) - Math.exp(-after.other);
    deaths += ((Math.exp(-before.any) - Math.exp(-after.any)) * ofBreast) / (ofBreast + ofOther);
  }
  return deaths;
}

/**
 * Contributions to ln(H of breast cancer + H of others). Each input moves the logarithm of one of the two, or both; on
 * the straight way from the reference to the patient (the rule of Aumann and Shapley) the first counts with the weight
 * that makes the whole sum come out, the second with the rest of it.
 */
function explanation(patient: Patient, years: number): Pick<Result, "contributions" | "total" | "reference"> {
  const reference = referenceOf(patient);
  const who = { person: patient, reference, says: SAYS };
  const breast = explain(breastCancerTerms(patient.oestrogenReceptor, years), who);
  const other = explain(otherCausesTerms(years), who);
  const total = Math.log(hazardsOf(patient, years).any);
  const ofReference = Math.log(hazardsOf(reference, years).any);
  const byBreast = breast.total - breast.reference.value;
  const byOther = other.total - other.reference.value;
  const difference = byBreast - byOther;
  const weight =
    Math.abs(difference) < 1e-9
      ? hazardsOf(reference, years).breast / hazardsOf(reference, years).any
      : (total - ofReference - byOther) / difference;
  return {
    contributions: joined(breast.contributions, weight, other.contributions, 1 - weight),
    total,
    reference: { value: ofReference, says: SAYS },
  };
}

function joined(
  a: readonly Contribution[],
  weightOfA: number,
  b: readonly Contribution[],
  weightOfB: number,
): readonly Contribution[] {
  const sums = new Map<string, number>();
  for (const { input, value } of a) sums.set(input, value * weightOfA);
  for (const { input, value } of b) sums.set(input, (sums.get(input) ?? 0) + value * weightOfB);
  return [...sums].map(([input, value]) => ({ input, value }));
}

const flagsOf = (p: Patient): readonly string[] => [
  ...(p.isHormoneTherapyPlanned && p.oestrogenReceptor === "negative"
    ? ["hormone therapy changes nothing here: the oestrogen receptor is negative"]
    : []),
  ...(p.isTrastuzumabPlanned && p.her2 !== "positive"
    ? ["trastuzumab changes nothing here: HER2 is not known to be positive"]
    : []),
  ...(p.isRadiotherapyPlanned && p.meanHeartDose === 0
    ? ["the heart dose counts as 0 Gy: the harm of radiotherapy is not in the figure"]
    : []),
];

export const PREDICT_BREAST_V3: RiskModel = { metadata, coefficientHash: hashOf(TABLE), compute };
