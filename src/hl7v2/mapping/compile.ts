/**
 * Compiles mapping rows into functions, once at load: paths, types and tables are checked against the R4 definitions
 * here, so that converting a message interprets nothing.
 */
import { InvalidInput } from "../../errors.ts";
import type { MessageContext } from "./functions.ts";
import { type Conversion, compileAssign, compileConversion } from "./row-conversion.ts";
import type { Row } from "./rows.ts";
import { parseSource, type Scope, SegmentScope, type Source } from "./source.ts";
import type { CodeTable } from "./tables.ts";
import { type Building, compileTarget, type Target, type TraceEntry } from "./target.ts";
import { parseCondition } from "./when.ts";

/** The element at a path below an R4 type, or undefined: `elementAt` of `src/fhir/definitions/elements.ts`. */
export type ElementAt = (
  type: string,
  path: string,
) => { readonly types: readonly string[]; readonly isArray: boolean } | undefined;

/** Removal of what a `""` names: an element, or the entries of it with these constants (`use`, `url`). */
export interface Clear {
  readonly element: string;
  readonly constants: Readonly<Record<string, string>>;
}

export interface CompiledMap {
  readonly name: string;
  /** FHIR type that the map makes. */
  readonly type: string;
  /** Gives the object, or undefined if nothing (or not what is needed) was valued. */
  apply(scope: Scope, context: MessageContext): Record<string, unknown> | undefined;
  /** For a segment map: what each field that is `""` removes. */
  readonly clears: ReadonlyMap<number, readonly Clear[]>;
  /** Which fields (of a segment map) or components (of a data type map) are read, and which parts of them. */
  readonly reads: ReadonlyMap<number, ReadonlySet<number> | "all">;
}

export interface CompileEnvironment {
  readonly elementAt: ElementAt;
  readonly tables: ReadonlyMap<string, CodeTable>;
  /** Data type maps by name, compiled on demand. */
  datatype(name: string): CompiledMap | undefined;
  /** Called for a row of the guide's layer that does not fit R4; rows of other layers throw. */
  skipped(row: Row, reason: string): void;
}

interface Step extends Conversion {
  readonly row: Row;
  readonly source: Source;
  readonly target: Target;
  readonly when: ((scope: Scope) => boolean) | undefined;
  /** A constant, or a text put together from positions. */
  readonly assign: ((scope: Scope) => unknown) | undefined;
}

/** Rows of one source and one slot: their constants are written only if one of their values is. */
interface Group {
  readonly source: Source;
  readonly values: readonly Step[];
  readonly constants: readonly Step[];
}

