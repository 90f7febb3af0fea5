/** What a call wants shown beside the results of a run, and what is known for it. */
import type { Extension } from "@medplum/fhirtypes";
import type { Result } from "../../models/contract.ts";
import { type ChangedInput, changedInputs, type EarlierPredictions, earlierValue } from "./earlier.ts";
import type { Explanations } from "./explain.ts";

export const AUDIENCES = ["clinician", "patient"] as const;
/** Whom the narrative is for. */
export type Audience = (typeof AUDIENCES)[number];

export interface Shown {
  readonly audience?: Audience;
  readonly explanations?: Explanations;
  readonly earlier?: EarlierPredictions;
}

/** What a result was the last time, in its own unit, and of when that is. */
export interface Earlier {
  readonly value: number;
  readonly time: string;
  readonly reference: string;
}
/** What a narrative is told beside the results. */
export interface Telling {
  readonly audience: Audience;
  readonly explanations: Explanations;
  /** By the code of the outcome. */
  readonly earlier: ReadonlyMap<string, Earlier>;
  readonly changed: readonly ChangedInput[];
}

/**
 * What to tell beside results.
 * @param key `keyOf` the resource that they stand in
 * @param inputs its `model-input` extensions
 */
export function tellingOf(
  { audience = "clinician", explanations = new Map(), earlier: predictions }: Shown,
  results: readonly Result[],
  { key, inputs }: { readonly key: string | undefined; readonly inputs: readonly Extension[] },
): Telling {
  const last = key === undefined ? undefined : predictions?.get(key);
  if (last === undefined) return { audience, explanations, earlier: new Map(), changed: [] };
  const { time, reference } = last;
  const earlier = new Map(
    results.flatMap(({ code }) => {
      const value = earlierValue(last, code);
      return value === undefined ? [] : [[code, { value, time, reference }] as const];
    }),
  );
  return { audience, explanations, earlier, changed: changedInputs(last, inputs) };
}
