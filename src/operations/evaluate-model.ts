/**
 * `$evaluate-model` on a Group: how good a risk model's predictions would have been for its members. Predictions as of
 * `start`, from what was on record then, are compared with whether `outcome` is on record within the horizon.
 *
 * Answers a MeasureReport of type summary with discrimination and calibration, on the whole and by sex, age band and
 * ethnicity, and the calibration plot as an attachment. Members who had the outcome, who cannot be computed or who were
 * not followed to the end are left out and counted by reason. Fewer than ten members with or without the outcome is 422.
 * A subgroup that is so small that its counts could tell of one person is not shown. Nothing is stored. Definition: `profiles/OperationDefinition-evaluate-model.json`
 */
import type { Parameters } from "@medplum/fhirtypes";
import { CANONICAL } from "../codes.ts";
import { InvalidInput, RuleViolation } from "../errors.ts";
import { countText, SMALL_CELLS, type SmallCells, shownCount, shownCounts } from "../evaluation/small-cells.ts";
import { assess, assessSubgroups } from "../evaluation/subgroups.ts";
import type { Operation, OperationAnswer, OperationRequest } from "../fhir/operation.ts";
import { decimalOf, endOfTimeOf, integerOf, oneNamed, refuseUnknown, textOf } from "../fhir/parameters.ts";
import { checkChoice, type ResultChoice } from "./evaluate-model/chosen-result.ts";
import { measureReport } from "./evaluate-model/measure-report.ts";
import { evaluateMembers, type MemberEvaluation } from "./evaluate-model/members.ts";
import { outcomeNamed } from "./evaluate-model/outcome.ts";
import { groupMembers } from "./group-members.ts";
import type { InputDeps } from "./inputs.ts";
import { wantedModel } from "./predict/wanted-model.ts";

const MAX_HORIZON_YEARS = 100;
const DIMENSIONS = ["sex", "age", "ethnicity"];

/** The operation, for `app`'s table. */
export function evaluateModelOperation(deps: InputDeps): Operation {
  return {
    code: "evaluate-model",
    definition: `${CANONICAL}/OperationDefinition/evaluate-model`,
    levels: { instance: ["Group"] },
    get: true,
    run: (request) => evaluateModel(deps, request),
  };
}

async function evaluateModel({ store, clock, models }: InputDeps, request: OperationRequest): Promise<OperationAnswer> {
  const { parameters, id: groupId = "", signal } = request;
  refuseUnknown(parameters, ["model", "outcome", "start", "horizon", "result", "fewestPersons", "fewestEvents"]);
  const wanted = wantedModel(textOf(required(parameters, "model")), models);
  const outcome = outcomeNamed(textOf(required(parameters, "outcome")));
  const start = endOfTimeOf(required(parameters, "start"));
  const choice = choiceIn(parameters);
  const small = smallCellsIn(parameters);
  checkChoice(wanted.model, choice);
  const patientIds = await groupMembers(store, groupId);
  const now = clock();
  const evaluation = await evaluateMembers({ store, patientIds, wanted, choice, outcome, start, now, signal });
  const overall = assess(evaluation.persons);
  if (overall.evaluation === undefined || evaluation.result === undefined)
    throw tooLittle(evaluation, small, overall.notEvaluated);
  return {
    resource: measureReport({
      groupId,
      wanted,
      outcome,
      start,
      members: evaluation,
      result: evaluation.result,
      overall: { ...overall, evaluation: overall.evaluation },
      subgroups: assessSubgroups(evaluation.persons, DIMENSIONS, small),
      small,
    }),
  };
}

function required(parameters: Parameters, name: string) {
  const parameter = oneNamed(parameters, name);
  if (parameter !== undefined) return parameter;
  throw new InvalidInput(`parameter '${name}' is needed`, {
    code: "required",
    expression: `Parameters.parameter.where(name='${name}')`,
  });
}

function choiceIn(parameters: Parameters): ResultChoice {
  const result = oneNamed(parameters, "result");
  const horizon = oneNamed(parameters, "horizon");
  const years = horizon === undefined ? undefined : decimalOf(horizon);
  if (years !== undefined && !(years > 0 && years <= MAX_HORIZON_YEARS)) {
    throw new InvalidInput(`parameter 'horizon' is a number of years up to ${MAX_HORIZON_YEARS}`, {
      code: "value",
      expression: "Parameters.parameter.where(name='horizon')",
    });
  }
  return {
    ...(result === undefined ? {} : { code: textOf(result) }),
    ...(years === undefined ? {} : { horizonYears: years }),
  };
}

/** What is hidden: the caller can ask for more, not for less. */
function smallCellsIn(parameters: Parameters): SmallCells {
  const least = (name: string, floor: number): number => {
    const parameter = oneNamed(parameters, name);
    const value = parameter === undefined ? floor : integerOf(parameter);
    if (value >= floor) return value;
    throw new InvalidInput(`parameter '${name}' is a whole number from ${floor}: a smaller group is never shown`, {
      code: "value",
      expression: `Parameters.parameter.where(name='${name}')`,
    });
  };
  return {
    persons: least("fewestPersons", SMALL_CELLS.persons),
    events: least("fewestEvents", SMALL_CELLS.events),
  };
}

/** Reasons named one by one; the rest are counted. */
const NAMED_REASONS = 5;

function tooLittle(
  { members, persons, leftOut }: MemberEvaluation,
  small: SmallCells,
  why = "nobody could be computed",
): RuleViolation {
  const reasons = shownCounts(leftOut, small);
  const named = reasons.slice(0, NAMED_REASONS).map(countText);
  const more = reasons.length > NAMED_REASONS ? [`${reasons.length - NAMED_REASONS} other reasons`] : [];
  const left = reasons.length === 0 ? "" : `. Left out: ${[...named, ...more].join("; ")}`;
  const compared = shownCount(persons.length, small);
  return new RuleViolation(`${compared} of ${members} members can be compared: ${why}${left}`, {
    expression: "Group.member",
  });
}
