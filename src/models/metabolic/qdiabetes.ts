/**
 * What the two QDiabetes-2018 models have in common: inputs, terms, equation.
 *
 * Equation    risk = 1 - S^exp(x), x = Σ coefficient · term; a continuous value is transformed, then centred, and the age
 *             enters twice, by itself and in products. Transforms by sex are TRANSFORMS below.
 */
import type { ComputeInputs, InputDeclaration, Result } from "../contract.ts";
import { type Equation, hazardOf, term } from "../proportional-hazards.ts";

const FIVE_YEARS = { maxAgeDays: 1826, modifiable: true } as const; // how old a value may be: a limit of ours

const OF_WOMEN = {
  onlyOf: [{ concept: "sex", is: "female" }],
  contradictsOthers: true,
  missing: { rule: "optional", says: "counts in women only, of whom it must be known" },
} as const;

/** Inputs of both models. */
export const INPUTS = {
  age: { concept: "age", range: [25, 84], completed: true },
  sex: { concept: "sex" },
  qresearchEthnicity: { concept: "qresearchEthnicity" },
  townsendScore: { concept: "townsendScore" },
  bodyMassIndex: {
    concept: "bodyMassIndex",
    unit: "kg/m2",
    range: [20, 40],
    outOfRange: "clamp", // as the authors' software does
    ...FIVE_YEARS,
  },
  qresearchSmoking: { concept: "qresearchSmoking", modifiable: true },
  familyHistoryOfDiabetes: { concept: "familyHistoryOfDiabetes" },
  hasTreatedHypertension: { concept: "hasTreatedHypertension" },
  hasCardiovascularDisease: { concept: "hasCardiovascularDisease" },
  hasLearningDisability: { concept: "hasLearningDisability" },
  hasSchizophreniaOrBipolarDisorder: { concept: "hasSchizophreniaOrBipolarDisorder" },
  onSystemicCorticosteroid: { concept: "onSystemicCorticosteroid" },
  onStatin: { concept: "onStatin" },
  onAtypicalAntipsychotic: { concept: "onAtypicalAntipsychotic" },
  hasGestationalDiabetes: { concept: "hasGestationalDiabetes", ...OF_WOMEN },
  hasPolycysticOvarySyndrome: { concept: "hasPolycysticOvarySyndrome", ...OF_WOMEN },
} as const satisfies Record<string, InputDeclaration>;

export const LICENCE =
  "Published numbers, used with citation. QDiabetes is a trademark of its owners, whose own software is free under the GNU Affero General Public License; this is not that software, and whoever relies on it must check that it gives the same results";

export const LIMITS = [
  "Derived in England from general practice records; the Townsend score and the ethnic groups are those of the United Kingdom.",
  "Ethnicity is a term of the published equations; findrisc, a questionnaire from Finland, is without it.",
  "Cardiovascular disease is taken as this server's concept has it, heart failure and peripheral arterial disease included.",
  "Only diabetes of a first-degree relative counts as family history.",
  "Gestational diabetes and polycystic ovary syndrome are terms of the equation for women alone: recorded of a man they contradict, and nothing is given.",
] as const;

interface Person {
  /** Completed years. */
  readonly age: number;
  readonly sex: "female" | "male";
  readonly qresearchEthnicity: string;
  readonly townsendScore: number;
  readonly bodyMassIndex: number;
  readonly qresearchSmoking: string;
  readonly familyHistoryOfDiabetes: "none" | "second-degree" | "first-degree";
  readonly hasTreatedHypertension: boolean;
  readonly hasCardiovascularDisease: boolean;
  readonly hasLearningDisability: boolean;
  readonly hasSchizophreniaOrBipolarDisorder: boolean;
  readonly onSystemicCorticosteroid: boolean;
  readonly onStatin: boolean;
  readonly onAtypicalAntipsychotic: boolean;
  readonly hasGestationalDiabetes: boolean | undefined;
  readonly hasPolycysticOvarySyndrome: boolean | undefined;
  /** mmol/L; model B only */
  readonly fastingGlucose: number;
}

/** One table of coefficients: survival at 10 years, centres and coefficients by term, for each sex. */
export interface QDiabetesTable {
  readonly sexes: Readonly<
    Record<
      Person["sex"],
      {
        readonly survival: number;
        readonly centres: Readonly<Record<string, number>>;
        readonly coefficients: Readonly<Record<string, number>>;
      }
    >
  >;
}

