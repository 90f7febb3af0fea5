/**
 * Pre-eclampsia by maternal factors alone: the prior of the competing-risks model of the Fetal Medicine Foundation (FMF).
 *
 * Source      Wright D et al. Am J Obstet Gynecol 2015;213:62.e1-62.e10. doi:10.1016/j.ajog.2015.02.018
 * Equation    gestational age at delivery with pre-eclampsia is normal, mean µ (a sum of factors), SD 6.8833 weeks;
 *             P(before g) = [Φ((g - µ)/σ) - Φ((24 - µ)/σ)] / [1 - Φ((24 - µ)/σ)], at 24 weeks being a convention
 * Population  singleton pregnancies, first trimester.
 * Missing     nothing is imputed: what is known of the last birth chooses the equation.
 * Range       values outside are taken at the nearest bound, as the source has it, and marked.      Rounding  none here.
 */
import type { ComputeInputs, InputDeclaration, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { bandAt } from "../item-scores.ts";
import { explain, rowsOf, textOf } from "../linear-predictor.ts";
import { normalCumulative } from "../normal-distribution.ts";

const ONE_YEAR_DAYS = 365; // how old a height may be: a limit of ours
const THREE_MONTHS_DAYS = 92; // how old a weight may be: a limit of ours, the first trimester
const only = (whom: string) => ({ rule: "optional", says: `needed of ${whom} only` }) as const;
const LAST_BIRTH = { unit: "wk", range: [24, 42], outOfRange: "clamp" } as const satisfies Partial<InputDeclaration>;

export const metadata = {
  id: "fmf-preeclampsia-prior",
  version: "1.0.0",
  title: "Pre-eclampsia by maternal factors, first trimester (FMF prior)",
  sources: [
    {
      citation:
        "Wright D, Syngelaki A, Akolekar R, Poon LC, Nicolaides KH. Competing risks model in screening for preeclampsia by maternal characteristics and medical history. Am J Obstet Gynecol 2015;213:62.e1-62.e10",
      doi: "10.1016/j.ajog.2015.02.018",
      where: "mean and standard deviation of the gestational age at delivery with pre-eclampsia",
    },
  ],
  confidence: "A",
  population: "Women with a singleton pregnancy in the first trimester",
  intendedUse:
    "Estimates the risk of pre-eclampsia from maternal factors, before blood pressure, Doppler and biomarkers",
  wrongUse: "Not for twins; not the combined first-trimester test, whose measurements are left out here",
  licence: "Published equation, free to use with citation; the FMF software is certified separately",
  inputs: {
    age: { concept: "age", range: [12, 55], outOfRange: "clamp" },
    bodyHeight: {
      concept: "bodyHeight",
      unit: "cm",
      range: [127, 198],
      outOfRange: "clamp",
      maxAgeDays: ONE_YEAR_DAYS,
    },
    bodyWeight: {
      concept: "bodyWeight",
      unit: "kg",
      range: [34, 190],
      outOfRange: "clamp",
      maxAgeDays: THREE_MONTHS_DAYS,
    },
    maternalRacialOrigin: { concept: "maternalRacialOrigin" },
    hasHypertension: { concept: "hasHypertension" },
    hasLupusOrAntiphospholipidSyndrome: { concept: "hasLupusOrAntiphospholipidSyndrome" },
    isConceivedByIvf: { concept: "isConceivedByIvf" },
    hasMotherWithPreeclampsia: { concept: "hasMotherWithPreeclampsia" },
    hasDiabetes: { concept: "hasDiabetes" },
    lastBirthWithPreeclampsiaGestationalAge: {
      concept: "lastBirthWithPreeclampsiaGestationalAge",
      ...LAST_BIRTH,
      missing: only("a woman with pre-eclampsia in an earlier pregnancy"),
    },
    lastBirthWithoutPreeclampsiaGestationalAge: {
      concept: "lastBirthWithoutPreeclampsiaGestationalAge",
      ...LAST_BIRTH,
      missing: only("a woman who has given birth and never had pre-eclampsia"),
    },
    lastBirthInterval: {
      concept: "lastBirthInterval",
      unit: "a",
      range: [0.25, 15],
      outOfRange: "clamp",
      missing: only("a woman who has given birth and never had pre-eclampsia"),
    },
    nulliparity: { concept: "nulliparity", missing: only("a woman who has not given birth") },
  },
  outputs: [
    { code: "pre-eclampsia-before-32w", display: "Pre-eclampsia before 32 weeks", gives: "probability", unit: "%" },
    { code: "pre-eclampsia-before-37w", display: "Pre-eclampsia before 37 weeks", gives: "probability", unit: "%" },
    { code: "pre-eclampsia-before-42w", display: "Pre-eclampsia before 42 weeks", gives: "probability", unit: "%" },
  ],
  variants: [
    {
      code: "previous-pre-eclampsia",
      display: "given birth before, with pre-eclampsia in an earlier pregnancy",
      needs: [["lastBirthWithPreeclampsiaGestationalAge"]],
      uses: ["lastBirthWithPreeclampsiaGestationalAge"],
    },
    {
      code: "no-previous-pre-eclampsia",
      display: "given birth before, never with pre-eclampsia",
      needs: [["lastBirthWithoutPreeclampsiaGestationalAge", "lastBirthInterval"]],
      uses: ["lastBirthWithoutPreeclampsiaGestationalAge", "lastBirthInterval"],
    },
    { code: "nulliparous", display: "no earlier birth", needs: [["nulliparity"]], uses: ["nulliparity"] },
  ],
  exclusions: [
    { concept: "isDeceased", when: true, says: "the person has died" },
    { concept: "sex", when: "male", says: "the model is of pregnant women" },
    { concept: "isPregnant", when: false, says: "the person is not pregnant" },
    { concept: "hasMultiplePregnancy", when: true, says: "twins or more: the model is of singleton pregnancies" },
  ],
  limits: [
    "One history of earlier births is needed; several contradict each other and have no result.",
    "Hypertension and diabetes are those of before the pregnancy, not what came with it.",
    "Maternal factors alone: mean arterial pressure, uterine artery Doppler and biomarkers change the risk and are not in it.",
    "Racial origin is a term of the published equation; the source has no version without it.",
  ],
} as const satisfies ModelMetadata;

interface Woman {
  readonly age: number;
  /** cm */
  readonly bodyHeight: number;
  /** kg */
  readonly bodyWeight: number;
  readonly maternalRacialOrigin: "white" | "afro-caribbean" | "south-asian" | "east-asian" | "mixed";
  readonly hasHypertension: boolean;
  readonly hasLupusOrAntiphospholipidSyndrome: boolean;
  readonly isConceivedByIvf: boolean;
  readonly hasMotherWithPreeclampsia: boolean;
  readonly hasDiabetes: boolean;
  /** Weeks; undefined in the equations that do not have it, as are the next two. */
  readonly lastBirthWithPreeclampsiaGestationalAge: number | undefined;
  readonly lastBirthWithoutPreeclampsiaGestationalAge: number | undefined;
  /** Years. */
  readonly lastBirthInterval: number | undefined;
}

const MEAN_WEEKS = 54.3637;
const SD_WEEKS = 6.8833;
const CONDITIONED_ON_WEEK = 24;

const row = rowsOf<Woman>();
const unlessHypertension = (w: Woman, value: number) => (w.hasHypertension ? 0 : value);
// biome-ignore format: one row per term
const TERMS = [
  row(-0.206886, ["age"], (w) => Math.max(w.age - 35, 0)),
  row(0.11711, ["bodyHeight"], (w) => w.bodyHeight - 164),
  row(-2.6786, ["maternalRacialOrigin"], (w) => Number(w.maternalRacialOrigin === "afro-caribbean")),
  row(-1.129, ["maternalRacialOrigin"], (w) => Number(w.maternalRacialOrigin === "south-asian")),
  row(-7.2897, ["hasHypertension"], (w) => Number(w.hasHypertension)),
  row(-3.0519, ["hasLupusOrAntiphospholipidSyndrome"], (w) => Number(w.hasLupusOrAntiphospholipidSyndrome)),
  row(-1.6327, ["isConceivedByIvf"], (w) => Number(w.isConceivedByIvf)),
  row(1, ["lastBirthWithPreeclampsiaGestationalAge"], (w) => withPreeclampsia(w)),
  row(1, ["lastBirthWithoutPreeclampsiaGestationalAge", "lastBirthInterval"], (w) => withoutPreeclampsia(w)),
  row(-0.0694096, ["bodyWeight", "hasHypertension"], (w) => unlessHypertension(w, w.bodyWeight - 69)),
  row(-1.7154, ["hasMotherWithPreeclampsia", "hasHypertension"], (w) => unlessHypertension(w, Number(w.hasMotherWithPreeclampsia))),
  row(-3.3899, ["hasDiabetes", "hasHypertension"], (w) => unlessHypertension(w, Number(w.hasDiabetes))),
];

const WITH = { constant: -8.1667, weeksSquared: 0.0271988 } as const;
function withPreeclampsia({ lastBirthWithPreeclampsiaGestationalAge: weeks }: Woman): number {
  return weeks === undefined ? 0 : WITH.constant + WITH.weeksSquared * (weeks - 24) ** 2;
}

const WITHOUT = { constant: -4.335, inverse: -4.15137651, inverseRoot: 9.21473572, weeksSquared: 0.01549673 } as const;
function withoutPreeclampsia({ lastBirthWithoutPreeclampsiaGestationalAge: weeks, lastBirthInterval: years }: Woman) {
  if (weeks === undefined || years === undefined) return 0;
  const { constant, inverse, inverseRoot, weeksSquared } = WITHOUT;
  return constant + inverse / years + inverseRoot / Math.sqrt(years) + weeksSquared * (weeks - 24) ** 2;
}

/** The paper's own: where every term is 0. */
const REFERENCE: Woman = {
  age: 35,
  bodyHeight: 164,
  bodyWeight: 69,
  maternalRacialOrigin: "white",
  hasHypertension: false,
  hasLupusOrAntiphospholipidSyndrome: false,
  isConceivedByIvf: false,
  hasMotherWithPreeclampsia: false,
  hasDiabetes: false,
  lastBirthWithPreeclampsiaGestationalAge: undefined,
  lastBirthWithoutPreeclampsiaGestationalAge: undefined,
  lastBirthInterval: undefined,
};
const REFERENCE_SAYS =
  "35 years or younger, 164 cm, 69 kg, white, no earlier birth, none of the conditions; points are weeks of the mean gestational age at delivery with pre-eclampsia, so that fewer are worse";

const PRETERM_BANDS = [
  [0.01, "preterm-pe-from-1-in-100", "1 in 100 and over"],
  [0, "preterm-pe-under-1-in-100", "Under 1 in 100"],
] as const;

export function compute(inputs: ComputeInputs, variant: string = "nulliparous"): readonly Result[] {
  if (historiesIn(inputs) > 1) return []; // refused: see the limits
  const woman = of(inputs as unknown as Woman, variant); // the declarations and the variant's needs were checked before
  const explained = explain(TERMS, {
    person: woman,
    reference: REFERENCE,
    says: REFERENCE_SAYS,
    intercept: MEAN_WEEKS,
  });
  const [before32, before37, before42] = metadata.outputs;
  const riskBefore = (
    week: number,
    { code, display }: { readonly code: string; readonly display: string },
  ): Result => ({
    code,
    display,
    probability: probabilityBefore(week, explained.total),
    contributionScale: "points",
    ...explained,
    details: { meanGestationalAgeAtDeliveryWeeks: explained.total },
  });
  const preterm = riskBefore(37, before37);
  return [
    riskBefore(32, before32),
    { ...preterm, band: bandAt(PRETERM_BANDS, preterm.probability ?? 0, "FMF, 1 in 100 before 37 weeks") },
    riskBefore(42, before42),
  ];
}

/** Each of the three tells another history of births, so that at most one can be true. */
const historiesIn = (inputs: ComputeInputs): number =>
  [
    inputs.nulliparity,
    inputs.lastBirthWithPreeclampsiaGestationalAge,
    inputs.lastBirthWithoutPreeclampsiaGestationalAge,
  ].filter((value) => value !== undefined).length;

/** Without what another equation than that of the variant would use. */
function of(woman: Woman, variant: string): Woman {
  const { uses } = metadata.variants.find(({ code }) => code === variant) ?? metadata.variants[2];
  const own = new Set<string>(uses);
  const only = <Name extends keyof Woman>(name: Name) => (own.has(name) ? woman[name] : undefined);
  return {
    ...woman,
    lastBirthWithPreeclampsiaGestationalAge: only("lastBirthWithPreeclampsiaGestationalAge"),
    lastBirthWithoutPreeclampsiaGestationalAge: only("lastBirthWithoutPreeclampsiaGestationalAge"),
    lastBirthInterval: only("lastBirthInterval"),
  };
}

function probabilityBefore(week: number, meanWeeks: number): number {
  const cumulative = (weeks: number) => normalCumulative((weeks - meanWeeks) / SD_WEEKS);
  const before = cumulative(CONDITIONED_ON_WEEK);
  return (cumulative(week) - before) / (1 - before);
}

export const FMF_PREECLAMPSIA_PRIOR: RiskModel = {
  metadata,
  coefficientHash: hashOf({
    MEAN_WEEKS,
    SD_WEEKS,
    CONDITIONED_ON_WEEK,
    terms: textOf(TERMS),
    WITH,
    WITHOUT,
    PRETERM_BANDS,
  }),
  compute,
};
