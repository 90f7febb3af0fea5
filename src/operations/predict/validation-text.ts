import type { Validation } from "../../models/contract.ts";

/** A published validation in words: `C-statistic 0.78, observed/expected 0.97 in … (2016), source`. */
export function validationText({
  cohort,
  year,
  cStatistic,
  observedToExpected,
  failures = [],
  source,
}: Validation): string {
  const figures = [
    ...(cStatistic === undefined ? [] : [`C-statistic ${cStatistic}`]),
    ...(observedToExpected === undefined ? [] : [`observed/expected ${observedToExpected}`]),
  ];
  const when = year === undefined ? "" : ` (${year})`;
  const failing = failures.length === 0 ? "" : `; known to fail: ${failures.join("; ")}`;
  return `Validation in ${cohort}${when}: ${figures.join(", ") || "no figure given"}${failing}. ${source}.`;
}
