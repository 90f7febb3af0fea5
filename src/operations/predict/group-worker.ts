/** The worker thread's side of `group-threads.ts`: some members of a Group, one after the other. */
import { move } from "piscina";
import type { ReadsElsewhere, Store, ThreadReads } from "../../storage/port.ts";
import { type GroupCall, type GroupModels, memberLines } from "./group-member.ts";
import { wantedModel } from "./wanted-model.ts";

export interface GroupTask {
  readonly reads: ReadsElsewhere;
  readonly call: GroupCall;
  readonly patientIds: readonly string[];
  /** As in the `model` parameter: `prevent`, `ckd-epi:creatinine`. */
  readonly models: readonly string[];
  readonly drugSafety: GroupModels["drugSafety"];
}

/** The store of the last task; a process has one. */
let open: { readonly key: string; readonly reads: ThreadReads } | undefined;

async function readsOf({ module, options }: ReadsElsewhere): Promise<ThreadReads> {
  const key = JSON.stringify([module, options]);
  if (open?.key !== key) {
    open?.reads.close();
    const { openReads } = (await import(module)) as { openReads(options: unknown): ThreadReads }; // see ReadsElsewhere
    open = { key, reads: openReads(options) };
  }
  open.reads.refresh();
  return open.reads;
}

/** The members' lines as UTF-8, each ended. */
export default async function work(task: GroupTask): Promise<Uint8Array> {
  const { call, patientIds, drugSafety } = task;
  const { store } = await readsOf(task.reads);
  const models = task.models.map((name) => wantedModel(name));
  let text = "";
  for (const id of patientIds) {
    // What is computed for a member writes nothing: the reads are all of a store that it needs.
    const lines = await memberLines({ store: store as Store }, call, id, { models, drugSafety });
    for (const line of lines) text += `${line}\n`;
  }
  // `move` spares a copy; the other side gets the array itself.
  return move(new TextEncoder().encode(text)) as unknown as Uint8Array;
}
