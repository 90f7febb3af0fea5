/** The store's reads in a worker thread, on a connection of its own: long runs then leave the event loop to others. */
import type { StoreReads, ThreadReads } from "../port.ts";
import type { Connection } from "./connection.ts";
import { Dictionary } from "./dictionary.ts";
import { translate } from "./driver-errors.ts";
import { Events } from "./events.ts";
import { openReader } from "./files.ts";
import { PatientRecords } from "./patient-records.ts";
import { Search } from "./search.ts";
import { Versions } from "./versions.ts";

/**
 * @param file path of a database that a store of this process has open
 * @throws Unavailable if it cannot be read
 */
export function openReads(file: string): ThreadReads {
  try {
    const connection = openReader(file);
    const dictionary = new Dictionary(connection);
    return {
      store: readsOver(connection, dictionary),
      refresh: () => dictionary.renew(),
      close: () => connection.database.close(),
    };
  } catch (error) {
    throw translate(error);
  }
}

function readsOver(connection: Connection, dictionary: Dictionary): StoreReads {
  const versions = new Versions(connection, dictionary);
  const patients = new PatientRecords(connection, dictionary, versions);
  const search = new Search(connection, dictionary, versions);
  const events = new Events(connection, dictionary);
  return {
    read: (key) => attempt(() => versions.current(key)),
    readMany: (keys) =>
      attempt(() =>
        connection.snapshot(() =>
          keys.flatMap((key) => {
            const version = versions.current(key);
            return version?.json === undefined ? [] : [version];
          }),
        ),
      ),
    latest: (query) => attempt(() => patients.latest(query)),
    compartment: (patientId, query) => attempt(() => patients.compartment(patientId, query)),
    search: (plan) => attempt(() => search.page(plan)),
    events: (after, limit) => attempt(() => events.after(after, limit)),
  };
}

async function attempt<T>(read: () => T): Promise<T> {
  try {
    return read();
  } catch (error) {
    throw translate(error);
  }
}
