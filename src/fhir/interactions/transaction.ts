/**
 * transaction: all entries in one write, or none. https://hl7.org/fhir/R4/http.html#trules
 *
 * Everything that can be decided without the store (shape, validity, which entry refers to which) is decided before the
 * write in `transaction-plan.ts`; inside the write the order is DELETE, conditions, POST, PUT and PATCH; GET runs after it,
 * when nothing can be undone, so what fails there (a store that has become busy) is told in its entry alone.
 */
import type { Resource } from "@medplum/fhirtypes";
import { InvalidInput, RuleViolation } from "../../errors.ts";
import { stringifyJson } from "../../json.ts";
import type { StoredVersion, WriteTransaction } from "../../storage/port.ts";
import { withId } from "../accepted-resource.ts";
import { jsonOf, versionPath } from "../answer.ts";
import { bundleText } from "../bundle.ts";
import { expressionOf, type RequestEntry } from "../bundle-entry.ts";
import type { ConditionalReference } from "../bundle-references.ts";
import { conditionOf, criteriaOf, matchOne } from "../condition.ts";
import type { FhirAnswer, FhirDeps, FhirRequest } from "../exchange.ts";
import { preferences } from "../headers.ts";
import { allOk, belowExpression, outcomeOf } from "../outcome.ts";
import { answerAlone } from "./batch.ts";
import type { Dispatch } from "./bundle.ts";
import { responseEntry } from "./bundle-response.ts";
import { deleteOne } from "./delete.ts";
import { patchOne } from "./patch.ts";
import { type PlannedEntry, planTransaction, type TransactionPlan } from "./transaction-plan.ts";
import { putUnlessComputed, updatedId } from "./update.ts";

const NO_TRANSACTIONS =
  "This server's store has no transactions, so a transaction cannot be all or nothing: send the entries as a batch";

/** What became of an entry that writes. */
interface Written {
  readonly status: 200 | 201 | 204;
  readonly version?: StoredVersion;
}

export async function transaction(
  request: FhirRequest,
  entries: readonly RequestEntry[],
  deps: FhirDeps,
  dispatch: Dispatch,
): Promise<FhirAnswer> {
  if (!deps.store.features.transactions) throw new RuleViolation(NO_TRANSACTIONS, { code: "not-supported" });
  const plan = await planTransaction(entries, request, deps);
  const written = await deps.store.write((tx) => new TransactionRun(plan, tx, deps).run());
  const responses = [];
  for (const entry of entries) {
    const answer = written.has(entry.index)
      ? answerOf(written.get(entry.index), request)
      : await answerAlone(entry, request, deps, dispatch);
    responses.push(responseEntry(entry, answer, request));
  }
  return { status: 200, json: bundleText({ type: "transaction-response", entries: responses }) };
}

function answerOf(written: Written | undefined, request: FhirRequest): FhirAnswer {
  const { status, version } = written ?? { status: 204 };
  const base = { status, ...(version ? { version } : {}) };
  if (preferences(request.header("prefer")).return === "OperationOutcome") {
    const done = version ? `${versionPath(version)} ${status === 201 ? "created" : "stored"}` : "nothing to delete";
    return { ...base, json: stringifyJson(outcomeOf([allOk(done)])) };
  }
  return { ...base, ...(version?.json === undefined ? {} : { json: version.json }) };
}

/** Runs `work`; what it throws names the entry. */
async function inEntry<T>(index: number, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw belowExpression(error, expressionOf(index));
  }
}

/** One attempt of the write: all that it decides is in this object, so that another attempt begins anew. */
class TransactionRun {
  readonly #plan: TransactionPlan;
  readonly #tx: WriteTransaction;
  readonly #deps: FhirDeps;
  /** The id of each entry's resource, once decided. */
  readonly #ids: string[];
  /** Creates that write nothing, because their condition matched: the version that exists. */
  readonly #existing = new Map<number, StoredVersion>();
  /** Creates with the same condition as an earlier one of this Bundle: that entry's index. */
  readonly #sameAs = new Map<number, number>();
  readonly #written = new Map<number, Written>();
  readonly #identities = new Set<string>();

  constructor(plan: TransactionPlan, tx: WriteTransaction, deps: FhirDeps) {
    this.#plan = plan;
    this.#tx = tx;
    this.#deps = deps;
    this.#ids = plan.entries.map((entry) => entry.id);
  }

