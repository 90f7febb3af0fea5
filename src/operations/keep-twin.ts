/**
 * Keeps the stored twins current: consumer "twin" of the store's events.
 *
 * Events of the record name patients; each patient's twin is computed anew and written if it differs from what is
 * stored. The consumer's position moves in the same write, so that after a crash the same patients are done again and
 * nothing is lost; doing them again changes nothing. Of the processes that share a store the one that has the consumer's lease
 * does this for all of them, and each write of a twin requires that lease. A twin follows a commit within a second. Under load the twins wait:
 * patients are gathered, done a few at a time, and between that the keeper sleeps as long as the event loop is busy with
 * others, up to some multiple of the time it used itself, so that it takes about a tenth of a busy server.
 */
import { performance } from "node:perf_hooks";
import type { DetectedIssue, Device, Observation } from "@medplum/fhirtypes";
import { DomainError, Gone, NotFound, Unavailable, VersionConflict } from "../errors.ts";
import { parseJson, stringifyJson } from "../json.ts";
import type { ChangeEvent, Lease, Store, WriteTransaction } from "../storage/port.ts";
import { twinQualityIssue } from "../twin/quality-issue.ts";
import { twinDevice, twinObservation } from "../twin/twin-resources.ts";
import { ConsumerLease } from "./consumer-lease.ts";
import { loadTwin, twinDeviceId, twinIssueId, twinStateId } from "./twin-state.ts";

/** The keeper's name as a consumer of events. */
export const TWIN_CONSUMER = "twin";
const ONLY_PROCESS = "the only process";
const EVENTS_PER_ROUND = 2000;
const PATIENTS_PER_WRITE = 4;
/** From a commit to the round that heeds it: commits close together are heeded at once. */
const GATHER_MS = 150;
/** Between two writes of a round: sleep in such steps while the event loop is busier than this … */
const PAUSE_STEP_MS = 20;
const BUSY_UTILIZATION = 0.25;
/** … but not longer than so many times what the last write took, and not longer than this. */
const PAUSE_FACTOR = 8;
const LONGEST_PAUSE_MS = 1_000;
const FIRST_RETRY_MS = 200;
const LAST_RETRY_MS = 30_000;
/** How often it is looked whether another process has followed, where somebody waits for that. */
const LOOK_MS = 100;
/** A patient whose twin cannot be computed so many times is passed over, so that the others go on. */
const ATTEMPTS_PER_PATIENT = 3;

/** What the keeper works on. */
export interface KeepTwinDependencies {
  readonly store: Store;
  readonly clock: () => number;
  /** Names this process among those that share the store; one alone needs no name. */
  readonly holder?: string;
  /** Told who keeps the twins whenever that changes; undefined when it cannot be told any more. */
  readonly keptBy?: (by: { readonly holder: string; readonly isOwn: boolean } | undefined) => void;
  /** How long the lease of the consumer runs, in milliseconds, unless that of `consumer-lease.ts`. */
  readonly leaseMs?: number;
  /** Told of failures, without data of a patient. */
  readonly log?: (message: string, details: Readonly<Record<string, unknown>>) => void;
}

/** A running keeper. */
export interface TwinKeeper {
  /** Ends after the write that is under way. */
  stop(): Promise<void>;
  /** Resolves when the twins follow everything committed before the call. */
  idle(): Promise<void>;
}

/** Starts to keep the twins, beginning with the events that came while nobody did. */
export function keepTwins(deps: KeepTwinDependencies): TwinKeeper {
  const keeper = new Keeper(deps);
  keeper.start();
  return { stop: () => keeper.stop(), idle: () => keeper.idle() };
}

type TwinResource = Device | Observation | DetectedIssue;
/** The resources of a patient's twin: none of a patient who is no more, no issue where nothing was found. */
type Changed = { readonly patientId: string; readonly twin: readonly TwinResource[] };

class Keeper {
  readonly #deps: KeepTwinDependencies;
  readonly #lease: ConsumerLease;
  readonly #failures = new Map<string, number>();
  #unsubscribe: () => void = () => undefined;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #isWanted = false;
  #isStopped = false;
  #retryMs = FIRST_RETRY_MS;

