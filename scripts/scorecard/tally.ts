/** Counts, per model, for how many patients `$predict` gave a result, and why it gave none for the others. */
import type { Bundle, Coding, OperationOutcomeIssue } from "@medplum/fhirtypes";
import { SYSTEM } from "../../src/codes.ts";
import { RISK_MODELS } from "../../src/models/index.ts";

export interface ModelTally {
  readonly model: string;
  computed: number;
  notApplicable: number;
  outOfRange: number;
  lacking: number;
  /** Patients who lack it, by concept; of those to whom the model applies. */
  readonly missing: Map<string, number>;
}

export type Tally = ReadonlyMap<string, ModelTally>;

/** Counts of nothing, for every model. */
export const emptyTally = (): Tally =>
  new Map(
    [...RISK_MODELS.keys()].map((model) => [
      model,
      { model, computed: 0, notApplicable: 0, outOfRange: 0, lacking: 0, missing: new Map() },
    ]),
  );

/** Adds the answer for one patient. */
export function count(tally: Tally, answer: Bundle): void {
  const resources = (answer.entry ?? []).flatMap(({ resource }) => resource ?? []);
  const computed = new Set(
    resources.flatMap((resource) =>
      resource.resourceType === "RiskAssessment" || resource.resourceType === "Observation"
        ? (codeIn(resource.method?.coding, SYSTEM.model) ?? [])
        : [],
    ),
  );
  for (const model of computed) {
    const row = tally.get(model);
    if (row !== undefined) row.computed += 1;
  }
  const issues = resources.flatMap((one) => (one.resourceType === "OperationOutcome" ? one.issue : []));
  for (const [model, causes] of Map.groupBy(issues, ({ details }) => codeIn(details?.coding, SYSTEM.model) ?? "")) {
    const row = tally.get(model);
    if (row !== undefined) countCauses(row, causes);
  }
}

function countCauses(row: ModelTally, causes: readonly OperationOutcomeIssue[]): void {
  const reasons = new Set(causes.map(({ details }) => codeIn(details?.coding, SYSTEM.notComputed)));
  if (reasons.has("not-applicable")) row.notApplicable += 1;
  else if (reasons.has("out-of-range")) row.outOfRange += 1;
  else row.lacking += 1;
  if (reasons.has("not-applicable")) return;
  const lacking = causes.filter(({ details }) => codeIn(details?.coding, SYSTEM.notComputed) === "insufficient-data");
  const concepts = new Set(
    lacking.flatMap(({ details }) =>
      (details?.coding ?? []).flatMap(({ system, code }) => (system === SYSTEM.concept && code ? [code] : [])),
    ),
  );
  for (const concept of concepts) row.missing.set(concept, (row.missing.get(concept) ?? 0) + 1);
}

const codeIn = (codings: readonly Coding[] | undefined, system: string): string | undefined =>
  codings?.find((coding) => coding.system === system)?.code;

/** The concepts most often missing, most first. */
export const mostMissing = (missing: ReadonlyMap<string, number>, most: number): readonly [string, number][] =>
  [...missing].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, most);
