/**
 * PLCOm2012: 6-year risk of lung cancer in people who smoke or have smoked.
 *
 * Source      Tammemägi MC et al. N Engl J Med 2013;368:728-736. doi:10.1056/NEJMoa1211776 (Table 2)
 * Equation    risk = 1 / (1 + e^-x), x = Σ coefficient · term, continuous terms centred as printed
 * Population  55 to 74 years, smoking or having smoked, without lung cancer.
 * Missing     nothing is imputed; someone who smokes has 0 years since quitting.      Rounding  age in completed years.
 */
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { explain, rowsOf, textOf } from "../linear-predictor.ts";

export const metadata = {
  id: "plcom2012",
  version: "1.0.0",
  title: "PLCOm2012: 6-year risk of lung cancer",
  sources: [
    {
      citation:
        "Tammemägi MC, Katki HA, Hocking WG, et al. Selection criteria for lung-cancer screening. N Engl J Med 2013;368:728-736",
      doi: "10.1056/NEJMoa1211776",
      where: "Table 2, model for ever-smokers",
    },
  ],
  confidence: "A",
  population: "People of 55 to 74 years who smoke or have smoked, without lung cancer",
  intendedUse: "Selects people for lung cancer screening by computed tomography",
  wrongUse: "Not for people who have never smoked, with symptoms of lung cancer, or outside 55 to 74 years",
  licence: "Published equation, free to use with citation",
  inputs: {
    age: { concept: "age", range: [55, 74], completed: true },
    race: { concept: "race" },
    educationLevel: { concept: "educationLevel", unit: "{level}", range: [1, 6] },
    bodyMassIndex: { concept: "bodyMassIndex", unit: "kg/m2", maxAgeDays: 730 }, // a limit of ours
    hasCopd: { concept: "hasCopd" },
    hasCancerHistory: { concept: "hasCancerHistory" },
    hasFamilyHistoryOfLungCancer: { concept: "hasFamilyHistoryOfLungCancer" },
    currentSmoker: { concept: "currentSmoker", modifiable: true },
    cigarettesPerDay: { concept: "cigarettesPerDay", unit: "/d", range: [1, 200] }, // 0 is no smoking; upper end ours
    smokingDuration: { concept: "smokingDuration", unit: "a", range: [0.5, 70] }, // limits of ours, as the next
    yearsSinceQuitting: {
      concept: "yearsSinceQuitting",
      unit: "a",
      range: [0, 65],
      onlyOf: [{ concept: "currentSmoker", is: false }],
      contradictsOthers: true,
      missing: { rule: "optional", says: "0 for someone who smokes; must be known of someone who has quit" },
    },
  },
  outputs: [
    {
      code: "plcom2012-lung-cancer-6y",
      display: "Lung cancer within 6 years (PLCOm2012)",
      gives: "probability",
      unit: "%",
    },
  ],
  exclusions: [
    { concept: "isDeceased", when: true, says: "the person has died" },
    { concept: "hasLungCancer", when: true, says: "known lung cancer: the risk is of a first one" },
    { concept: "smokingStatus", when: "never", says: "the person has never smoked" },
  ],
  limits: [
    "Race and ethnicity are a term of this model; its authors also offer one recalculated without it (PLCOm2012noRace), which this library does not have.",
    "Nothing is given where someone who smokes now is said to have quit years ago, or where the years of smoking are more than those of life.",
  ],
  validation: [
    {
      cohort: "37,332 persons of the PLCO trial who had ever smoked, other than those of the development",
      year: 2013,
      cStatistic: 0.797,
      source: "Tammemägi MC et al. N Engl J Med 2013;368:728-736, doi:10.1056/NEJMoa1211776",
    },
  ],
} as const satisfies ModelMetadata;

interface Person {
  /** Completed years. */
  readonly age: number;
  readonly race: keyof typeof RACE;
  /** 1 to 6 */
  readonly educationLevel: number;
  readonly bodyMassIndex: number;
  readonly hasCopd: boolean;
  readonly hasCancerHistory: boolean;
  readonly hasFamilyHistoryOfLungCancer: boolean;
  readonly currentSmoker: boolean;
  readonly cigarettesPerDay: number;
  /** years */
  readonly smokingDuration: number;
  /** years */
  readonly yearsSinceQuitting: number;
}

