/** Values that need the laboratory's own reference range, which comes with the result. */
import { CONCEPTS } from "../concepts/index.ts";
import { convert } from "../units.ts";
import type { TwinDraft } from "./draft.ts";
import type { Reading } from "./readings.ts";

type Readings = ReadonlyMap<string, readonly Reading[]>;
const DAY_MS = 86_400_000;

/** Adds the upper limit of normal of AST, and troponin as a multiple of its own. */
export function findByReferenceRange(draft: TwinDraft, readings: Readings): void {
  findAstUpperLimit(draft, readings.get("aspartate-aminotransferase") ?? []);
  findTroponin(draft, readings.get("troponin") ?? []);
}

/** Upper limit of the normal range of a result, in its own unit; of the first range, which is the normal one. */
function upperLimitOf({ element }: Reading): { readonly value: number; readonly unit: string } | undefined {
  const normal = element.referenceRange?.find(({ type }) => (type?.coding?.[0]?.code ?? "normal") === "normal");
  const unit = normal?.high?.code ?? normal?.high?.unit;
  return normal?.high?.value === undefined || unit === undefined ? undefined : { value: normal.high.value, unit };
}

function findAstUpperLimit(draft: TwinDraft, readings: readonly Reading[]): void {
  for (const reading of readings) {
    const limit = upperLimitOf(reading);
    const value = limit && convert(limit.value, limit.unit, CONCEPTS.aspartateAminotransferaseUpperLimit.unit);
    const [low, high] = CONCEPTS.aspartateAminotransferaseUpperLimit.plausible;
    if (value === undefined || value < low || value > high) continue;
    draft.add({
      concept: "aspartateAminotransferaseUpperLimit",
      value,
      origin: "measured",
      rule: "reference range of the latest AST that has one",
      sources: [reading.source],
    });
    return;
  }
}

/** The highest of the 24 hours to the latest, each against its own limit; a value below a detection limit is that limit. */
function findTroponin(draft: TwinDraft, readings: readonly Reading[]): void {
  const newest = readings[0]?.time ?? 0;
  const multiples = readings.flatMap((reading) => {
    const { value, code, unit, comparator } = reading.element.valueQuantity ?? {};
    const limit = upperLimitOf(reading);
    const given = code ?? unit;
    if (newest - reading.time > DAY_MS || value === undefined || given === undefined || limit === undefined) return [];
    const inLimitUnit = convert(value, given, limit.unit);
    // "Less than" is known to be normal only where the detection limit itself is.
    const isKnown =
      comparator === undefined || (comparator.startsWith("<") && (inLimitUnit ?? Infinity) <= limit.value);
    return inLimitUnit === undefined || limit.value <= 0 || !isKnown
      ? []
      : [{ multiple: inLimitUnit / limit.value, source: reading.source }];
  });
  const [highest] = multiples.toSorted((a, b) => b.multiple - a.multiple);
  if (highest === undefined) return;
  draft.add({
    concept: "troponinTimesUpperLimit",
    value: highest.multiple,
    origin: "derived",
    rule: "highest of the 24 hours to the latest, against the upper limit of its reference range",
    sources: [highest.source],
  });
}
