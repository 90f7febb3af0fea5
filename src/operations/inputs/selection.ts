/**
 * Which of several values of a concept a model's input takes, by the rule that its declaration names. What a caller
 * supplied is taken as it is. The rule that led to the value stands in it, and with it in the answer.
 */
import type { ConceptName } from "../../concepts/index.ts";
import type { InputDeclaration, SelectionRule } from "../../models/contract.ts";
import { pointsOf } from "../../models/points.ts";
import type { TimedValue } from "../../twin/state.ts";
import type { KnownValue } from "../inputs.ts";

type Values = ReadonlyMap<ConceptName, KnownValue>;

/** The value that the declaration's rule chooses; the known one where it asks for the latest or there is no other. */
export function chosenValue({ concept, selection }: InputDeclaration, values: Values): KnownValue | undefined {
  const known = values.get(concept);
  if (known === undefined || selection === undefined) return known;
  if (selection.rule === "worst") return worst(known, selection);
  const pair = pairOf(selection, values);
  if (pair === undefined) return known;
  const side = concept === selection.numerator ? pair.numerator : pair.denominator;
  return { ...withoutWindow(known), ...side, rule: pair.rule };
}

/** In words, for the documentation of an input. */
export function selectionText(selection: SelectionRule): string {
  if (selection.rule === "worst") {
    return `the ${adjective(selection.by)} of ${selection.hours} hours`;
  }
  const which = selection.rule === "latest-pair" ? "the latest" : `the lowest of ${selection.hours} hours`;
  return `of ${selection.numerator} with the ${selection.denominator} of its time: ${which}`;
}

type Worst = Extract<SelectionRule, { rule: "worst" }>;
type Pairs = Exclude<SelectionRule, Worst>;

const adjective = (by: Worst["by"]): string => (typeof by === "string" ? by : "value with the most points");

function worst(known: KnownValue, { by, hours }: Worst): KnownValue {
  const window = known.window ?? [];
  const badness = ({ value }: TimedValue): number =>
    by === "lowest" ? -value : by === "highest" ? value : pointsOf(by, value);
  // the latest of those that are as bad
  const [first, ...others] = window;
  if (first === undefined) return known;
  const chosen = others.reduce((one, other) => (badness(other) > badness(one) ? other : one), first);
  const { value, sources } = chosen;
  return { ...withoutWindow(known), value, sources, rule: `${adjective(by)} of ${window.length} in ${hours} hours` };
}

function withoutWindow(known: KnownValue): Pick<KnownValue, "value" | "origin" | "rule" | "sources"> {
  const { value, origin, rule, sources } = known;
  return { value, origin, rule, sources };
}

type Side = Pick<KnownValue, "value" | "sources">;
interface Pair {
  readonly numerator: Side;
  readonly denominator: Side;
  readonly rule: string;
}

/** The pair of the lowest ratio, or the latest, each numerator with the denominator last known at its time. */
function pairOf({ rule, hours, numerator, denominator }: Pairs, values: Values): Pair | undefined {
  const above = seriesOf(values.get(numerator));
  const below = seriesOf(values.get(denominator));
  if (above === undefined || below === undefined) return undefined;
  const pairs = above.flatMap((top) => {
    const bottom = below.find(({ time }) => time <= top.time);
    return bottom === undefined ? [] : [{ top, bottom, ratio: top.value / bottom.value }];
  });
  const [first, ...others] = pairs;
  if (first === undefined) return undefined;
  const chosen =
    rule === "latest-pair" ? first : others.reduce((one, other) => (other.ratio < one.ratio ? other : one), first);
  const which = rule === "latest-pair" ? "latest" : `lowest ratio of ${pairs.length} in ${hours} hours`;
  return {
    numerator: { value: chosen.top.value, sources: chosen.top.sources },
    denominator: { value: chosen.bottom.value, sources: chosen.bottom.sources },
    rule: `pair with ${denominator} at the time of ${numerator}: ${which}`,
  };
}

/** Values latest first; a single one is as old as its first source, and one without a source holds at all times. */
function seriesOf(known: KnownValue | undefined): readonly TimedValue[] | undefined {
  if (known === undefined || known.origin === "supplied" || typeof known.value !== "number") return undefined;
  if (known.window !== undefined) return known.window;
  const time = Date.parse(known.sources[0]?.time ?? "");
  return [{ value: known.value, time: Number.isNaN(time) ? Number.NEGATIVE_INFINITY : time, sources: known.sources }];
}
