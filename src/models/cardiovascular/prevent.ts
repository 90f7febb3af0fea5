/**
 * PREVENT (American Heart Association, 2023): 10- and 30-year risk of cardiovascular disease, without race.
 *
 * Source      Khan SS et al. Circulation 2024;149:430-449. doi:10.1161/CIRCULATIONAHA.123.067626 (Supplemental Table S12)
 * Equation    risk = 1 / (1 + e^-x), x = Σ coefficient · term; terms below, coefficients in prevent.coefficients.json
 * Outcomes    total cardiovascular disease, ASCVD, heart failure, coronary heart disease, stroke
 * Population  30 to 79 years (30-year risks: 30 to 59) without known cardiovascular disease.
 * Variants    base; with HbA1c, UACR or SDI (Social Deprivation Index) added; full, with at least two of the three
 * Missing     a required input is an error. In the full equations a predictor that is not known enters through the
 *             paper's indicator for a missing value, and its own term is 0.      Rounding  none here.
 */
import { contributionsOf, sharesOf, type Term } from "../attribution.ts";
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import table from "./prevent.coefficients.json" with { type: "json" };

/** How old a value may be, five years: a limit of ours. */
const RECENT = { maxAgeDays: 1826 } as const;
const CHANGEABLE = { ...RECENT, modifiable: true } as const;
const withoutIt = (code: string) =>
  ({
    rule: "optional",
    isOpen: true,
    says: `the equations without ${code} are computed, or in the full ones the paper's indicator for a missing value enters`,
  }) as const;

const OUTCOMES = [
  { code: "total-cvd", display: "Cardiovascular disease" },
  { code: "ascvd", display: "Atherosclerotic cardiovascular disease" },
  { code: "heart-failure", display: "Heart failure" },
  { code: "chd", display: "Coronary heart disease" },
  { code: "stroke", display: "Stroke" },
] as const;
const withinYears = (years: 10 | 30) =>
  OUTCOMES.map(
    ({ code, display }) =>
      ({
        code: `${code}-${years}y`,
        display: `${display} within ${years} years`,
        gives: "probability",
        unit: "%",
      }) as const,
  );

