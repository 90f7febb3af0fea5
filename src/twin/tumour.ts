/**
 * Findings of breast cancer's pathology that are numbers: Ki-67 and lymph nodes. The code of Ki-67 names breast cancer. That
 * of lymph nodes does not, so it is taken only where breast cancer is on record and no other cancer is, whose nodes they
 * might be.
 */
import { convert } from "../units.ts";
import type { Assertion } from "./conditions.ts";
import type { TwinDraft } from "./draft.ts";
import type { Reading } from "./readings.ts";

type Readings = ReadonlyMap<string, readonly Reading[]>;

/** More than 10 % of the cells stained: positive, as PREDICT defines it (Wishart 2014, doi:10.1186/1471-2407-14-908). */
const KI67_POSITIVE_OVER_PERCENT = 10;
/** A node count beyond this is an error of writing. */
const MOST_NODES = 150;

/** Adds Ki-67 and positive nodes. */
export function findTumour(draft: TwinDraft, readings: Readings, conditions: readonly Assertion[]): void {
  findKi67(draft, readings.get("ki-67") ?? []);
  const [nodes] = readings.get("positive-lymph-nodes") ?? [];
  if (nodes !== undefined) findNodes(draft, nodes, conditions);
}

function findKi67(draft: TwinDraft, readings: readonly Reading[]): void {
  const [reading] = readings;
  if (reading === undefined) return;
  const { value, code, unit, comparator } = reading.element.valueQuantity ?? {};
  const given = code ?? unit;
  const percent = value === undefined || given === undefined ? undefined : convert(value, given, "%");
  if (percent === undefined || percent < 0 || percent > 100 || comparator !== undefined) {
    draft.note("ki67", "a result that is not a percentage of cells was left out", [reading.source]);
    return;
  }
  draft.add({
    concept: "ki67",
    value: percent > KI67_POSITIVE_OVER_PERCENT ? "positive" : "negative",
    origin: "derived",
    rule: `positive over ${KI67_POSITIVE_OVER_PERCENT} % of cells stained`,
    sources: [reading.source],
  });
}

function findNodes(draft: TwinDraft, reading: Reading, conditions: readonly Assertion[]): void {
  const cancers = conditions.filter(({ sets, isCertain }) => sets.has("cancer") && isCertain);
  const others = cancers.filter(({ sets }) => !sets.has("breast-cancer"));
  if (cancers.length === 0 || others.length > 0) {
    const message = "lymph nodes were left out: they count where breast cancer is on record, and no other cancer";
    draft.note("positiveNodes", message, [reading.source, ...others.slice(0, 1).map(({ source }) => source)]);
    return;
  }
  const { valueInteger, valueQuantity } = reading.element;
  const count = valueInteger ?? (valueQuantity?.comparator === undefined ? valueQuantity?.value : undefined);
  if (count === undefined || !Number.isInteger(count) || count < 0 || count > MOST_NODES) {
    draft.note("positiveNodes", "a result that is not a number of nodes was left out", [reading.source]);
    return;
  }
  draft.add({ concept: "positiveNodes", value: count, origin: "measured", rule: "latest", sources: [reading.source] });
}
