/**
 * One message → the resources that it speaks of, as drafts without ids and references: what maps where is in the
 * tables, here is only which segment belongs to which. Pure.
 *
 * Segments are taken in the order they come, and each goes with the last patient, order or result before it, so that an
 * unexpected order loses nothing (HL7 v2 chapters 3.3 and 7.3 give the groups of ADT and ORU messages).
 */
import type { Header } from "../header.ts";
import type { Message, Segment } from "../parse.ts";
import type { Clear, CompiledMap } from "./compile.ts";
import { finishObservation, finishRequest, statusOfResult, takeTime } from "./finish.ts";
import type { MessageContext } from "./functions.ts";
import type { Mappings } from "./load.ts";
import { observationValue } from "./observation-value.ts";
import { SegmentScope } from "./source.ts";
import { uriOf } from "./systems.ts";
import type { TraceEntry } from "./target.ts";
import { unmappedPositions } from "./unmapped.ts";

/** A resource as a message gives it: only what was valued, and what was `""`. */
export interface Draft {
  readonly type: string;
  readonly content: Record<string, unknown>;
  readonly clears: readonly Clear[];
  readonly segment: Segment;
}

export interface OrderDraft {
  readonly obr: Segment;
  readonly orc: Segment | undefined;
  readonly report: Draft;
  readonly request: Draft | undefined;
  readonly results: readonly Draft[];
}

/** What a message says of one patient. A list is undefined where its segment is absent: absent is not empty. */
export interface PatientDraft {
  readonly pid: Segment;
  readonly patient: Draft;
  readonly encounter: Draft | undefined;
  readonly pv1: Segment | undefined;
  readonly allergies: readonly Draft[] | undefined;
  readonly diagnoses: readonly Draft[] | undefined;
  readonly nextOfKin: readonly Draft[] | undefined;
  readonly coverages: readonly Draft[] | undefined;
  readonly orders: readonly OrderDraft[];
  /** OBX segments outside of any order, as in ADT. */
  readonly observations: readonly Draft[];
}

export interface Conversion {
  readonly header: Header;
  readonly context: MessageContext;
  readonly patients: readonly PatientDraft[];
  /** Positions with a value that went nowhere, `PID-18`, `ZPD-2`. */
  readonly unmapped: readonly string[];
  /** For `explain`: where each element of a draft's content comes from. */
  traceOf(content: object): readonly TraceEntry[];
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type List = "allergies" | "diagnoses" | "nextOfKin" | "coverages";
const LISTS: Readonly<Record<string, { readonly list: List; readonly map: string }>> = {
  AL1: { list: "allergies", map: "AL1[AllergyIntolerance]" },
  DG1: { list: "diagnoses", map: "DG1[Condition]" },
  NK1: { list: "nextOfKin", map: "NK1[RelatedPerson]" },
  IN1: { list: "coverages", map: "IN1[Coverage]" },
};

/** Namespace of identifiers that neither an authority nor a sender stands behind: they identify nobody. */
const UNKNOWN_SENDER = "unknown-sender";
export const NO_AUTHORITY = uriOf(UNKNOWN_SENDER);

/** Converts a parsed message of a supported event. */
export function convert(
  message: Message,
  header: Header,
  mappings: Mappings,
  options: { readonly explain?: boolean } = {},
): Conversion {
  const context: MessageContext = {
    zone: header.zone,
    systems: mappings.systems,
    defaultAuthority: uriOf(header.facility || header.application || UNKNOWN_SENDER),
    unread: new Set(),
    ...(options.explain ? { traces: new WeakMap<object, TraceEntry[]>() } : {}),
  };
  const converter = new Converter(mappings, context);
  for (const segment of message.segments) converter.take(segment);
  return {
    header,
    context,
    patients: converter.patients(),
    unmapped: [...new Set([...context.unread, ...unmappedPositions(message, converter.applied)])],
    traceOf: (content) => context.traces?.get(content) ?? [],
  };
}

interface OpenOrder extends Omit<Mutable<OrderDraft>, "results"> {
  results: Draft[];
}
interface OpenPatient extends Omit<Mutable<PatientDraft>, "orders" | "observations" | List> {
  orders: OpenOrder[];
  observations: Draft[];
  lists: Partial<Record<List, Draft[]>>;
}

class Converter {
  readonly #mappings: Mappings;
  readonly #context: MessageContext;
  readonly #patients: OpenPatient[] = [];
  #current = new Map<string, Segment>();
  #order: OpenOrder | undefined;
  /** What a NTE speaks of. */
  #noteTarget: Record<string, unknown> | undefined;
  /** Segment id → the maps applied to it. */
  readonly applied = new Map<string, Set<CompiledMap>>();

  constructor(mappings: Mappings, context: MessageContext) {
    this.#mappings = mappings;
    this.#context = context;
  }

  take(segment: Segment): void {
    if (segment.id === "PID") this.#startPatient(segment);
    const patient = this.#patients.at(-1);
    this.#current.set(segment.id, segment);
    if (patient === undefined) return;
    const list = LISTS[segment.id];
    if (list !== undefined) this.#addToList(patient, segment, list);
    else if (segment.id === "PD1") this.#extend(patient.patient, segment, "PD1[Patient]");
    else if (segment.id === "PV1") this.#takeVisit(patient, segment);
    else if (segment.id === "PV2" && patient.encounter) this.#extend(patient.encounter, segment, "PV2[Encounter]");
    else if (segment.id === "ORC") this.#order = undefined;
    else if (segment.id === "OBR") this.#takeOrder(patient, segment);
    else if (segment.id === "OBX") this.#takeResult(patient, segment);
    else if (segment.id === "NTE") this.#takeNote(segment);
    if (/^(PID|PV1|AL1|DG1|NK1|IN1|ORC)$/.test(segment.id)) this.#noteTarget = undefined;
  }

