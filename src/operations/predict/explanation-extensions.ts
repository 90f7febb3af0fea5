/** The extensions of how whole a run is, of what `explain` adds, and of the trend. */
import type { Extension } from "@medplum/fhirtypes";
import { EXTENSION, SYSTEM } from "../../codes.ts";
import type { ConceptName } from "../../concepts/index.ts";
import type { Result } from "../../models/contract.ts";
import type { RiskAge } from "../../models/risk-age.ts";
import { COUNTERFACTUAL_REMARK } from "./counterfactuals.ts";
import type { ChangedInput } from "./earlier.ts";
import type { Explanation } from "./explain.ts";
import { valueElement } from "./extensions.ts";
import { displayNumber, displayOf } from "./result-value.ts";
import type { RunStatus } from "./run-status.ts";
import type { Earlier, Telling } from "./shown.ts";

/** How whole the run is, with the inputs that made it so. */
export function statusExtension(status: RunStatus): Extension {
  const concepts = (url: string, names: readonly ConceptName[]) => names.map((name) => ({ url, valueCode: name }));
  return {
    url: EXTENSION.predictionStatus,
    extension: [
      { url: "status", valueCoding: { system: SYSTEM.predictionStatus, code: status.code } },
      ...concepts("missing", status.missing),
      ...concepts("imputed", status.imputed),
      ...concepts("clamped", status.clamped),
      ...concepts("assumedAbsent", status.assumedAbsent),
    ],
  };
}

/** What stands beside one result: its display value, its explanation, what it was before. */
export const toldExtensions = (result: Result, { explanations, earlier }: Telling): readonly Extension[] => [
  ...displayExtension(result),
  ...explanationExtensions(explanations.get(result.code)),
  ...earlierExtension(earlier.get(result.code), result),
];

/** The rounded value as a reader sees it, beside the raw one. */
function displayExtension(result: Result): readonly Extension[] {
  const text = displayOf(result);
  return text === "" ? [] : [{ url: EXTENSION.displayValue, valueString: text }];
}

function explanationExtensions(explanation: Explanation | undefined): readonly Extension[] {
  if (explanation === undefined) return [];
  const { counterfactuals, bounds, interval, riskAge } = explanation;
  return [
    ...counterfactuals.map(({ concept, target, unit, source, value, difference }) => ({
      url: EXTENSION.counterfactual,
      extension: [
        { url: "input", valueCode: concept },
        { url: "target", ...valueElement(target, unit) },
        { url: "value", valueDecimal: value },
        { url: "difference", valueDecimal: difference },
        { url: "source", valueString: source },
        { url: "remark", valueString: COUNTERFACTUAL_REMARK },
      ],
    })),
    ...bounds.map(({ concept, lower, upper, isMonotone }) => ({
      url: EXTENSION.resultBounds,
      extension: [
        { url: "input", valueCode: concept },
        { url: "lower", valueDecimal: lower },
        { url: "upper", valueDecimal: upper },
        { url: "monotone", valueBoolean: isMonotone },
      ],
    })),
    ...(interval === undefined
      ? []
      : [
          {
            url: EXTENSION.resultInterval,
            extension: [
              { url: "kind", valueCode: interval.kind },
              { url: "lower", valueDecimal: interval.lower },
              { url: "upper", valueDecimal: interval.upper },
              { url: "level", valueDecimal: 95 },
              ...interval.concepts.map((concept) => ({ url: "input", valueCode: concept })),
              { url: "seed", valueInteger: interval.seed },
              { url: "draws", valueInteger: interval.draws },
              { url: "remark", valueString: interval.says },
            ],
          },
        ]),
    ...(riskAge === undefined ? [] : [riskAgeExtension(riskAge)]),
  ];
}

const riskAgeExtension = ({ name, ageYears, bound, says, source }: RiskAge): Extension => ({
  url: EXTENSION.riskAge,
  extension: [
    { url: "name", valueString: name },
    { url: "age", valueQuantity: { value: ageYears, unit: "years", system: SYSTEM.ucum, code: "a" } },
    { url: "bound", valueCode: bound },
    { url: "healthy", valueString: says },
    { url: "source", valueString: source },
  ],
});

function earlierExtension(earlier: Earlier | undefined, result: Result): readonly Extension[] {
  if (earlier === undefined) return [];
  const { value, time, reference } = earlier;
  return [
    {
      url: EXTENSION.previousPrediction,
      extension: [
        { url: "value", valueDecimal: value },
        { url: "display", valueString: displayNumber(value, result) },
        { url: "time", valueDateTime: time },
        { url: "source", valueReference: { reference } },
      ],
    },
  ];
}

/** An input that has another value than the last time. */
export const changedExtension = ({ concept, before, after }: ChangedInput): Extension => ({
  url: EXTENSION.changedInput,
  extension: [
    { url: "input", valueCode: concept },
    ...(before === undefined ? [] : [{ ...before, url: "before" }]),
    ...(after === undefined ? [] : [{ ...after, url: "after" }]),
  ],
});
