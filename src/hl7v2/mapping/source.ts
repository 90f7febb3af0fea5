/** Where a mapping row reads from: `PID-3`, `PV1-2.1`, `CX.4`, `CX.4.1`, or a bare segment, `AL1`. */
import { InvalidInput } from "../../errors.ts";
import type { Segment, Value } from "../parse.ts";
import type { ConditionScope } from "./when.ts";

export interface Source {
  /** Segment id (`PID`) or data type (`CX`). */
  readonly of: string;
  /** Field number; undefined for a component of a data type and for a bare segment. */
  readonly field?: number;
  /** Component, then subcomponent. */
  readonly parts: readonly number[];
}

/** Parses a source. @throws InvalidInput */
export function parseSource(text: string): Source {
  const match = /^([A-Z][A-Z0-9]{1,2})(?:-(\d+))?((?:\.\d+)*)$/.exec(text);
  if (match === null) throw new InvalidInput(`Not a v2 position: ${text}`);
  const parts = (match[3] ?? "").split(".").slice(1).map(Number);
  return { of: match[1] ?? "", parts, ...(match[2] === undefined ? {} : { field: Number(match[2]) }) };
}

/** What a map is applied to: a segment (with those it may ask about) or a value of a data type. */
export interface Scope extends ConditionScope {
  /** Repetitions, or the one component; with empty ones, so that positions hold. */
  values(source: Source): readonly Value[];
}

const parsed = new Map<string, Source>();
function sourceOf(text: string): Source {
  let source = parsed.get(text);
  if (source === undefined) {
    source = parseSource(text);
    parsed.set(text, source);
  }
  return source;
}

abstract class BaseScope implements Scope {
  abstract values(source: Source): readonly Value[];
  text(source: string): string {
    return this.values(sourceOf(source))[0]?.text() ?? "";
  }
  isValued(source: string): boolean {
    return this.values(sourceOf(source)).some((value) => value.isValued);
  }
  count(source: string): number {
    return this.values(sourceOf(source)).filter((value) => value.isValued).length;
  }
}

/** A segment, and the segments of the same group that rows and conditions may name. */
export class SegmentScope extends BaseScope {
  readonly segment: Segment;
  readonly #related: (id: string) => Segment | undefined;

  constructor(segment: Segment, related: (id: string) => Segment | undefined) {
    super();
    this.segment = segment;
    this.#related = related;
  }

  values({ of, field, parts }: Source): readonly Value[] {
    const segment = of === this.segment.id ? this.segment : this.#related(of);
    if (segment === undefined || field === undefined) return [];
    const repetitions = segment.repetitions(field);
    return parts.length === 0 ? repetitions : repetitions.map((value) => descend(value, parts));
  }
}

export class ValueScope extends BaseScope {
  readonly value: Value;

  constructor(value: Value) {
    super();
    this.value = value;
  }

  values({ parts }: Source): readonly Value[] {
    return [descend(this.value, parts)];
  }
}

function descend(value: Value, parts: readonly number[]): Value {
  let at = value;
  for (const part of parts) at = at.at(part);
  return at;
}
