/**
 * What every storage adapter must do: the promises of `src/storage/port.ts`, one suite each.
 *
 * The resources here carry their index entries with them (`storage/fixture.ts`), so that each expectation can be checked
 * against the entries by eye and nothing depends on FHIR's search parameters.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Indexer, Store } from "../../src/storage/port.ts";
import { clausesContract } from "./storage/clauses.ts";
import { comparatorsContract } from "./storage/comparators.ts";
import { copyContract } from "./storage/copy.ts";
import { eventsContract } from "./storage/events.ts";
import { type Fixture, START, testIndexer } from "./storage/fixture.ts";
import { historyContract } from "./storage/history.ts";
import { journalContract } from "./storage/journal.ts";
import { leasesContract } from "./storage/leases.ts";
import { oracleContract } from "./storage/oracle.ts";
import { pagingContract } from "./storage/paging.ts";
import { patientsContract } from "./storage/patients.ts";
import { sortingContract } from "./storage/sorting.ts";
import { versionsContract } from "./storage/versions.ts";
import { writesContract } from "./storage/writes.ts";

export interface MadeStore {
  readonly store: Store;
  /** Closes the store and opens it again on the same data. */
  reopen(): Promise<Store>;
  /** Whether leases go by a clock of its own and not by the one that it was given. */
  readonly hasOwnClock?: boolean;
  /** Closes the store and removes its data. */
  destroy(): Promise<void>;
}

/** @param makeStore makes an empty store; `clock` gives milliseconds since 1970 */
export function storageContract(
  name: string,
  makeStore: (indexer: Indexer, clock: () => number) => Promise<MadeStore>,
): void {
  describe(`storage contract: ${name}`, () => {
    let made: MadeStore;
    let store: Store;
    let others: MadeStore[] = [];
    const fixture: Fixture = {
      now: START,
      get store() {
        return store;
      },
      async reopen() {
        store = await made.reopen();
        return store;
      },
      async elapse(milliseconds) {
        fixture.now += milliseconds;
        if (made.hasOwnClock) await sleep(milliseconds);
      },
    };

    beforeEach(async () => {
      fixture.now = START;
      made = await makeStore(testIndexer, () => fixture.now);
      store = made.store;
    });
    afterEach(async () => {
      await made.destroy();
      for (const other of others) await other.destroy();
      others = [];
    });
    const makeOther = async () => {
      const other = await makeStore(testIndexer, () => fixture.now);
      others.push(other);
      return other.store;
    };

    writesContract(fixture);
    versionsContract(fixture);
    clausesContract(fixture);
    comparatorsContract(fixture);
    sortingContract(fixture);
    pagingContract(fixture);
    oracleContract(fixture);
    historyContract(fixture);
    eventsContract(fixture);
    leasesContract(fixture);
    patientsContract(fixture);
    journalContract(fixture);
    copyContract(fixture, makeOther);
  });
}