/** Compiles one map, `PID[Patient]` or `CX[Identifier]`. @throws InvalidInput naming the row that does not fit R4 */
export function compileMap(name: string, rows: readonly Row[], environment: CompileEnvironment): CompiledMap {
  const type = /\[([A-Za-z]+)/.exec(name)?.[1] ?? "";
  const reads = new Map<number, Set<number> | "all">();
  const steps: Step[] = [];
  for (const row of rows) {
    const source = parseSource(row.source);
    if (row.target === "-") {
      noteRead(reads, source, "all");
      continue;
    }
    const step = compileRow(row, source, type, environment);
    if (typeof step !== "string") {
      steps.push(step);
      noteRead(reads, source, step.reads);
    } else if (row.layer === "ig") environment.skipped(row, step);
    else throw new InvalidInput(`Mapping ${row.origin}, row ${row.source} → ${row.target}: ${step}`);
  }
  assertExtensionsApart(name, steps);
  const groups = grouped(steps);
  const needs = needsOf(steps);
  return {
    name,
    type,
    clears: clearsOf(groups),
    reads,
    apply: (scope, context) => apply(groups, needs, scope, context),
  };
}

function apply(
  groups: readonly Group[],
  needs: readonly (readonly Step[])[],
  scope: Scope,
  context: MessageContext,
): Record<string, unknown> | undefined {
  const building: Building = { root: {}, slots: new Map() };
  const trace: TraceEntry[] | undefined = context.traces && [];
  for (const group of groups) applyGroup(group, scope, context, building, trace);
  for (const alternatives of needs) {
    if (alternatives.some(({ target }) => target.has(building))) continue;
    const target = alternatives[0]?.target;
    const isOneSlot = alternatives.every(({ target: { slot } }) => slot === target?.slot);
    if (target === undefined || target.isDirect || !isOneSlot) return undefined;
    target.drop(building);
  }
  for (const key of Object.keys(building.root)) {
    const value = building.root[key];
    if (Array.isArray(value) && value.length === 0) delete building.root[key];
  }
  if (trace) context.traces?.set(building.root, trace);
  return Object.keys(building.root).length === 0 ? undefined : building.root;
}

function applyGroup(
  group: Group,
  scope: Scope,
  context: MessageContext,
  building: Building,
  trace: TraceEntry[] | undefined,
): void {
  const { source, values, constants } = group;
  const isWholeSegment = source.field === undefined && scope instanceof SegmentScope;
  const repetitions = isWholeSegment ? [undefined] : scope.values(source);
  let isAbsent = true;
  repetitions.forEach((value, repetition) => {
    if (value !== undefined && !value.isValued) return;
    isAbsent = false;
    let isProduced = values.length === 0;
    let isTried = false;
    for (const step of values) {
      if (step.when !== undefined && !step.when(scope)) continue;
      isTried = true;
      // An element that cannot repeat takes the first repetition; the others are reported.
      if (repetition > 0 && !step.target.isRepeating) continue;
      const made = step.assign ? step.assign(scope) : value && step.convert(value, context);
      if (made === undefined) continue;
      isProduced = true;
      put(step, building, repetition, made, context, trace);
    }
    if (isProduced) writeConstants(constants, scope, building, repetition, context, trace);
    else if (isTried && source.field !== undefined) context.unread.add(positionOf(source, repetition));
  });
  // A constant with a condition of its own may speak about a field that is absent.
  if (isAbsent) {
    const conditional = constants.filter((step) => step.row.when.includes(`NOT VALUED(${step.row.source})`));
    if (conditional.length > 0) writeConstants(conditional, scope, building, 0, context, trace);
  }
}

function writeConstants(
  constants: readonly Step[],
  scope: Scope,
  building: Building,
  repetition: number,
  context: MessageContext,
  trace: TraceEntry[] | undefined,
): void {
  for (const step of constants) {
    if (step.when !== undefined && !step.when(scope)) continue;
    const made = step.assign?.(scope);
    if (made !== undefined) put(step, building, repetition, made, context, trace);
  }
}

function put(
  step: Step,
  building: Building,
  repetition: number,
  value: unknown,
  context: MessageContext,
  trace: TraceEntry[] | undefined,
): void {
  const element = step.target.write(building, repetition, value);
  if (trace === undefined) return;
  const within = typeof value === "object" && value !== null ? context.traces?.get(value) : undefined;
  const position = positionOf(step.source, repetition);
  if (within === undefined) trace.push({ element, source: position, origin: step.row.origin });
  for (const entry of within ?? []) {
    const part = /(?:\.\d+)+$/.exec(entry.source)?.[0] ?? "";
    trace.push({ element: `${element}.${entry.element}`, source: position + part, origin: entry.origin });
  }
}

/** `PID-3[2].4`; the first repetition is not numbered. */
function positionOf({ of, field, parts }: Source, repetition: number): string {
  const number = repetition === 0 ? "" : `[${repetition + 1}]`;
  return `${of}${field === undefined ? "" : `-${field}${number}`}${parts.map((part) => `.${part}`).join("")}`;
}

// ------------------------------------------------------------------------------------------------ compiling a row

function compileRow(row: Row, source: Source, type: string, environment: CompileEnvironment): Step | string {
  const target = compileTarget(type, row.target, environment.elementAt);
  if (target === undefined) return `R4 has no element ${type}.${row.target} of one type`;
  const condition = row.when === "" ? undefined : parseCondition(row.when);
  const base = { row, source, target, when: condition?.test };
  if (row.assign !== "") {
    const assign = compileAssign(row.assign, target.type);
    if (assign === undefined) return `the assignment ${row.assign} cannot be read or is no ${target.type}`;
    return { ...base, assign, convert: () => undefined, reads: row.assign.startsWith('"') ? new Set<number>() : "all" };
  }
  const conversion = compileConversion(row, target.type, environment);
  return typeof conversion === "string" ? conversion : { ...base, assign: undefined, ...conversion };
}

// ------------------------------------------------------------------------------------------------ arranging rows

/** Two URLs in one extension would make one of two: the second field needs a number of its own. */
function assertExtensionsApart(name: string, steps: readonly Step[]): void {
  const urls = new Map<string, string>();
  for (const { row } of steps) {
    const slot = /^(.*extension(\[\d+\])?)\.url$/.exec(row.target)?.[1];
    if (slot === undefined) continue;
    const other = urls.get(slot);
    if (other !== undefined && other !== row.assign) {
      throw new InvalidInput(`Mapping ${name}: ${slot} is used for ${other} and for ${row.assign} (${row.source})`);
    }
    urls.set(slot, row.assign);
  }
}

function grouped(steps: readonly Step[]): Group[] {
  const groups = new Map<string, { source: Source; values: Step[]; constants: Step[] }>();
  for (const step of steps) {
    const key = `${step.row.source} ${step.target.slot}`;
    const group = groups.get(key) ?? { source: step.source, values: [], constants: [] };
    groups.set(key, group);
    const isConstant = step.row.assign.startsWith('"') && /^"[^"]*"$/.test(step.row.assign);
    (isConstant ? group.constants : group.values).push(step);
  }
  return [...groups.values()].sort((a, b) => {
    const [x, y] = [a.source, b.source];
    const byField = (x.field ?? 0) - (y.field ?? 0);
    return byField || (x.parts[0] ?? 0) - (y.parts[0] ?? 0) || (x.parts[1] ?? 0) - (y.parts[1] ?? 0);
  });
}

