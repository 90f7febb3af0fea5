/**
 * Whether a woman has given birth, by the numbers of her obstetric history. Parity tells both; live births tell of one
 * that was; no pregnancy at all, or a total of no births, tells that there was none. Births counted in total are not
 * taken as births, for the total of LOINC 11640-0 is also used with abortions in it.
 */
import type { TwinDraft } from "./draft.ts";
import type { Reading } from "./readings.ts";

type Readings = ReadonlyMap<string, readonly Reading[]>;

/** What a number of each value set tells: whether there was a birth, undefined where it does not. */
const TELLS: Readonly<Record<string, (count: number) => boolean | undefined>> = {
  parity: (count) => count > 0,
  "births-live": (count) => (count > 0 ? true : undefined),
  "births-total": (count) => (count === 0 ? false : undefined),
  gravidity: (count) => (count === 0 ? false : undefined),
};

/** A number of births that is older says nothing of a birth before the present pregnancy. */
const LONGEST_PREGNANCY_MS = 310 * 86_400_000;

/** Adds parity by the latest number that tells it; a birth that was told of once cannot be undone by a later zero. */
export function findBirths(draft: TwinDraft, readings: Readings): void {
  const told = Object.entries(TELLS).flatMap(([set, tells]) =>
    (readings.get(set) ?? []).flatMap((reading) => {
      const count = countIn(reading);
      const hasGivenBirth = count === undefined ? undefined : tells(count);
      return hasGivenBirth === undefined ? [] : [{ hasGivenBirth, reading }];
    }),
  );
  const [latest] = told.toSorted((a, b) => latestFirst(a.reading, b.reading));
  if (latest === undefined) return;
  const { hasGivenBirth, reading } = latest;
  const birth = told.find((one) => one.hasGivenBirth);
  if (!hasGivenBirth && birth !== undefined) {
    const sources = [reading.source, birth.reading.source];
    for (const concept of ["isParous", "isNulliparous"] as const) {
      draft.note(concept, "no birth by the latest number, one by another: left out", sources);
    }
    return;
  }
  const found = { origin: "measured", rule: "latest", sources: [reading.source] } as const;
  draft.add({ concept: "isParous", value: hasGivenBirth, ...found });
  draft.add({ concept: "isNulliparous", value: !hasGivenBirth, ...found });
  if (!hasGivenBirth && draft.asOf - reading.time <= LONGEST_PREGNANCY_MS) {
    draft.add({ concept: "nulliparity", value: "nulliparous", ...found });
  }
}

/** A whole number of zero and over. */
function countIn({ element }: Reading): number | undefined {
  const count = element.valueInteger ?? (element.valueQuantity?.comparator ? undefined : element.valueQuantity?.value);
  return count !== undefined && Number.isInteger(count) && count >= 0 ? count : undefined;
}

const latestFirst = (a: Reading, b: Reading): number =>
  Number(a.preliminary) - Number(b.preliminary) ||
  b.time - a.time ||
  (a.source.reference < b.source.reference ? 1 : -1);
