/** What is shown beside the results of a call: `audience`, `explain`, and the trend of a stored patient. */
import type { Parameters } from "@medplum/fhirtypes";
import { InvalidInput } from "../../errors.ts";
import type { OperationRequest } from "../../fhir/operation.ts";
import { booleanOf, oneNamed, textOf } from "../../fhir/parameters.ts";
import type { Store } from "../../storage/port.ts";
import type { KnownInputs } from "../inputs.ts";
import { earlierPredictions, keyOf } from "./earlier.ts";
import { explanationsOf } from "./explain.ts";
import { codeOf, methodOf } from "./resources.ts";
import type { Computed } from "./run.ts";
import { AUDIENCES, type Audience, type Shown } from "./shown.ts";

/**
 * One for each run, in their order.
 * @throws InvalidInput for the parameters
 */
export async function shownFor(
  store: Store,
  runs: readonly Computed[],
  known: KnownInputs,
  { parameters, level }: OperationRequest,
): Promise<readonly Shown[]> {
  const audience = audienceOf(parameters);
  const explanations = wantsExplanation(parameters) ? await explanationsOf(runs, known) : undefined;
  // The patient of a Bundle in `data` is nobody of whom something is stored, whatever its id.
  const earlier =
    level === "instance" && known.patientId !== undefined && runs.length > 0
      ? await earlierPredictions(store, { patientId: known.patientId, asOf: known.asOf }, keysOf(runs))
      : undefined;
  return runs.map((_, at) => ({
    audience,
    ...(explanations?.[at] === undefined ? {} : { explanations: explanations[at] }),
    ...(earlier === undefined ? {} : { earlier }),
  }));
}

/** Under which keys an earlier prediction of the runs would be found. */
function keysOf(runs: readonly Computed[]) {
  const keys = { RiskAssessment: new Set<string>(), Observation: new Set<string>() };
  for (const run of runs) {
    for (const result of run.results) {
      const isMeasure = result.measure !== undefined;
      const key = keyOf(methodOf(run), isMeasure ? codeOf(result) : undefined);
      if (key !== undefined) keys[isMeasure ? "Observation" : "RiskAssessment"].add(key);
    }
  }
  return keys;
}

/**
 * The `audience` parameter; clinician unless given.
 * @throws InvalidInput for another word
 */
export function audienceOf(parameters: Parameters): Audience {
  const parameter = oneNamed(parameters, "audience");
  if (parameter === undefined) return "clinician";
  const text = textOf(parameter);
  const audience = AUDIENCES.find((code) => code === text);
  if (audience !== undefined) return audience;
  throw new InvalidInput(`'audience' is one of ${AUDIENCES.join(", ")}`, {
    code: "value",
    expression: "Parameters.parameter.where(name='audience')",
  });
}

function wantsExplanation(parameters: Parameters): boolean {
  const parameter = oneNamed(parameters, "explain");
  return parameter !== undefined && booleanOf(parameter);
}