export const metadata = {
  id: "prevent",
  version: "1.0.0",
  title: "PREVENT 2023: 10- and 30-year risk of cardiovascular disease",
  sources: [
    {
      citation:
        "Khan SS, Matsushita K, Sang Y, et al. Development and validation of the American Heart Association's PREVENT equations. Circulation 2024;149:430-449",
      doi: "10.1161/CIRCULATIONAHA.123.067626",
      where: "Supplemental Table S12; ranges of the inputs as in the authors' calculator",
    },
  ],
  confidence: "A",
  population: "Adults of 30 to 79 years (30-year risk: 30 to 59 years) without known cardiovascular disease",
  intendedUse: "Primary prevention: estimates the risk of a first cardiovascular event to inform a shared decision",
  wrongUse:
    "Not for people with known coronary, cerebrovascular or peripheral arterial disease or heart failure; not a statement of what a treatment would change",
  licence: "Equations published, free to use with citation; PREVENT is a trademark of the American Heart Association",
  inputs: {
    age: { concept: "age", range: [30, 79], completed: true },
    sex: { concept: "sex" },
    totalCholesterol: { concept: "totalCholesterol", unit: "mg/dL", range: [130, 320], ...CHANGEABLE },
    hdlCholesterol: { concept: "hdlCholesterol", unit: "mg/dL", range: [20, 100], ...CHANGEABLE },
    systolicBloodPressure: { concept: "systolicBloodPressure", unit: "mm[Hg]", range: [90, 180], ...CHANGEABLE },
    bodyMassIndex: { concept: "bodyMassIndex", unit: "kg/m2", range: [18.5, 40], maxExcluded: true, ...CHANGEABLE },
    egfr: { concept: "egfr", unit: "mL/min/{1.73_m2}", range: [15, 140], ...RECENT },
    hasDiabetes: { concept: "hasDiabetes" },
    currentSmoker: { concept: "currentSmoker", modifiable: true },
    onAntihypertensive: { concept: "onAntihypertensive" },
    onStatin: { concept: "onStatin" },
    hba1c: { concept: "hba1c", unit: "%", range: [4.5, 15], ...CHANGEABLE, missing: withoutIt("HbA1c") },
    urineAlbuminCreatinineRatio: {
      concept: "urineAlbuminCreatinineRatio",
      unit: "mg/g",
      range: [0.1, 25_000],
      ...RECENT,
      missing: withoutIt("UACR"),
    },
    socialDeprivationDecile: { concept: "socialDeprivationDecile", range: [1, 10], missing: withoutIt("SDI") },
  },
  outputs: [...withinYears(10), ...withinYears(30)],
  variants: [
    {
      code: "full",
      display: "full equations (HbA1c, UACR and SDI, of which two are known)",
      needs: [
        ["hba1c", "urineAlbuminCreatinineRatio"],
        ["hba1c", "socialDeprivationDecile"],
        ["urineAlbuminCreatinineRatio", "socialDeprivationDecile"],
      ],
      uses: ["hba1c", "urineAlbuminCreatinineRatio", "socialDeprivationDecile"],
    },
    { code: "hba1c", display: "equations with HbA1c", needs: [["hba1c"]], uses: ["hba1c"] },
    {
      code: "uacr",
      display: "equations with urine albumin/creatinine ratio",
      needs: [["urineAlbuminCreatinineRatio"]],
      uses: ["urineAlbuminCreatinineRatio"],
    },
    {
      code: "sdi",
      display: "equations with Social Deprivation Index",
      needs: [["socialDeprivationDecile"]],
      uses: ["socialDeprivationDecile"],
    },
    { code: "base", display: "base equations", needs: [[]], uses: [] },
  ],
  exclusions: [
    { concept: "isDeceased", when: true, says: "the person has died" },
    {
      concept: "hasCardiovascularDisease",
      when: true,
      says: "known cardiovascular disease: the risk is of a first event",
    },
  ],
  limits: [
    "Derived in United States cohorts; risks elsewhere may differ.",
    "The paper sets no treatment thresholds, and those of the older pooled cohort equations do not carry over: PREVENT risks run lower.",
    "The 30-year risks are given from 30 to 59 years only; the outcomes overlap and do not add up.",
  ],
  validation: [
    {
      cohort: "women of 21 other data sets of the United States, total cardiovascular disease, the median",
      year: 2024,
      cStatistic: 0.794,
      source: "Khan SS et al. Circulation 2024;149:430-449, doi:10.1161/CIRCULATIONAHA.123.067626",
    },
    {
      cohort: "men of the same data sets, the median",
      year: 2024,
      cStatistic: 0.757,
      source: "Khan SS et al. Circulation 2024;149:430-449, doi:10.1161/CIRCULATIONAHA.123.067626",
    },
  ],
  insteadOf: [{ id: "score2", when: "European populations, 40 to 69 years, without diabetes" }],
} as const satisfies ModelMetadata;

interface Person {
  /** Completed years. */
  readonly age: number;
  readonly sex: "female" | "male";
  /** mg/dL */
  readonly totalCholesterol: number;
  /** mg/dL */
  readonly hdlCholesterol: number;
  readonly systolicBloodPressure: number;
  readonly bodyMassIndex: number;
  readonly egfr: number;
  readonly hasDiabetes: boolean;
  readonly currentSmoker: boolean;
  readonly onAntihypertensive: boolean;
  readonly onStatin: boolean;
  /** % */
  readonly hba1c: number | undefined;
  /** mg/g */
  readonly urineAlbuminCreatinineRatio: number | undefined;
  readonly socialDeprivationDecile: number | undefined;
}

/** As the paper has it; 1/38.67 is 0.025860. */
const MMOL_PER_MG_DL = 0.02586;

