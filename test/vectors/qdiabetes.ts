/** What the vectors of the two QDiabetes models have in common. */
import { boolean, code, predictRequest, quantity } from "./parameters.ts";

export interface QDiabetesInputs {
  readonly sex: "Female" | "Male";
  readonly age: number;
  readonly bmi: number;
  readonly ethn: keyof typeof ETHNICITY;
  readonly smoke: string;
  readonly tds: number;
  readonly fhdm: boolean;
  readonly htn: boolean;
  readonly cvd: boolean;
  readonly gdm: boolean;
  readonly pcos: boolean;
  readonly learn: boolean;
  readonly psy: boolean;
  readonly ster: boolean;
  readonly stat: boolean;
  readonly apsy: boolean;
  /** mmol/L */
  readonly fpg?: number;
}

const ETHNICITY = {
  WhiteNA: "white-or-not-stated",
  Indian: "indian",
  Pakistani: "pakistani",
  Bangladeshi: "bangladeshi",
  OtherAsian: "other-asian",
  BlackCaribbean: "black-caribbean",
  BlackAfrican: "black-african",
  Chinese: "chinese",
  Other: "other",
} as const;

export const qDiabetesRequest = (model: string, inputs: QDiabetesInputs) =>
  predictRequest(model, {
    sex: code(inputs.sex.toLowerCase()),
    age: quantity(inputs.age, "a"),
    bodyMassIndex: quantity(inputs.bmi, "kg/m2"),
    qresearchEthnicity: code(ETHNICITY[inputs.ethn]),
    qresearchSmoking: code(inputs.smoke.toLowerCase()),
    townsendScore: quantity(inputs.tds, "{score}"),
    familyHistoryOfDiabetes: code(inputs.fhdm ? "first-degree" : "none"),
    hasTreatedHypertension: boolean(inputs.htn),
    hasCardiovascularDisease: boolean(inputs.cvd),
    hasGestationalDiabetes: boolean(inputs.gdm),
    hasPolycysticOvarySyndrome: boolean(inputs.pcos),
    hasLearningDisability: boolean(inputs.learn),
    hasSchizophreniaOrBipolarDisorder: boolean(inputs.psy),
    onSystemicCorticosteroid: boolean(inputs.ster),
    onStatin: boolean(inputs.stat),
    onAtypicalAntipsychotic: boolean(inputs.apsy),
    fastingGlucose: inputs.fpg === undefined ? undefined : quantity(inputs.fpg, "mmol/L"),
  });
