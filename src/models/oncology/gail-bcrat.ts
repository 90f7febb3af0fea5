/**
 * BCRAT (Gail model): risk of invasive breast cancer within 5 years and to a later age, 90 at most.
 *
 * Source      Gail MH et al. J Natl Cancer Inst 1989;81:1879-1886. doi:10.1093/jnci/81.24.1879
 *             Costantino JP et al. J Natl Cancer Inst 1999;91:1541-1548. doi:10.1093/jnci/91.18.1541
 *             Gail MH et al. (CARE) 2007, Matsuno RK et al. (AABCS) 2011, Banegas MP et al. 2017: other groups
 * Equation    ln RR = Σ β · category + ln(hyperplasia factor); from 50 years on the biopsies have a further β;
 *             risk = Σ over years of age h1/(h1 + h2) · S · (1 - e^-(h1 + h2)), S the chance of having come so far,
 *             h1 = incidence · (1 - attributable risk) · RR, h2 = other mortality; in gail-bcrat.coefficients.json
 * Population  women of 35 to 84 years without breast cancer, lobular carcinoma in situ or BRCA mutation.
 * Missing     biopsies, menarche, first birth and relatives that are not known count as the lowest category, as the tool
 *             has it, and the answer says so.      Rounding  ages in completed years.
 */
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { explain, rowsOf } from "../linear-predictor.ts";
import table from "./gail-bcrat.coefficients.json" with { type: "json" };
import { categoriesOf, HYPERPLASIA_FACTORS, hyperplasiaFactor, type Woman } from "./gail-categories.ts";

const asLowest = { rule: "optional", says: "counts as the lowest category, as the tool has it" } as const;

export const metadata = {
  id: "gail-bcrat",
  version: "1.0.0",
  title: "BCRAT (Gail): risk of breast cancer",
  sources: [
    {
      citation:
        "Gail MH, Brinton LA, Byar DP, et al. Projecting individualized probabilities of developing breast cancer for white females who are being examined annually. J Natl Cancer Inst 1989;81:1879-1886",
      doi: "10.1093/jnci/81.24.1879",
      where: "relative risks, projection",
    },
    {
      citation:
        "Costantino JP, Gail MH, Pee D, et al. Validation studies for models projecting the risk of invasive and total breast cancer incidence. J Natl Cancer Inst 1999;91:1541-1548",
      doi: "10.1093/jnci/91.18.1541",
      where: "invasive cancer; numbers of all groups as in the National Cancer Institute's BCRA software",
    },
  ],
  confidence: "A",
  population: "Women of 35 to 84 years without breast cancer, lobular carcinoma in situ or a BRCA mutation",
  intendedUse: "Informs a decision on screening, chemoprevention or genetic counselling",
  wrongUse: "Not for men, after breast cancer or chest irradiation, or with a known mutation; not a diagnosis",
  licence: "Work of the United States government, in the public domain; cite the sources",
  inputs: {
    age: { concept: "age", range: [35, 84], completed: true },
    sex: { concept: "sex" },
    bcratRace: { concept: "bcratRace" },
    breastBiopsies: { concept: "breastBiopsies", unit: "{count}", missing: asLowest },
    hasAtypicalHyperplasia: {
      concept: "hasAtypicalHyperplasia",
      missing: { rule: "optional", says: "the factor for hyperplasia is 1, as the tool has it" },
    },
    ageAtMenarche: { concept: "ageAtMenarche", completed: true, missing: asLowest },
    isNulliparous: {
      concept: "isNulliparous",
      missing: { rule: "optional", says: "the age at the first birth tells it, if known" },
    },
    ageAtFirstBirth: { concept: "ageAtFirstBirth", completed: true, missing: asLowest },
    relativesWithBreastCancer: { concept: "relativesWithBreastCancer", unit: "{count}", missing: asLowest },
    projectionAge: {
      concept: "projectionAge",
      range: [36, 90],
      completed: true,
      missing: { rule: "impute", value: 90, says: "the risk is projected to 90 years, as far as the tool goes" },
    },
  },
  outputs: [
    { code: "bcrat-5y", display: "Invasive breast cancer within 5 years (BCRAT)", gives: "probability", unit: "%" },
    {
      code: "bcrat-to-age",
      display: "Invasive breast cancer to the age of projection (BCRAT)",
      gives: "probability",
      unit: "%",
    },
  ],
  exclusions: [
    { concept: "isDeceased", when: true, says: "the person has died" },
    { concept: "sex", when: "male", says: "derived in women" },
    { concept: "hasBreastCancer", when: true, says: "known breast cancer: the risk is of a first one" },
    { concept: "hasLobularCarcinomaInSitu", when: true, says: "lobular carcinoma in situ is on record" },
    { concept: "hasBrcaMutation", when: true, says: "a BRCA mutation is on record, whose risk is far higher" },
  ],
  limits: [
    "Relatives of the second degree, ovarian cancer in the family and breast density do not count in this model.",
    "The incidences and relative risks are those of a group of race and ethnicity; this library has no version without it.",
    "Nothing is given where the answers contradict each other: hyperplasia without a biopsy, a birth before menarche or after the present age, a birth of a woman who has never given birth, a projection to an age that is over.",
  ],
  validation: [
    {
      cohort: "76,922 women of the Nurses' Health Study, United States, 1980 to 2008",
      year: 2019,
      cStatistic: 0.61,
      failures: ["higher risks are overestimated, low ones underestimated", "from 70 years: C-statistic under 0.60"],
      source: "Cancer Epidemiol Biomarkers Prev 2019;28:1187",
    },
    {
      cohort: "postmenopausal white women of NIH-AARP and PLCO, United States, after 1993",
      year: 2010,
      failures: ["underestimated there (expected/observed 0.87 and 0.86)"],
      source: "Schonfeld SJ et al. J Clin Oncol 2010;28:2411-2417, doi:10.1200/JCO.2009.25.2767",
    },
    {
      cohort: "54,649 women of 45 to 68 years, Navarre, Spain",
      year: 2013,
      failures: ["a population with fewer breast cancers: overestimated (expected/observed 1.46)"],
      source: "Pastor-Barriuso R et al. Breast Cancer Res Treat 2013, doi:10.1007/s10549-013-2428-y",
    },
  ],
} as const satisfies ModelMetadata;

