/**
 * For the Synthea and MIMIC-IV demo patients of `../shared/data`: for how many each model of `$predict` could be computed,
 * and which inputs were missing most. Prints a table a cohort and writes `bench/results/scorecard.json`.
 *
 *     npm run scorecard
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Bundle } from "@medplum/fhirtypes";
import { predictOperation } from "../src/operations/predict.ts";
import type { Store } from "../src/storage/port.ts";
import { type Cohort, type CohortPatient, cohorts } from "./scorecard/cohorts.ts";
import { count, emptyTally, type ModelTally, mostMissing, type Tally } from "./scorecard/tally.ts";

const RESULT = resolve(import.meta.dirname, "../bench/results/scorecard.json");
const MISSING_SHOWN = 4;

/** `$predict` on resources given in the call does not touch the store. */
const NO_STORE = new Proxy({} as Store, {
  get: (_, property) => {
    throw new Error(`the store was used: ${String(property)}`);
  },
});

async function predictAll({ bundle, asOf }: CohortPatient): Promise<Bundle> {
  const answer = await predictOperation({ store: NO_STORE, clock: () => asOf }).run({
    level: "system",
    method: "POST",
    respondAsync: false,
    signal: new AbortController().signal,
    parameters: { resourceType: "Parameters", parameter: [{ name: "data", resource: bundle }] },
  });
  if (answer.resource?.resourceType !== "Bundle") throw new Error("$predict did not answer with a Bundle");
  return answer.resource;
}

interface Scored {
  readonly name: string;
  readonly patients: number;
  readonly tally: Tally;
  readonly milliseconds: number;
}

async function score(cohort: Cohort): Promise<Scored> {
  const tally = emptyTally();
  let patients = 0;
  let milliseconds = 0;
  for (const patient of cohort.patients()) {
    const start = performance.now();
    count(tally, await predictAll(patient));
    milliseconds += performance.now() - start;
    patients += 1;
  }
  return { name: cohort.name, patients, tally, milliseconds };
}

function tableOf({ name, patients, tally, milliseconds }: Scored): string {
  const head = ["model", "computed", "n/a", "range", "lacking", "missing most"];
  const rows = [...tally.values()]
    .toSorted((a, b) => b.computed - a.computed || (a.model < b.model ? -1 : 1))
    .map((row) => [
      row.model,
      ...[row.computed, row.notApplicable, row.outOfRange, row.lacking].map(String),
      mostMissing(row.missing, MISSING_SHOWN)
        .map(([concept, times]) => `${concept} ${times}`)
        .join(", "),
    ]);
  const widths = head.map((_, at) => Math.max(...[head, ...rows].map((row) => row[at]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, at) => (at === 0 || at === 5 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join("  ")
      .trimEnd();
  const each = (milliseconds / Math.max(1, patients)).toFixed(1);
  return [`\n${name}: ${patients} patients, ${each} ms each`, line(head), ...rows.map(line)].join("\n");
}

const jsonOf = ({ name, patients, tally }: Scored) => ({
  cohort: name,
  patients,
  models: [...tally.values()].map((row: ModelTally) => ({
    ...row,
    missing: mostMissing(row.missing, row.missing.size).map(([concept, people]) => ({ concept, patients: people })),
  })),
});

const found = cohorts();
if (found.length === 0) console.log("skipped: ../shared/data is not here");
const scored: Scored[] = [];
for (const cohort of found) {
  const result = await score(cohort);
  console.log(tableOf(result));
  scored.push(result);
}
if (scored.length > 0) {
  mkdirSync(resolve(RESULT, ".."), { recursive: true });
  writeFileSync(RESULT, `${JSON.stringify({ at: new Date().toISOString(), cohorts: scored.map(jsonOf) }, null, 2)}\n`);
  console.log(`\nwritten: bench/results/scorecard.json`);
}
