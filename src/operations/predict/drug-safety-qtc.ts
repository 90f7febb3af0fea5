/** The corrected QT interval on record: LOINC 8636-3, the latest final value of a span of time (ms since 1970). */

import { timeTextOf } from "../../twin/readings.ts";
import { momentOf } from "../../twin/time.ts";
import { convert } from "../../units.ts";
import { asFinal } from "./drug-safety-genomics.ts";
import { QTC_CODE, type SafetyResources } from "./drug-safety-record.ts";

/** In milliseconds; undefined where none is on record, or its unit is no time. */
export function latestQtcMs(
  { resources }: SafetyResources,
  { from, to }: { readonly from: number; readonly to: number },
): number | undefined {
  const values = resources.flatMap((resource) => {
    const observation = asFinal(resource, to);
    if (!observation?.code?.coding?.some(({ code }) => code === QTC_CODE)) return [];
    const { value, code, unit, comparator } = observation.valueQuantity ?? {};
    const written = code ?? unit;
    const ms = value === undefined || written === undefined || comparator ? undefined : convert(value, written, "ms");
    const time = momentOf(timeTextOf(observation)) ?? 0;
    return ms === undefined || time < from ? [] : [{ ms, time }];
  });
  return values.toSorted((a, b) => b.time - a.time || b.ms - a.ms)[0]?.ms;
}
