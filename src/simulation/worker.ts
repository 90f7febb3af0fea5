/**
 * The worker thread's side of a run: plain data in, plain data out. An error for the caller comes back as data too, since
 * its class would be lost between threads.
 */
import { DomainError, type IssueCode } from "../errors.ts";
import type { SimulationRequest, SimulationResult } from "./contract.ts";
import { SIMULATIONS } from "./index.ts";

export interface WorkerFailure {
  readonly name: string;
  readonly message: string;
  readonly code: IssueCode;
  readonly expression: string | undefined;
}
export type WorkerAnswer = { readonly result: SimulationResult } | { readonly failure: WorkerFailure };

export default function work(request: SimulationRequest): WorkerAnswer {
  const simulation = SIMULATIONS.get(request.model);
  if (simulation === undefined) throw new Error(`no simulation ${request.model}`);
  try {
    return { result: simulation.run(request) };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const { name, message, code, expression } = error;
    return { failure: { name, message, code, expression } };
  }
}