  constructor(deps: KeepTwinDependencies) {
    this.#deps = deps;
    const { store, holder = ONLY_PROCESS, keptBy, leaseMs } = deps;
    this.#lease = new ConsumerLease({
      store,
      consumer: TWIN_CONSUMER,
      holder,
      changed: (lease) => {
        keptBy?.(lease && { holder: lease.holder, isOwn: lease.holder === holder });
        if (lease?.holder === holder) this.#isWanted = true; // with what the holder before has left
      },
      held: () => {
        if (this.#isWanted) this.#want(0);
      },
      failed: (error) => this.#log("the lease of the twins could not be asked for; will try again", error),
      ...(leaseMs === undefined ? {} : { leaseMs }),
    });
  }

  start(): void {
    this.#unsubscribe = this.#deps.store.onCommit(() => this.#want(GATHER_MS));
    void this.#lease.ask();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#unsubscribe();
    clearTimeout(this.#timer);
    await this.#running;
    await this.#lease.stop();
  }

  async idle(): Promise<void> {
    const { store } = this.#deps;
    for (;;) {
      await this.#running;
      const behind = await store.events(await store.consumerPosition(TWIN_CONSUMER), 1);
      if (behind.length === 0 || this.#isStopped) return;
      if (this.#lease.own === undefined) await this.#lease.ask();
      if (this.#lease.own === undefined) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      clearTimeout(this.#timer);
      this.#timer = undefined;
      this.#run();
      await this.#running;
    }
  }

  #want(delayMs: number): void {
    this.#isWanted = true;
    if (this.#isStopped || this.#timer !== undefined || this.#running !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#run();
    }, delayMs);
  }

  /** Only with the lease; whoever gets it begins by catching up. */
  #run(): void {
    const lease = this.#lease.own;
    if (this.#running !== undefined || this.#isStopped || lease === undefined) return;
    this.#isWanted = false;
    this.#running = this.#catchUp(lease)
      .then(
        () => {
          this.#retryMs = FIRST_RETRY_MS;
          return GATHER_MS;
        },
        async (error: unknown) => {
          this.#isWanted = true;
          // Another process has the lease now, or wrote last under its own: its position counts.
          if (error instanceof VersionConflict) {
            await this.#lease.ask();
            return GATHER_MS;
          }
          this.#log("twins could not be kept; will try again", error);
          const delayMs = this.#retryMs;
          this.#retryMs = Math.min(LAST_RETRY_MS, delayMs * 2);
          return delayMs;
        },
      )
      .then((delayMs) => {
        this.#running = undefined;
        if (this.#isWanted) this.#want(delayMs);
      });
  }

  async #catchUp(lease: Lease): Promise<void> {
    const { store } = this.#deps;
    let position = await store.consumerPosition(TWIN_CONSUMER);
    for (;;) {
      const events = await store.events(position, EVENTS_PER_ROUND);
      const last = events.at(-1);
      if (last === undefined) return;
      const isDone = await this.#follow(lease, events, last.position);
      if (!isDone) break;
      position = last.position;
    }
    this.#isWanted = true; // for when it has the lease again
  }

  /**
   * Does the patients of the events, a few per write; the last write moves the position. Gives whether it got so far before
   * it was stopped or its lease ran out.
   * @throws VersionConflict when another has the lease
   */
  async #follow(lease: Lease, events: readonly ChangeEvent[], position: number): Promise<boolean> {
    const patients = [...new Set(events.filter(({ realm }) => realm === "record").flatMap((event) => event.patients))];
    if (patients.length === 0) await this.#write(lease, [], position);
    for (let start = 0; start < patients.length; start += PATIENTS_PER_WRITE) {
      if (this.#isStopped || this.#lease.own?.token !== lease.token) return false;
      const began = performance.now();
      const isLast = start + PATIENTS_PER_WRITE >= patients.length;
      const changed: Changed[] = [];
      for (const patientId of patients.slice(start, start + PATIENTS_PER_WRITE)) {
        changed.push(...(await this.#compute(patientId)));
        await new Promise(setImmediate); // whoever waits for an answer goes first
      }
      await this.#write(lease, changed, isLast ? position : undefined);
      if (!isLast) await giveWay(Math.min(LONGEST_PAUSE_MS, PAUSE_FACTOR * (performance.now() - began)));
    }
    return !this.#isStopped;
  }

  async #compute(patientId: string): Promise<readonly Changed[]> {
    try {
      const state = await loadTwin(this.#deps, patientId, this.#deps.clock());
      const ids = { device: twinDeviceId(patientId), observation: twinStateId(patientId), patient: patientId };
      this.#failures.delete(patientId);
      const issue = twinQualityIssue(state, { ...ids, issue: twinIssueId(patientId) });
      const twin = [twinDevice(ids), twinObservation(state, ids), ...(issue === undefined ? [] : [issue])];
      return [{ patientId, twin }];
    } catch (error) {
      if (error instanceof NotFound || error instanceof Gone) return [{ patientId, twin: [] }];
      const failures = (this.#failures.get(patientId) ?? 0) + 1;
      const isHopeless = !(error instanceof Unavailable) && failures >= ATTEMPTS_PER_PATIENT;
      if (!isHopeless) {
        this.#failures.set(patientId, failures);
        throw error;
      }
      this.#failures.delete(patientId);
      this.#log("a twin could not be computed and is passed over", error);
      return [];
    }
  }

  async #write(lease: Lease, changed: readonly Changed[], position: number | undefined): Promise<void> {
    if (changed.length === 0 && position === undefined) return;
    await this.#deps.store.write(async (tx) => {
      await tx.requireLease(lease);
      for (const { patientId, twin } of changed) {
        for (const [type, id] of [
          ["DetectedIssue", twinIssueId(patientId)],
          ["Observation", twinStateId(patientId)],
          ["Device", twinDeviceId(patientId)],
        ] as const) {
          if (!twin.some(({ resourceType }) => resourceType === type)) await deleteIfThere(tx, { type, id });
        }
        for (const resource of twin) await putIfChanged(tx, resource);
      }
      if (position !== undefined) await tx.setConsumerPosition(TWIN_CONSUMER, position);
    });
  }

  #log(message: string, error: unknown): void {
    const details = { name: error instanceof Error ? error.name : typeof error };
    this.#deps.log?.(message, error instanceof DomainError ? { ...details, code: error.code } : details);
  }
}

