/** Reads the facts beside a prediction: its `detail` extensions, by name. */
import type { RiskAssessmentPrediction } from "@medplum/fhirtypes";

/** The number of a detail, or undefined where there is none of that name. */
export function numberDetailOf(prediction: RiskAssessmentPrediction | undefined, name: string): number | undefined {
  const detail = prediction?.extension?.find(({ extension }) =>
    extension?.some(({ url, valueString }) => url === "name" && valueString === name),
  );
  return detail?.extension?.find(({ url }) => url === "value")?.valueDecimal;
}
