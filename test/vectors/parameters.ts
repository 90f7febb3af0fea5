/** What the adapters of the vector files share: the Parameters of a call, and how an answer is read. */
import type { Bundle, Observation, Parameters, ParametersParameter, RiskAssessment } from "@medplum/fhirtypes";

/** A value in a UCUM unit. */
export const quantity = (value: number, code: string): Partial<ParametersParameter> => ({
  valueQuantity: { value, code, unit: code, system: "http://unitsofmeasure.org" },
});
export const boolean = (value: boolean): Partial<ParametersParameter> => ({ valueBoolean: value });
export const code = (value: string): Partial<ParametersParameter> => ({ valueCode: value });

/** A call of `$predict` at system level: one model, inputs by concept; undefined ones are left out. */
export function predictRequest(
  model: string,
  inputs: Readonly<Record<string, Partial<ParametersParameter> | undefined>>,
): { readonly operation: "$predict"; readonly parameters: Parameters } {
  const given = Object.entries(inputs).flatMap(([name, value]): ParametersParameter[] =>
    value === undefined
      ? []
      : [
          {
            name: "input",
            part: [
              { name: "name", valueCode: name },
              { name: "value", ...value },
            ],
          },
        ],
  );
  return {
    operation: "$predict",
    parameters: { resourceType: "Parameters", parameter: [{ name: "model", valueCode: model }, ...given] },
  };
}

export const risksIn = (bundle: Bundle): readonly RiskAssessment[] =>
  (bundle.entry ?? []).flatMap(({ resource }) => (resource?.resourceType === "RiskAssessment" ? [resource] : []));
export const measuresIn = (bundle: Bundle): readonly Observation[] =>
  (bundle.entry ?? []).flatMap(({ resource }) => (resource?.resourceType === "Observation" ? [resource] : []));

/** The prediction of an outcome, by our code for it. */
export const predictionOf = (bundle: Bundle, outcome: string) =>
  risksIn(bundle)
    .flatMap(({ prediction }) => prediction ?? [])
    .find((prediction) => prediction.outcome?.coding?.some((coding) => coding.code === outcome));

/** A probability, 0 to 1, from the percentage of the answer. */
export function probabilityOf(bundle: Bundle, outcome: string): number | null {
  const percent = predictionOf(bundle, outcome)?.probabilityDecimal;
  return percent === undefined ? null : percent / 100;
}

const base = "https://fhir-twin.org/fhir/StructureDefinition";
/** The points of a score. */
export const scoreOf = (bundle: Bundle, outcome: string): number | undefined =>
  predictionOf(bundle, outcome)?.extension?.find(({ url }) => url === `${base}/score`)?.valueDecimal;
/** A named detail of a prediction or measure. */
export function detailOf(bundle: Bundle, outcome: string, name: string): number | string | boolean | undefined {
  const extensions = predictionOf(bundle, outcome)?.extension ?? measureOf(bundle, outcome)?.extension ?? [];
  const detail = extensions.find(
    ({ url, extension }) =>
      url === `${base}/prediction-detail` && extension?.some(({ valueString }) => valueString === name),
  );
  const value = detail?.extension?.find(({ url }) => url === "value");
  return value?.valueDecimal ?? value?.valueBoolean ?? value?.valueString;
}
/** The code of the band of a prediction or measure. */
export const bandOf = (bundle: Bundle, outcome: string): string | undefined =>
  (predictionOf(bundle, outcome)?.qualitativeRisk ?? measureOf(bundle, outcome)?.interpretation?.[0])?.coding?.[0]
    ?.code;
/** The Observation of a computed measure, by our code for it. */
export const measureOf = (bundle: Bundle, outcome: string): Observation | undefined =>
  measuresIn(bundle).find(({ code }) => code?.coding?.some((coding) => coding.code === outcome));
