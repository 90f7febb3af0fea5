/** Which valued positions of a message no mapping row reads. */
import type { Message, Segment } from "../parse.ts";
import type { CompiledMap } from "./compile.ts";

type Reads = ReadonlyMap<number, ReadonlySet<number> | "all">;

/** Segments that are read by code: their fields beyond these are reported as well. */
const READ_BY_CODE: Readonly<Record<string, Reads>> = {
  MSH: new Map([1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 15, 16, 18].map((field) => [field, "all" as const])),
  EVN: new Map([1, 2].map((field) => [field, "all" as const])),
  NTE: new Map([1, 3].map((field) => [field, "all" as const])),
};

/** Positions such as `PID-18`, `PID-5.15` and `ZPD-2`, each once however many segments have it. */
export function unmappedPositions(message: Message, applied: ReadonlyMap<string, ReadonlySet<CompiledMap>>): string[] {
  const found = new Set<string>();
  for (const segment of message.segments) {
    const byCode = READ_BY_CODE[segment.id];
    const maps = [...(applied.get(segment.id) ?? [])].map(({ reads }) => reads);
    collect(segment, byCode === undefined ? maps : [byCode, ...maps], found);
  }
  return [...found];
}

function collect(segment: Segment, reads: readonly Reads[], found: Set<string>): void {
  for (let field = 1; field <= segment.fieldCount; field++) {
    if (segment.raw(field) === "") continue;
    const parts = reads.map((map) => map.get(field)).filter((read) => read !== undefined);
    if (parts.includes("all")) continue;
    const values = segment.repetitions(field).filter((value) => value.isValued);
    if (values.length === 0) continue;
    if (parts.length === 0) {
      found.add(`${segment.id}-${field}`);
      continue;
    }
    for (const value of values) {
      value.parts().forEach((component, index) => {
        const isRead = parts.some((read) => read !== "all" && read.has(index + 1));
        if (!isRead && component.isValued) found.add(`${segment.id}-${field}.${index + 1}`);
      });
    }
  }
}