/** Sleeps while others keep the event loop busy, at most so long. */
async function giveWay(longestMs: number): Promise<void> {
  for (let sleptMs = 0; sleptMs < longestMs; sleptMs += PAUSE_STEP_MS) {
    const before = performance.eventLoopUtilization();
    await new Promise((resolve) => setTimeout(resolve, PAUSE_STEP_MS));
    if (performance.eventLoopUtilization(before).utilization < BUSY_UTILIZATION) return;
  }
}

async function deleteIfThere(tx: WriteTransaction, key: { readonly type: string; readonly id: string }): Promise<void> {
  const stored = await tx.read(key);
  if (stored?.json !== undefined) await tx.delete(key);
}

/** Writes a version only where something but the time of the computation differs. */
async function putIfChanged(tx: WriteTransaction, resource: TwinResource): Promise<void> {
  const id = resource.id ?? "";
  const stored = await tx.read({ type: resource.resourceType, id });
  if (stored?.json !== undefined && essence(parseJson(stored.json) as typeof resource) === essence(resource)) return;
  await tx.put(resource);
}

/** Grow by themselves from day to day; their beginnings, in the components' sources, do not. */
const MOVES_WITH_THE_CLOCK = new Set<string>(["diabetesDuration", "gestationalAge", "lengthOfStay"]);

/** What must be equal for two states to be the same, as text. */
function essence(resource: TwinResource): string {
  const { meta, ...state } = resource;
  const same = { ...state, meta: { profile: meta?.profile, tag: meta?.tag } };
  if (same.resourceType === "Device") return stringifyJson(same);
  if (same.resourceType === "DetectedIssue") return stringifyJson({ ...same, identifiedDateTime: undefined });
  const { effectiveDateTime: _, ...timeless } = same;
  const component = same.component?.map(({ valueQuantity, ...rest }) =>
    rest.code.coding?.some(({ code }) => MOVES_WITH_THE_CLOCK.has(code ?? "")) ? rest : { ...rest, valueQuantity },
  );
  return stringifyJson({ ...timeless, component });
}