  patients(): PatientDraft[] {
    return this.#patients.map(({ lists, ...rest }) => ({
      allergies: undefined,
      diagnoses: undefined,
      nextOfKin: undefined,
      coverages: undefined,
      ...rest,
      ...lists,
    }));
  }

  #startPatient(pid: Segment): void {
    const msh = this.#current.get("MSH");
    this.#current = new Map(msh ? [["MSH", msh]] : []);
    this.#order = undefined;
    const patient = this.#draft(pid, "PID[Patient]");
    this.#patients.push({
      pid,
      patient,
      encounter: undefined,
      pv1: undefined,
      orders: [],
      observations: [],
      lists: {},
    });
  }

  #takeVisit(patient: OpenPatient, pv1: Segment): void {
    patient.encounter = this.#draft(pv1, "PV1[Encounter]");
    patient.pv1 = pv1;
  }

  #addToList(
    patient: OpenPatient,
    segment: Segment,
    { list, map }: { readonly list: List; readonly map: string },
  ): void {
    patient.lists[list] ??= [];
    const content = this.#apply(segment, map);
    if (content !== undefined) patient.lists[list].push(this.#asDraft(segment, map, content));
    else if (!segment.isDelete(3)) this.#context.unread.add(segment.id);
  }

  #takeOrder(patient: OpenPatient, obr: Segment): void {
    const orc = this.#current.get("ORC");
    const report = this.#draft(obr, "OBR[DiagnosticReport]");
    const isOrdered = [obr, orc].some((segment) => segment && (segment.text(2) !== "" || segment.text(3) !== ""));
    const request = isOrdered ? this.#draft(obr, "OBR[ServiceRequest]") : undefined;
    if (request && orc) this.#extend(request, orc, "ORC[ServiceRequest]");
    if (request) finishRequest(request.content);
    this.#order = { obr, orc, report, request, results: [] };
    patient.orders.push(this.#order);
    // An ORC belongs to the next OBR only.
    this.#current.delete("ORC");
    this.#noteTarget = request?.content;
  }

  #takeResult(patient: OpenPatient, obx: Segment): void {
    const draft = this.#draft(obx, "OBX[Observation]");
    const value = observationValue(obx, this.#context, {
      codeableConcept: this.#mappings.datatype("CWE[CodeableConcept]"),
    });
    const { content } = draft;
    const trace = this.#context.traces?.get(content);
    for (const element of Object.keys(value)) trace?.push({ element, source: "OBX-5", origin: "observation-value" });
    finishObservation(content, value, obx);
    const { report } = this.#order ?? {};
    if (content["effectiveDateTime"] === undefined) takeTime(content, report?.content);
    content["status"] ??= statusOfResult(obx, report?.content["status"]);
    this.#noteTarget = content;
    (this.#order?.results ?? patient.observations).push(draft);
  }

  #takeNote(nte: Segment): void {
    const text = nte
      .repetitions(3)
      .map((value) => value.wholeText())
      .join("\n")
      .trim();
    if (text === "") return;
    const content = this.#noteTarget;
    if (content === undefined) {
      this.#context.unread.add("NTE-3");
      return;
    }
    content["note"] ??= [];
    const notes = content["note"] as { text: string }[]; // only notes are put here
    // Senders cut a comment into lines, one NTE each: they are one note.
    if (notes[0] === undefined) notes.push({ text });
    else notes[0].text += `\n${text}`;
    this.#context.traces?.get(content)?.push({ element: "note[0].text", source: "NTE-3", origin: "convert" });
  }

  #extend(draft: Draft, segment: Segment, map: string): void {
    const content = this.#apply(segment, map);
    if (content !== undefined) join(draft.content, content);
    (draft.clears as Clear[]).push(...clearsIn(segment, this.#mappings.segment(map))); // ours, not yet handed out
    const traces = this.#context.traces;
    if (traces && content) traces.get(draft.content)?.push(...(traces.get(content) ?? []));
  }

  #draft(segment: Segment, map: string): Draft {
    return this.#asDraft(segment, map, this.#apply(segment, map) ?? {});
  }

  #asDraft(segment: Segment, name: string, content: Record<string, unknown>): Draft {
    const map = this.#mappings.segment(name);
    return { type: map.type, content, clears: clearsIn(segment, map), segment };
  }

  #apply(segment: Segment, name: string): Record<string, unknown> | undefined {
    const map = this.#mappings.segment(name);
    const applied = this.applied.get(segment.id) ?? new Set();
    this.applied.set(segment.id, applied.add(map));
    const current = this.#current;
    return map.apply(new SegmentScope(segment, (id) => current.get(id)), this.#context);
  }
}

/** Lists grow, everything else is set: what a second segment adds to a resource. */
function join(content: Record<string, unknown>, more: Record<string, unknown>): void {
  for (const [key, value] of Object.entries(more)) {
    const old = content[key];
    content[key] = Array.isArray(old) && Array.isArray(value) ? [...old, ...value] : value;
  }
}

function clearsIn(segment: Segment, map: CompiledMap): Clear[] {
  const clears: Clear[] = [];
  for (const [field, found] of map.clears) if (segment.isDelete(field)) clears.push(...found);
  return clears;
}
