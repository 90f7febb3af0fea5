/**
 * What was read of the patients asked for last, kept while nothing about them changes.
 *
 * The store's events are the truth: `refresh` reads those since the last call and forgets the patients they name. A
 * change while a patient is being read is either heeded then, and what was read is not kept, or heeded by the next call.
 * A change of
 * a resource that belongs to no patient (a Medication or Questionnaire that many refer to) forgets everyone.
 */
import type { Store } from "../storage/port.ts";

/** Resources that are kept at most, of all patients together: some 30 MB. */
const MAX_WEIGHT = 15_000;
const EVENTS_PER_READ = 500;
/** Types outside of every patient's compartment that a twin depends on. */
const SHARED_TYPES = new Set(["Medication", "Questionnaire"]);

/** Keeps one value per patient; see above. Use: `refresh`, `get`, else `begin`, read, `set` (or `abandon`). */
export class RecordCache<T extends { readonly resources: readonly unknown[] }> {
  readonly #store: Store;
  readonly #entries = new Map<string, T>();
  readonly #reading = new Map<string, symbol>();
  #weight = 0;
  #position: number | undefined;
  #refreshing: Promise<void> | undefined;

  constructor(store: Store) {
    this.#store = store;
  }

  get(patientId: string): T | undefined {
    const entry = this.#entries.get(patientId);
    if (entry === undefined) return undefined;
    this.#entries.delete(patientId);
    this.#entries.set(patientId, entry);
    return entry;
  }

  /** To be called after `refresh` and before a patient is read; what it gives is handed to `set`. */
  begin(patientId: string): symbol {
    const token = Symbol(patientId);
    this.#reading.set(patientId, token);
    return token;
  }

  /** Keeps what was read since `begin`, unless an event that was heeded meanwhile named the patient. */
  set(patientId: string, entry: T, token: symbol): void {
    if (this.#reading.get(patientId) !== token) return;
    this.#reading.delete(patientId);
    this.#forget(patientId);
    this.#entries.set(patientId, entry);
    this.#weight += weightOf(entry);
    for (const oldest of this.#entries.keys()) {
      if (this.#weight <= MAX_WEIGHT) break;
      this.#forget(oldest);
    }
  }

  /** Ends a reading that is not to be kept. */
  abandon(patientId: string, token: symbol): void {
    if (this.#reading.get(patientId) === token) this.#reading.delete(patientId);
  }

  /** Forgets whomever the events since the last call name. Calls at the same time share one reading. */
  async refresh(): Promise<void> {
    // One that is under way may have read before this call's data were committed: wait for it, then read anew.
    while (this.#refreshing !== undefined) await this.#refreshing;
    this.#refreshing = this.#read().finally(() => {
      this.#refreshing = undefined;
    });
    await this.#refreshing;
  }

  async #read(): Promise<void> {
    if (this.#position === undefined) {
      this.#position = await headOf(this.#store);
      return;
    }
    const events = await this.#store.events(this.#position, EVENTS_PER_READ);
    if (events.length === EVENTS_PER_READ) {
      const head = await headOf(this.#store);
      this.#forgetAll();
      this.#position = head;
      return;
    }
    for (const event of events) {
      this.#position = event.position;
      if (event.realm === "computed") continue; // a twin is made from the record alone
      if (SHARED_TYPES.has(event.type)) this.#forgetAll();
      for (const patientId of event.patients) {
        this.#forget(patientId);
        this.#reading.delete(patientId);
      }
    }
  }

  #forget(patientId: string): void {
    const entry = this.#entries.get(patientId);
    if (entry !== undefined) this.#weight -= weightOf(entry);
    this.#entries.delete(patientId);
  }

  #forgetAll(): void {
    this.#entries.clear();
    this.#weight = 0;
    this.#reading.clear();
  }
}

const weightOf = (entry: { readonly resources: readonly unknown[] }) => entry.resources.length + 1;

/** Position of the newest event, by doubling and halving: some forty indexed reads, once. */
async function headOf(store: Store): Promise<number> {
  const isPast = async (position: number) => (await store.events(position, 1)).length === 0;
  let high = 1;
  while (!(await isPast(high))) high *= 2;
  let low = Math.floor(high / 2);
  if (await isPast(low)) low = 0;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (await isPast(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