  async run(): Promise<ReadonlyMap<number, Written>> {
    const { entries } = this.#plan;
    const of = (...kinds: PlannedEntry["kind"][]) => entries.filter(({ kind }) => kinds.includes(kind));
    for (const entry of of("delete")) await inEntry(entry.index, () => this.#delete(entry));
    await this.#decideIds(of("create", "update", "patch"));
    await this.#fillReferences();
    const puts = of("create", "update");
    for (const entry of puts.filter((one) => one.conditional.length === 0)) {
      await inEntry(entry.index, () => this.#put(entry));
    }
    // Conditional references may mean resources of this same Bundle, so those that hold them are written last.
    const waiting = puts.filter((one) => one.conditional.length > 0);
    const resolved = new Map<string, string>();
    for (const entry of waiting) {
      await inEntry(entry.index, () => this.#resolveConditional(entry, resolved));
    }
    for (const entry of waiting) await inEntry(entry.index, () => this.#put(entry));
    for (const entry of of("patch")) await inEntry(entry.index, () => this.#patch(entry));
    for (const entry of of("get")) await inEntry(entry.index, () => this.#checkReadable(entry));
    for (const [index, first] of this.#sameAs) {
      const version = this.#written.get(first)?.version;
      this.#written.set(index, { status: 200, ...(version ? { version } : {}) });
    }
    return this.#written;
  }

  async #delete({ index, type, id, condition, ifMatch }: PlannedEntry): Promise<void> {
    const deletedId = condition ? (await matchOne(this.#tx, condition))?.id : id;
    if (deletedId === undefined) {
      this.#written.set(index, { status: 204 });
      return;
    }
    this.#claimIdentity(type, deletedId);
    const version = await deleteOne(this.#tx, { type, id: deletedId }, ifMatch);
    this.#written.set(index, { status: 204, ...(version ? { version } : {}) });
  }

  async #decideIds(entries: readonly PlannedEntry[]): Promise<void> {
    const firstOfClaim = new Map<string, number>();
    for (const entry of entries) {
      const { index, kind, type, condition } = entry;
      await inEntry(index, async () => {
        if (condition && kind === "create") {
          const first = firstOfClaim.get(condition.claim);
          const match = first === undefined ? await matchOne(this.#tx, condition) : this.#existing.get(first);
          if (match) {
            this.#existing.set(index, match);
            this.#ids[index] = match.id;
            this.#written.set(index, { status: 200, version: match });
            return;
          }
          if (first !== undefined) {
            this.#sameAs.set(index, first);
            this.#ids[index] = this.#ids[first] ?? entry.id;
            return;
          }
          firstOfClaim.set(condition.claim, index);
        } else if (condition && kind === "update" && entry.resource) {
          this.#ids[index] = (await updatedId(this.#tx, condition, entry.resource)) ?? entry.id;
        } else if (condition) {
          const match = await matchOne(this.#tx, condition);
          if (!match) throw new InvalidInput("nothing matches the condition of the patch", { code: "not-found" });
          this.#ids[index] = match.id;
        }
        this.#claimIdentity(type, this.#ids[index] ?? entry.id);
      });
    }
  }

  /** @throws InvalidInput if another entry of the Bundle writes the same resource */
  #claimIdentity(type: string, id: string): void {
    const identity = `${type}/${id}`;
    if (this.#identities.has(identity)) {
      throw new InvalidInput("another entry of the transaction writes the same resource", { code: "duplicate" });
    }
    this.#identities.add(identity);
  }

  async #fillReferences(): Promise<void> {
    const { entries, references } = this.#plan;
    const versions = new Map<number, string>();
    for (const index of references.versionedTargets()) {
      const entry = entries[index];
      if (entry) versions.set(index, await this.#versionToBe(entry));
    }
    references.fill((index) => ({
      type: entries[index]?.type ?? "",
      id: this.#ids[index] ?? "",
      versionId: versions.get(index),
    }));
  }

  async #versionToBe({ index, kind, type }: PlannedEntry): Promise<string> {
    const current = this.#existing.get(index) ?? (await this.#tx.read({ type, id: this.#ids[index] ?? "" }));
    if (!current) return "1";
    const writes = kind !== "get" && !this.#existing.has(index) && !this.#sameAs.has(index);
    return writes ? String(Number(current.versionId) + 1) : current.versionId;
  }

  async #resolveConditional(entry: PlannedEntry, resolved: Map<string, string>): Promise<void> {
    for (const reference of entry.conditional) {
      const text = `${reference.type}?${reference.criteria}`;
      const target = resolved.get(text) ?? (await this.#resolve(reference, entry));
      resolved.set(text, target);
      reference.holder[reference.key] = target;
    }
  }

  async #resolve({ type, criteria, expression }: ConditionalReference, entry: PlannedEntry): Promise<string> {
    try {
      const match = await matchOne(this.#tx, conditionOf(type, criteriaOf(criteria), this.#deps));
      if (match) return `${type}/${match.id}`;
    } catch (error) {
      throw belowExpression(error, `${expressionOf(entry.index)}.resource.${expression}`);
    }
    throw new InvalidInput("nothing matches the conditional reference", {
      code: "not-found",
      expression: `${entry.type}.${expression}`,
    });
  }

  async #put({ index, kind, id, resource, ifMatch }: PlannedEntry): Promise<void> {
    if (!resource || this.#existing.has(index) || this.#sameAs.has(index)) return;
    const identified = this.#identified(resource, this.#ids[index] ?? id);
    const version =
      kind === "create" ? await this.#tx.put(identified) : await putUnlessComputed(this.#tx, identified, ifMatch);
    this.#written.set(index, { status: version.method === "create" ? 201 : 200, version });
  }

  #identified(resource: Resource, id: string): Resource {
    return resource.id === id ? resource : withId(resource, id);
  }

  async #patch({ index, type, patch, ifMatch }: PlannedEntry): Promise<void> {
    const version = await patchOne(this.#tx, { type, id: this.#ids[index] ?? "" }, patch, ifMatch);
    this.#written.set(index, { status: 200, version });
  }

  /** A read of what does not exist fails the transaction; it is answered after the write. */
  async #checkReadable({ type, id, isRead }: PlannedEntry): Promise<void> {
    if (isRead) jsonOf(await this.#tx.read({ type, id }), `${type}/${id}`);
  }
}