interface Hazards {
  readonly incidence: readonly number[];
  readonly otherMortality: readonly number[];
}
interface Group extends Hazards {
  readonly beta: readonly number[];
  readonly oneMinusAttributableRisk: { readonly under50: number; readonly from50: number };
}
const GROUPS: Readonly<Record<Woman["bcratRace"], Group>> = table.groups;

const FIRST_BAND_AGE = 20;
const BAND_YEARS = 5;

/** Relative risk under 50 years and from 50 years on. */
function relativeRisks(woman: Woman): { readonly under50: number; readonly from50: number } {
  const [biopsies = 0, menarche = 0, firstBirth = 0, relatives = 0, biopsiesFrom50 = 0, birthByRelatives = 0] =
    GROUPS[woman.bcratRace].beta;
  const c = categoriesOf(woman);
  const lnRr =
    biopsies * c.biopsies +
    menarche * c.menarche +
    firstBirth * c.firstBirth +
    relatives * c.relatives +
    birthByRelatives * c.firstBirth * c.relatives +
    Math.log(hyperplasiaFactor(woman));
  return { under50: Math.exp(lnRr), from50: Math.exp(lnRr + biopsiesFrom50 * c.biopsies) };
}

/** Probability of the cancer between two ages; `factorAt` is what multiplies the incidence at an age. */
function project(
  { incidence, otherMortality }: Hazards,
  ages: { readonly from: number; readonly to: number },
  factorAt: (age: number) => number,
): number {
  let risk = 0;
  let alive = 1;
  for (let age = ages.from; age < ages.to; age++) {
    const band = Math.floor((age - FIRST_BAND_AGE) / BAND_YEARS);
    const h1 = (incidence[band] ?? Number.NaN) * factorAt(age);
    const h = h1 + (otherMortality[band] ?? Number.NaN);
    risk += (h1 / h) * alive * -Math.expm1(-h);
    alive *= Math.exp(-h);
  }
  return risk;
}

