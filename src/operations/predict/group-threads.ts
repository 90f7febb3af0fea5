/**
 * Computes the members of a large Group in worker threads, a few at a time, in their order. The threads start with the
 * first such call and end when idle. No more is computed ahead than keeps them busy: a client that reads slowly makes them
 * wait, and one that has gone stops them.
 */
import { RISK_MODELS } from "../../models/index.ts";
import type { ReadsElsewhere } from "../../storage/port.ts";
import { inOrder } from "../in-order.ts";
import { THREADS, threadPool } from "../thread-pool.ts";
import type { GroupCall, GroupModels } from "./group-member.ts";
import type { GroupTask } from "./group-worker.ts";

const pool = threadPool(new URL("./group-worker.ts", import.meta.url), { maxHeapMb: 512 });

/** Members of one task: some 50 ms of work, so that tasks of several calls take turns. */
const MEMBERS_PER_TASK = 16;
/** One task in work and one waiting for each thread. */
const TASKS_AHEAD = 2 * THREADS;

/** Whether the models are those that a worker thread has: a site's own are known to this thread alone. */
export const canRunInThreads = ({ models }: GroupModels): boolean =>
  models.every(({ model }) => RISK_MODELS.get(model.metadata.id) === model);

/** The members' lines as UTF-8, of several members at a time. */
export function linesInThreads(
  reads: ReadsElsewhere,
  { signal, ...call }: GroupCall & { readonly signal: AbortSignal },
  patientIds: readonly string[],
  models: GroupModels,
): AsyncGenerator<Uint8Array> {
  return inOrder(tasksOf(patientIds), { ahead: TASKS_AHEAD, signal }, (ids) => run(reads, call, ids, models));
}

function* tasksOf(patientIds: readonly string[]): Generator<readonly string[]> {
  for (let at = 0; at < patientIds.length; at += MEMBERS_PER_TASK) yield patientIds.slice(at, at + MEMBERS_PER_TASK);
}

function run(
  reads: ReadsElsewhere,
  call: GroupCall,
  patientIds: readonly string[],
  { models, drugSafety }: GroupModels,
): Promise<Uint8Array> {
  const names = models.map(({ model, variant }) =>
    variant === undefined ? model.metadata.id : `${model.metadata.id}:${variant.code}`,
  );
  const task: GroupTask = { reads, call, patientIds, models: names, drugSafety };
  return pool().run(task);
}
