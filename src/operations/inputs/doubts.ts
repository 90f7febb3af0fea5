/**
 * Values of which a caller supplied one and that cannot be true together. The twin leaves such a pair of the record out;
 * what a caller says is used as it is said, and the answer tells the doubt.
 */
import type { ConceptName } from "../../concepts/index.ts";
import { ABOVE, isPossiblePair } from "../../twin/contradictions.ts";
import type { Finding } from "../../twin/state.ts";
import type { KnownValue } from "../inputs.ts";

type Values = ReadonlyMap<ConceptName, KnownValue>;

/** A finding for each pair, of which at least one value is supplied, that is not possible. */
export function doubtsIn(values: Values, supplied: Values): readonly Finding[] {
  return ABOVE.flatMap(([higher, lower, message]): Finding[] => {
    if (!supplied.has(higher) && !supplied.has(lower)) return [];
    const [above, below] = [values.get(higher)?.value, values.get(lower)?.value];
    if (typeof above !== "number" || typeof below !== "number" || isPossiblePair(higher, above, below)) return [];
    return [{ concept: higher, message: `${message}, check both`, sources: [] }];
  });
}
