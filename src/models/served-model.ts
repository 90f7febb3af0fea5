/**
 * A model as operations run it: one of the registry, one with recalibrated variants, or one that a site has brought.
 * What is published here computes at once; a site's ONNX file computes in a worker thread, and its results are promised.
 */
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "./contract.ts";

/** Who answers for a model that a site has brought itself. */
export interface SiteMark {
  /** Person or body, in words. */
  readonly responsible: string;
}

export interface ServedModel extends Omit<RiskModel, "compute"> {
  readonly metadata: ModelMetadata;
  readonly coefficientHash: string;
  /** Present exactly on a model that a site has brought: it is none of the published models of this server. */
  readonly site?: SiteMark;
  /** How many more runs an explanation of one result may cost, where a run is dear; without it as many as it takes. */
  readonly maxReruns?: number;
  /**
   * @param variant as of `RiskModel`
   * @throws Unavailable (promised) where the model computes elsewhere and cannot now
   */
  compute(inputs: ComputeInputs, variant?: string): Awaitable<readonly Result[]>;
}

/** At hand, or promised. */
export type Awaitable<T> = T | Promise<T>;

/** What follows from a value: at once where it is at hand, so that no published model waits for a turn. */
export const andThen = <T, U>(value: Awaitable<T>, follow: (value: T) => U): Awaitable<U> =>
  value instanceof Promise ? value.then(follow) : follow(value);

/** All of a list, awaited only if any of it is promised. */
export const allOf = <T>(list: readonly Awaitable<T>[]): Awaitable<readonly T[]> =>
  list.some((item) => item instanceof Promise) ? Promise.all(list) : (list as readonly T[]); // none is a promise