const INTERCEPT = -4.532506;
const RACE = {
  white: 0,
  black: 0.3944778,
  hispanic: -0.7434744,
  asian: -0.466585,
  "american-indian-or-alaska-native": 0,
  "native-hawaiian-or-pacific-islander": 1.027152,
} as const;

const row = rowsOf<Person>();
const TERMS = [
  row(0.0778868, [], (p) => p.age - 62),
  row(1, ["race"], (p) => RACE[p.race]),
  row(-0.0812744, ["educationLevel"], (p) => p.educationLevel - 4),
  row(-0.0274194, ["bodyMassIndex"], (p) => p.bodyMassIndex - 27),
  row(0.3553063, ["hasCopd"], (p) => Number(p.hasCopd)),
  row(0.4589971, ["hasCancerHistory"], (p) => Number(p.hasCancerHistory)),
  row(0.587185, ["hasFamilyHistoryOfLungCancer"], (p) => Number(p.hasFamilyHistoryOfLungCancer)),
  row(0.2597431, ["currentSmoker"], (p) => Number(p.currentSmoker)),
  row(-1.822606, ["cigarettesPerDay"], (p) => (p.cigarettesPerDay / 10) ** -1 - 0.4021541613),
  row(0.0317321, ["smokingDuration"], (p) => p.smokingDuration - 27),
  row(-0.0308572, ["yearsSinceQuitting"], (p) => p.yearsSinceQuitting - 10),
];
/** The values at which the paper's terms are 0. */
const REFERENCE = {
  race: "white",
  educationLevel: 4,
  bodyMassIndex: 27,
  hasCopd: false,
  hasCancerHistory: false,
  hasFamilyHistoryOfLungCancer: false,
  currentSmoker: false,
  cigarettesPerDay: 10 / 0.4021541613,
  smokingDuration: 27,
  yearsSinceQuitting: 10,
} as const;
const SAYS =
  "same age, white, education level 4, body mass index 27 kg/m², none of the diseases, 24.9 cigarettes a day for 27 years, quit 10 years ago (the centres of the paper's terms)";

/** Screening was as good as by the criteria of the NLST from this risk on. */
const THRESHOLD = 0.0151;

export function compute(inputs: ComputeInputs): readonly Result[] {
  const given = inputs as unknown as Omit<Person, "yearsSinceQuitting">; // the declarations were checked before
  const yearsSinceQuitting = inputs.yearsSinceQuitting ?? (given.currentSmoker ? 0 : undefined);
  if (typeof yearsSinceQuitting !== "number") return [];
  const person: Person = { ...given, yearsSinceQuitting };
  if (contradicts(person)) return [];
  const explained = explain(TERMS, {
    person,
    reference: { ...person, ...REFERENCE },
    says: SAYS,
    intercept: INTERCEPT,
  });
  const risk = 1 / (1 + Math.exp(-explained.total));
  const source = "threshold of 1.51 % in 6 years, PLCOm2012";
  const [{ code, display }] = metadata.outputs;
  return [
    {
      code,
      display,
      probability: risk,
      horizonYears: 6,
      band:
        risk >= THRESHOLD
          ? { code: "6y-from-1.51", display: "6-year risk of 1.51 % and over", source }
          : { code: "6y-under-1.51", display: "6-year risk under 1.51 %", source },
      contributionScale: "log-odds",
      ...explained,
    },
  ];
}

const contradicts = ({ age, currentSmoker, smokingDuration, yearsSinceQuitting }: Person): boolean =>
  (currentSmoker && yearsSinceQuitting > 0) || smokingDuration + yearsSinceQuitting > age + 1;

export const PLCOM2012: RiskModel = {
  metadata,
  coefficientHash: hashOf({ INTERCEPT, RACE, terms: textOf(TERMS), THRESHOLD }),
  compute,
};