function riskTo(to: number, woman: Woman): number {
  const group = GROUPS[woman.bcratRace];
  const rr = relativeRisks(woman);
  const { under50, from50 } = group.oneMinusAttributableRisk;
  const factorAt = (age: number) => (age < 50 ? under50 * rr.under50 : from50 * rr.from50);
  return project(group, { from: woman.age, to }, factorAt);
}

/** The risk of the average woman of the same age and group. */
function averageRiskTo(to: number, { age, bcratRace }: Woman): number {
  const isOfWhites = bcratRace === "white" || bcratRace === "other";
  return project(isOfWhites ? table.whiteAverage1992To1996 : GROUPS[bcratRace], { from: age, to }, () => 1);
}

const REFERENCE = {
  breastBiopsies: 0,
  hasAtypicalHyperplasia: false,
  ageAtMenarche: 14,
  isNulliparous: false,
  ageAtFirstBirth: 19,
  relativesWithBreastCancer: 0,
} as const;
const SAYS =
  "same age and group, no biopsy, menarche at 14 years or later, a birth before 20, no relatives with breast cancer";

/** The threshold of the chemoprevention trials, 5 years. */
const THRESHOLD = 0.0167;

export function compute(inputs: ComputeInputs): readonly Result[] {
  const woman = inputs as unknown as Woman; // the declarations were checked before
  if (contradicts(woman)) return [];
  const [within5, toAge] = metadata.outputs;
  const first = resultOf(within5, woman.age + 5, woman);
  const source = "threshold of 1.67 % in 5 years, chemoprevention trials";
  return [
    {
      ...first,
      band:
        (first.probability ?? 0) >= THRESHOLD
          ? { code: "5y-from-1.67", display: "5-year risk of 1.67 % and over", source }
          : { code: "5y-under-1.67", display: "5-year risk under 1.67 %", source },
    },
    resultOf(toAge, woman.projectionAge, woman),
  ];
}

const row = rowsOf<Woman>();

function resultOf(output: { readonly code: string; readonly display: string }, to: number, woman: Woman): Result {
  const lnHazard = (w: Woman) => Math.log(-Math.log1p(-riskTo(to, w))); // no sum: other mortality competes
  const rr = relativeRisks(woman);
  return {
    code: output.code,
    display: output.display,
    probability: riskTo(to, woman),
    horizonYears: to - woman.age,
    contributionScale: "log-hazard",
    ...explain([row(1, Object.keys(REFERENCE) as (keyof typeof REFERENCE)[], lnHazard)], {
      // its own keys
      person: woman,
      reference: { ...woman, ...REFERENCE },
      says: SAYS,
    }),
    details: {
      "relative-risk-under-50": rr.under50,
      "relative-risk-from-50": rr.from50,
      "average-percent-same-age-and-group": 100 * averageRiskTo(to, woman),
    },
  };
}

function contradicts(woman: Woman): boolean {
  const { age, breastBiopsies = 0, hasAtypicalHyperplasia, ageAtMenarche = 0, isNulliparous, ageAtFirstBirth } = woman;
  const hyperplasiaWithoutBiopsy = hasAtypicalHyperplasia === true && breastBiopsies === 0;
  const impossibleBirth =
    ageAtFirstBirth !== undefined &&
    (isNulliparous === true || ageAtFirstBirth < ageAtMenarche || ageAtFirstBirth > age);
  return hyperplasiaWithoutBiopsy || impossibleBirth || ageAtMenarche > age || woman.projectionAge <= age;
}

export const GAIL_BCRAT: RiskModel = {
  metadata,
  coefficientHash: hashOf({
    GROUPS,
    average: table.whiteAverage1992To1996,
    HYPERPLASIA_FACTORS,
    bands: [FIRST_BAND_AGE, BAND_YEARS],
    THRESHOLD,
  }),
  compute,
};
