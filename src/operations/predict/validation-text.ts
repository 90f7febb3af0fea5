import type { Validation } from "../../models/contract.ts";

/** What is known of how well a model predicts, one sentence a validation; that nothing is at hand is said as well. */
export const validationTexts = (validation: readonly Validation[] = []): readonly string[] =>
  validation.length === 0
    ? ["No validation figure at hand, which is no statement that the model was not validated."]
    : validation.map(validationText);

/** A published validation in words: `Validation in … (2016): C-statistic 0.78, observed/expected 0.97. Source.` */
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
  const failing = failures.length === 0 ? [] : [`known to fail: ${failures.join("; ")}`];
  return `Validation in ${cohort}${when}: ${[figures.join(", "), ...failing].filter(Boolean).join("; ")}. ${source}.`;
}