// The transforms of Table S12, in its units.
const age = (p: Person) => (p.age - 55) / 10;
const nonHdl = (p: Person) => (p.totalCholesterol - p.hdlCholesterol) * MMOL_PER_MG_DL - 3.5;
const hdl = (p: Person) => (p.hdlCholesterol * MMOL_PER_MG_DL - 1.3) / 0.3;
const sbpBelow110 = (p: Person) => (Math.min(p.systolicBloodPressure, 110) - 110) / 20;
const sbpFrom110 = (p: Person) => (Math.max(p.systolicBloodPressure, 110) - 130) / 20;
const bmiBelow30 = (p: Person) => (Math.min(p.bodyMassIndex, 30) - 25) / 5;
const bmiFrom30 = (p: Person) => (Math.max(p.bodyMassIndex, 30) - 30) / 5;
const egfrBelow60 = (p: Person) => (Math.min(p.egfr, 60) - 60) / -15;
const egfrFrom60 = (p: Person) => (Math.max(p.egfr, 60) - 90) / -15;
const diabetes = (p: Person) => Number(p.hasDiabetes);
const smoking = (p: Person) => Number(p.currentSmoker);
const treated = (p: Person) => Number(p.onAntihypertensive);
const statin = (p: Person) => Number(p.onStatin);
const hba1c = (p: Person) => (p.hba1c === undefined ? 0 : p.hba1c - 5.3);
const isMissing = (value: unknown) => Number(value === undefined);
const sdiFrom = (low: number, high: number) => (p: Person) =>
  Number(
    p.socialDeprivationDecile !== undefined && p.socialDeprivationDecile >= low && p.socialDeprivationDecile <= high,
  );

const term = (inputs: Term<Person>["inputs"], value: (p: Person) => number): Term<Person> => ({ inputs, value });
/** The terms by their name in the table of coefficients, each with the inputs other than age and sex that move it. */
const TERMS: Readonly<Record<string, Term<Person>>> = {
  constant: term([], () => 1),
  age: term([], age),
  "age²": term([], (p) => age(p) ** 2), // 30-year equations only
  nonHdl: term(["totalCholesterol", "hdlCholesterol"], nonHdl),
  hdl: term(["hdlCholesterol"], hdl),
  sbpBelow110: term(["systolicBloodPressure"], sbpBelow110),
  sbpFrom110: term(["systolicBloodPressure"], sbpFrom110),
  diabetes: term(["hasDiabetes"], diabetes),
  smoking: term(["currentSmoker"], smoking),
  bmiBelow30: term(["bodyMassIndex"], bmiBelow30),
  bmiFrom30: term(["bodyMassIndex"], bmiFrom30),
  egfrBelow60: term(["egfr"], egfrBelow60),
  egfrFrom60: term(["egfr"], egfrFrom60),
  treated: term(["onAntihypertensive"], treated),
  statin: term(["onStatin"], statin),
  "treated · sbpFrom110": term(["onAntihypertensive", "systolicBloodPressure"], (p) => treated(p) * sbpFrom110(p)),
  "statin · nonHdl": term(["onStatin", "totalCholesterol", "hdlCholesterol"], (p) => statin(p) * nonHdl(p)),
  "age · nonHdl": term(["totalCholesterol", "hdlCholesterol"], (p) => age(p) * nonHdl(p)),
  "age · hdl": term(["hdlCholesterol"], (p) => age(p) * hdl(p)),
  "age · sbpFrom110": term(["systolicBloodPressure"], (p) => age(p) * sbpFrom110(p)),
  "age · diabetes": term(["hasDiabetes"], (p) => age(p) * diabetes(p)),
  "age · smoking": term(["currentSmoker"], (p) => age(p) * smoking(p)),
  "age · bmiFrom30": term(["bodyMassIndex"], (p) => age(p) * bmiFrom30(p)),
  "age · egfrBelow60": term(["egfr"], (p) => age(p) * egfrBelow60(p)),
  sdi4To6: term(["socialDeprivationDecile"], sdiFrom(4, 6)), // 1 to 3 is the reference
  sdi7To10: term(["socialDeprivationDecile"], sdiFrom(7, 10)),
  sdiMissing: term([], (p) => isMissing(p.socialDeprivationDecile)),
  lnUacr: term(["urineAlbuminCreatinineRatio"], (p) => Math.log(p.urineAlbuminCreatinineRatio ?? 1)),
  uacrMissing: term([], (p) => isMissing(p.urineAlbuminCreatinineRatio)),
  hba1cDiabetes: term(["hba1c", "hasDiabetes"], (p) => diabetes(p) * hba1c(p)),
  hba1cNoDiabetes: term(["hba1c", "hasDiabetes"], (p) => (1 - diabetes(p)) * hba1c(p)),
  hba1cMissing: term([], (p) => isMissing(p.hba1c)),
};

