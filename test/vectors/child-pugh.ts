/** Vectors of `child-pugh`: the points and the class. */
import type { Bundle } from "@medplum/fhirtypes";
import { bandOf, code, predictRequest, quantity, scoreOf } from "./parameters.ts";

interface Inputs {
  readonly bilirubin_mg_dl: number;
  readonly albumin_g_dl: number;
  readonly inr: number;
  readonly ascites: string;
  readonly encephalopathy_grade: number;
}

const CLASSES: Readonly<Record<string, string>> = { "child-pugh-a": "A", "child-pugh-b": "B", "child-pugh-c": "C" };

export const request = (inputs: Inputs) =>
  predictRequest("child-pugh", {
    bilirubin: quantity(inputs.bilirubin_mg_dl, "mg/dL"),
    albumin: quantity(inputs.albumin_g_dl, "g/dL"),
    inr: quantity(inputs.inr, "{INR}"),
    ascites: code(inputs.ascites),
    encephalopathyGrade: quantity(inputs.encephalopathy_grade, "{grade}"),
  });

export const answer = (bundle: Bundle) => ({
  score: scoreOf(bundle, "child-pugh"),
  class: CLASSES[bandOf(bundle, "child-pugh") ?? ""],
});
