/** The two reads that a twin lives on: a patient's compartment, and the latest of what was stated under a code. */

import { pageOf, readPosition } from "../cursor.ts";
import type { CompartmentQuery, LatestQuery, Page, StoredVersion } from "../port.ts";
import type { Collections } from "./collections.ts";
import { clinicalKey, type ResourceDocument, toVersion, VERSION_FIELDS } from "./documents.ts";

/** Statements looked at for all codes together, before codes are asked for one by one. */
const TOGETHER_LIMIT = 5_000;

type Statement = Pick<ResourceDocument, "_id" | "clinical" | "clinicalTime" | "order">;

export class PatientRecords {
  readonly #collections: Collections;

  constructor(collections: Collections) {
    this.#collections = collections;
  }

  /** Newest first over all codes, each resource once: two reads, however many codes, unless there is very much. */
  async latest(query: LatestQuery): Promise<readonly StoredVersion[]> {
    if (query.types.length === 0 || query.codes.length === 0) return [];
    const wanted = new Map(query.codes.map((code) => [clinicalKey(query.patientId, code), query.count]));
    const found = new Map<string, Statement>();
    const newest = await this.#statements([...wanted.keys()], query, TOGETHER_LIMIT);
    for (const statement of newest) {
      for (const key of statement.clinical) {
        const missing = wanted.get(key) ?? 0;
        if (missing <= 0) continue;
        wanted.set(key, missing - 1);
        found.set(statement._id, statement);
      }
    }
    if (newest.length === TOGETHER_LIMIT) {
      const rest = [...wanted].flatMap(([key, missing]) => (missing > 0 ? [key] : []));
      const more = await Promise.all(rest.map((key) => this.#statements([key], query, query.count)));
      for (const statement of more.flat()) found.set(statement._id, statement);
    }
    return this.#versions([...found.values()]);
  }

  async compartment(patientId: string, query: CompartmentQuery): Promise<Page<StoredVersion>> {
    const after = readPosition(query.cursor);
    const filter = {
      patients: patientId,
      deleted: false,
      ...(query.types ? { type: { $in: [...query.types] } } : {}),
      ...(query.realm === "any" ? {} : { realm: query.realm }),
      ...(after === undefined ? {} : { order: { $gt: after } }),
    };
    const options = { projection: { ...VERSION_FIELDS, order: 1 } };
    const rows = await this.#collections.resources
      .find(filter, options)
      .sort({ order: 1 })
      .limit(query.count + 1)
      .toArray();
    return pageOf(rows, query.count, { toItem: toVersion, toCursor: ({ order }) => [order] });
  }

  #statements(keys: readonly string[], { types, asOf }: LatestQuery, limit: number): Promise<Statement[]> {
    const filter = { clinical: { $in: [...keys] }, clinicalTime: { $lte: asOf }, type: { $in: [...types] } };
    return this.#collections.resources
      .find(filter, { projection: { clinical: 1, clinicalTime: 1, order: 1 } })
      .sort({ clinicalTime: -1, order: -1 })
      .limit(limit)
      .toArray();
  }

  async #versions(statements: readonly Statement[]): Promise<readonly StoredVersion[]> {
    if (statements.length === 0) return [];
    const ids = statements.map(({ _id }) => _id);
    const found = await this.#collections.resources
      .find({ _id: { $in: ids } }, { projection: VERSION_FIELDS })
      .toArray();
    const byId = new Map(found.map((document) => [document._id, document]));
    const newestFirst = statements.toSorted((a, b) => b.clinicalTime - a.clinicalTime || b.order - a.order);
    return newestFirst.flatMap(({ _id }) => {
      const document = byId.get(_id);
      // A resource deleted between the two reads is left out.
      return document && !document.deleted ? [toVersion(document)] : [];
    });
  }
}