function needsOf(steps: readonly Step[]): Step[][] {
  const labels = new Map<string, Step[]>();
  for (const step of steps) {
    if (step.row.need !== "") labels.set(step.row.need, [...(labels.get(step.row.need) ?? []), step]);
  }
  return [...labels.values()];
}

function clearsOf(groups: readonly Group[]): Map<number, Clear[]> {
  const clears = new Map<number, Clear[]>();
  for (const { source, values, constants } of groups) {
    if (source.field === undefined || source.parts.length > 0) continue;
    const element = (values[0] ?? constants[0])?.target.element;
    if (element === undefined) continue;
    const told: Record<string, string> = {};
    for (const step of constants) {
      const name = /\.(use|url)$/.exec(step.row.target)?.[1];
      if (name !== undefined && step.row.target.split(".").length === 2) told[name] = step.row.assign.slice(1, -1);
    }
    clears.set(source.field, [...(clears.get(source.field) ?? []), { element, constants: told }]);
  }
  return clears;
}

function noteRead(reads: Map<number, Set<number> | "all">, source: Source, parts: ReadonlySet<number> | "all"): void {
  const number = source.field ?? source.parts[0];
  if (number === undefined) {
    noteWholeValue(reads, parts);
    return;
  }
  const deeper = source.field === undefined ? source.parts.slice(1) : source.parts;
  const known = reads.get(number);
  if (known === "all") return;
  if (parts === "all" && deeper.length === 0) {
    reads.set(number, "all");
    return;
  }
  const set = known ?? new Set<number>();
  if (deeper[0] !== undefined) set.add(deeper[0]);
  else if (parts !== "all") for (const part of parts) set.add(part);
  reads.set(number, set);
}

function noteWholeValue(reads: Map<number, Set<number> | "all">, parts: ReadonlySet<number> | "all"): void {
  if (parts === "all") return;
  for (const part of parts) reads.set(part, "all");
}