/**
 * The reference of the contributions: same age and sex, the optimal levels of the 2013 ACC/AHA calculator (total
 * cholesterol 170, HDL 50 mg/dL, systolic 110 mmHg, untreated, no diabetes, no smoking), and for the rest the values at
 * which the paper's terms are 0. What is not known of the person is not known of the reference.
 */
const referenceOf = (person: Person): Person => ({
  age: person.age,
  sex: person.sex,
  totalCholesterol: 170,
  hdlCholesterol: 50,
  systolicBloodPressure: 110,
  bodyMassIndex: 25,
  egfr: 90,
  hasDiabetes: false,
  currentSmoker: false,
  onAntihypertensive: false,
  onStatin: false,
  hba1c: person.hba1c && 5.3,
  urineAlbuminCreatinineRatio: person.urineAlbuminCreatinineRatio && 1,
  socialDeprivationDecile: person.socialDeprivationDecile && 1,
});
const REFERENCE_SAYS =
  "same age and sex, total cholesterol 170 mg/dL, HDL 50 mg/dL, systolic 110 mmHg, untreated, no diabetes, not smoking, body mass index 25 kg/m², eGFR 90; where used, HbA1c 5.3 %, UACR 1 mg/g, least deprived area";

/** Youngest age, in completed years, without the 30-year equations. */
const NO_30_YEARS_FROM = 60;
const SEX_COLUMN = { female: 0, male: 1 } as const;

type Equations = Readonly<Record<string, Readonly<Record<string, readonly (readonly number[])[]>>>>;
const EQUATIONS: Equations = table.equations;

export function compute(inputs: ComputeInputs, variant = "base"): readonly Result[] {
  const person = personOf(inputs, variant);
  const horizons = person.age < NO_30_YEARS_FROM ? [10, 30] : [10];
  return horizons.flatMap((years) => risks(person, years, EQUATIONS[`${variant}-${years}y`] ?? {}));
}

/** The inputs that the variant uses; the declarations were checked before. */
function personOf(inputs: ComputeInputs, variant: string): Person {
  const uses: readonly string[] = metadata.variants.find(({ code }) => code === variant)?.uses ?? [];
  const ifUsed = (key: keyof typeof metadata.inputs) => (uses.includes(key) ? inputs[key] : undefined);
  return {
    ...inputs,
    hba1c: ifUsed("hba1c"),
    urineAlbuminCreatinineRatio: ifUsed("urineAlbuminCreatinineRatio"),
    socialDeprivationDecile: ifUsed("socialDeprivationDecile"),
  } as unknown as Person; // see above
}

function risks(person: Person, years: number, equation: Equations[string]): readonly Result[] {
  const names = Object.keys(equation);
  const terms = names.map((name) => TERMS[name] as Term<Person>); // a test checks that each name has one
  const reference = referenceOf(person);
  const values = terms.map(({ value }) => value(person));
  const referenceValues = terms.map(({ value }) => value(reference));
  const shares = sharesOf(terms, person, reference);
  return OUTCOMES.map(({ code, display }, outcome): Result => {
    const coefficients = names.map((name) => equation[name]?.[outcome]?.[SEX_COLUMN[person.sex]] ?? Number.NaN);
    const x = sumOfProducts(coefficients, values);
    return {
      code: `${code}-${years}y`,
      display: `${display} within ${years} years`,
      probability: 1 / (1 + Math.exp(-x)),
      horizonYears: years,
      contributionScale: "log-odds",
      contributions: contributionsOf(terms, shares, coefficients),
      total: x,
      reference: { value: sumOfProducts(coefficients, referenceValues), says: REFERENCE_SAYS },
    };
  });
}

const sumOfProducts = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, at) => sum + value * (b[at] ?? Number.NaN), 0);

export const PREVENT: RiskModel = { metadata, coefficientHash: hashOf(table.equations), compute };
