/** Vectors of `gap-ipf`: the points and the stage; a DLCO of null could not be performed. */
import type { Bundle } from "@medplum/fhirtypes";
import { bandOf, code, predictRequest, quantity, scoreOf } from "./parameters.ts";

interface Inputs {
  readonly sex: string;
  readonly age: number;
  readonly fvc_percent: number;
  readonly dlco_percent: number | null;
}

export const request = (inputs: Inputs) =>
  predictRequest("gap-ipf", {
    sex: code(inputs.sex),
    age: quantity(inputs.age, "a"),
    fvcPercentPredicted: quantity(inputs.fvc_percent, "%"),
    ...(inputs.dlco_percent === null
      ? { dlcoNotMeasured: code("unable") }
      : { dlcoPercentPredicted: quantity(inputs.dlco_percent, "%") }),
  });

export const answer = (bundle: Bundle) => ({
  score: scoreOf(bundle, "gap"),
  stage: bandOf(bundle, "gap")?.replace("gap-stage-", "").toUpperCase(),
});
