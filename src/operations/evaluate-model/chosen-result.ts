/** Which result of a model is evaluated: the probability of the outcome asked for, within the horizon asked for. */
import { InvalidInput, RuleViolation } from "../../errors.ts";
import type { Result } from "../../models/contract.ts";
import type { ServedModel } from "../../models/served-model.ts";
import type { Computed } from "../predict/run.ts";

export interface ResultChoice {
  /** Code of one of the model's outputs; needed where it gives several probabilities. */
  readonly code?: string;
  /** Needed where the model gives its outcome at several horizons, or states none. */
  readonly horizonYears?: number;
}

export interface ChosenResult {
  readonly code: string;
  readonly display: string;
  /** 0 to 1 */
  readonly probability: number;
  /** The model's own, or else the one asked for. */
  readonly horizonYears: number | undefined;
}

/** @throws InvalidInput, RuleViolation if the model cannot give what is asked for, before any person is read */
export function checkChoice({ metadata }: ServedModel, { code }: ResultChoice): void {
  // A score may come with a probability, a measure never does.
  const codes = metadata.outputs.filter(({ gives }) => gives !== "measure").map((output) => output.code);
  if (codes.length === 0) {
    throw new RuleViolation(`${metadata.id} gives no probability: there is nothing to compare with what happened`, {
      expression: "Parameters.parameter.where(name='model')",
    });
  }
  if (code !== undefined && !codes.includes(code)) {
    throw new InvalidInput(`${metadata.id} has no such result; its results are: ${codes.join(", ")}`, {
      code: "code-invalid",
      expression: RESULT,
    });
  }
}

const RESULT = "Parameters.parameter.where(name='result')";

/**
 * The one result of a run that fits, or undefined where this person has none of that code.
 * @throws RuleViolation if none has the horizon, or several fit
 */
export function chosenResult({ model, results }: Computed, choice: ResultChoice): ChosenResult | undefined {
  const { id } = model.metadata;
  const ofCode = results
    .flatMap((result) => predictionOf(model, result))
    .filter(({ code }) => (choice.code ?? code) === code);
  const fitting = ofCode.filter(
    ({ horizonYears }) => horizonYears === undefined || horizonYears === (choice.horizonYears ?? horizonYears),
  );
  if (ofCode.length > 0 && fitting.length === 0) {
    const horizons = [...new Set(ofCode.map(({ horizonYears }) => horizonYears))].join(", ");
    throw new RuleViolation(
      `${id} predicts within ${horizons} years: it cannot be judged by what happened within ${choice.horizonYears}`,
      { expression: "Parameters.parameter.where(name='horizon')" },
    );
  }
  const [first, second] = fitting;
  if (second !== undefined) {
    const codes = fitting.map(({ code, horizonYears }) => `${code} (${horizonYears ?? "no"} years)`).join(", ");
    throw new RuleViolation(`${id} gives several probabilities, name one as the result: ${codes}`, {
      code: "required",
      expression: RESULT,
    });
  }
  return first === undefined ? undefined : { ...first, horizonYears: first.horizonYears ?? choice.horizonYears };
}

const YEAR_DAYS = 365.25;

/** A result as a prediction with the model's own horizon; none of it if it has no probability. */
function predictionOf({ metadata }: ServedModel, result: Result): readonly ChosenResult[] {
  const { code, display, probability } = result;
  if (probability === undefined) return [];
  const days = metadata.outputs.find((output) => output.code === code)?.horizonDays;
  const horizonYears = result.horizonYears ?? (days === undefined ? undefined : days / YEAR_DAYS);
  return [{ code, display, probability, horizonYears }];
}
