/** batch: each entry on its own, with its own outcome. https://hl7.org/fhir/R4/http.html#brules */

import { NotSupported } from "../../errors.ts";
import { bundleText } from "../bundle.ts";
import { expressionOf, type RequestEntry, requestOf } from "../bundle-entry.ts";
import type { FhirAnswer, FhirDeps, FhirRequest } from "../exchange.ts";
import { answerOfError, belowExpression, statusOf } from "../outcome.ts";
import type { Dispatch } from "./bundle.ts";
import { responseEntry } from "./bundle-response.ts";

/** Entries of the same method run side by side, so that the store can commit them together. */
const CONCURRENCY = 32;
const ORDER = [["DELETE"], ["POST"], ["PUT", "PATCH"], ["GET", "HEAD"]];

export async function batch(
  request: FhirRequest,
  entries: readonly RequestEntry[],
  deps: FhirDeps,
  dispatch: Dispatch,
): Promise<FhirAnswer> {
  const answers = new Map<number, FhirAnswer>();
  for (const methods of ORDER) {
    const waiting = entries.filter(({ method }) => methods.includes(method)).values();
    const worker = async () => {
      for (const entry of waiting) answers.set(entry.index, await answerAlone(entry, request, deps, dispatch));
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  }
  const responses = entries.map((entry) => responseEntry(entry, answers.get(entry.index) ?? { status: 500 }, request));
  return { status: 200, json: bundleText({ type: "batch-response", entries: responses }) };
}

/** Runs an entry as a request of its own; an error is its answer. */
export async function answerAlone(
  entry: RequestEntry,
  request: FhirRequest,
  deps: FhirDeps,
  dispatch: Dispatch,
): Promise<FhirAnswer> {
  try {
    const answer = await dispatch(requestOf(entry, request), deps);
    if (answer.lines) throw new NotSupported("this is answered line by line and cannot be an entry of a Bundle");
    return answer;
  } catch (error) {
    if (statusOf(error) === 500) deps.report(error);
    return answerOfError(belowExpression(error, expressionOf(entry.index)));
  }
}