type Transform = (p: Person) => number;
/** Of age and body mass index in tens, and of glucose in mmol/L. */
const TRANSFORMS: Readonly<Record<Person["sex"], Readonly<Record<string, Transform>>>> = {
  female: {
    age1: (p) => (p.age / 10) ** 0.5,
    age2: (p) => (p.age / 10) ** 3,
    bmi1: (p) => p.bodyMassIndex / 10,
    bmi2: (p) => (p.bodyMassIndex / 10) ** 3,
    glucose1: (p) => p.fastingGlucose ** -1,
    glucose2: (p) => p.fastingGlucose ** -1 * Math.log(p.fastingGlucose),
    townsend: (p) => p.townsendScore,
  },
  male: {
    age1: (p) => Math.log(p.age / 10),
    age2: (p) => (p.age / 10) ** 3,
    bmi1: (p) => (p.bodyMassIndex / 10) ** 2,
    bmi2: (p) => (p.bodyMassIndex / 10) ** 3,
    glucose1: (p) => p.fastingGlucose ** -0.5,
    glucose2: (p) => p.fastingGlucose ** -0.5 * Math.log(p.fastingGlucose),
    townsend: (p) => p.townsendScore,
  },
};
/** The input that moves a continuous term; the age is shared with the reference. */
const INPUT_OF: Readonly<Record<string, readonly (keyof Person)[]>> = {
  age1: [],
  age2: [],
  bmi1: ["bodyMassIndex"],
  bmi2: ["bodyMassIndex"],
  glucose1: ["fastingGlucose"],
  glucose2: ["fastingGlucose"],
  townsend: ["townsendScore"],
};
const ETHNIC_GROUPS: ReadonlySet<string> = new Set([
  "indian",
  "pakistani",
  "bangladeshi",
  "other-asian",
  "black-caribbean",
  "black-african",
  "chinese",
  "other",
]);
const SMOKING: ReadonlySet<string> = new Set(["ex", "light", "moderate", "heavy"]);

/** The reference of the contributions; not the derivation cohort's mean. */
const referenceOf = ({ age, sex }: Person): Person => ({
  age,
  sex,
  qresearchEthnicity: "white-or-not-stated",
  townsendScore: 0,
  bodyMassIndex: 25,
  qresearchSmoking: "non",
  familyHistoryOfDiabetes: "none",
  hasTreatedHypertension: false,
  hasCardiovascularDisease: false,
  hasLearningDisability: false,
  hasSchizophreniaOrBipolarDisorder: false,
  onSystemicCorticosteroid: false,
  onStatin: false,
  onAtypicalAntipsychotic: false,
  hasGestationalDiabetes: false,
  hasPolycysticOvarySyndrome: false,
  fastingGlucose: 5,
});
const SAYS =
  "same age and sex, white or not stated, Townsend score 0, body mass index 25 kg/m², not smoking, none of the conditions, drugs and relatives; where used, fasting glucose 5 mmol/L";

/** The result of a model, `output` being its one output. */
export function riskOf(
  table: QDiabetesTable,
  inputs: ComputeInputs,
  output: { readonly code: string; readonly display: string },
): readonly Result[] {
  const person = inputs as unknown as Person; // the declarations were checked before
  const { survival, centres, coefficients } = table.sexes[person.sex];
  const names = Object.keys(coefficients);
  const terms: Equation<Person>["terms"] = Object.fromEntries(
    names.map((name) => [name, termOf(name, person.sex, centres)]),
  );
  return [
    {
      code: output.code,
      display: output.display,
      horizonYears: 10,
      ...hazardOf({ terms, coefficients, survival }, person, { person: referenceOf(person), says: SAYS }),
    },
  ];
}

/** A term by its name in the table: one factor, or the product of two. */
function termOf(name: string, sex: Person["sex"], centres: Readonly<Record<string, number>>) {
  const factors = name.split(" · ").map((factor) => factorOf(factor, sex, centres));
  return term<Person>(
    factors.flatMap(({ inputs }) => inputs),
    (p) => factors.reduce((product, { value }) => product * value(p), 1),
  );
}

function factorOf(name: string, sex: Person["sex"], centres: Readonly<Record<string, number>>) {
  const transform = TRANSFORMS[sex][name];
  if (transform !== undefined) {
    return term<Person>(INPUT_OF[name] ?? [], (p) => transform(p) - (centres[name] ?? Number.NaN));
  }
  if (ETHNIC_GROUPS.has(name))
    return term<Person>(["qresearchEthnicity"], (p) => Number(p.qresearchEthnicity === name));
  if (SMOKING.has(name)) return term<Person>(["qresearchSmoking"], (p) => Number(p.qresearchSmoking === name));
  if (name === "familyHistory") {
    return term<Person>(["familyHistoryOfDiabetes"], (p) => Number(p.familyHistoryOfDiabetes === "first-degree"));
  }
  const fact = name as keyof Person; // the other names in the tables are those of facts; the vectors move each
  return term<Person>([fact], (p) => Number(p[fact]));
}
