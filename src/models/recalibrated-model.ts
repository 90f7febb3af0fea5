/** A published model with the recalibrations of a site as variants of it, beside the published ones. Pure. */
import type { ModelMetadata, Result, Variant } from "./contract.ts";
import { hashOf } from "./hash.ts";
import { type Recalibration, recalibrated } from "./recalibration.ts";
import { andThen, type ServedModel } from "./served-model.ts";

/** Name of the variant that a model without variants gets for its published equation: it stays the first choice. */
const PUBLISHED: Variant = { code: "published", display: "as published", needs: [[]], uses: [] };

/** Code of the variant that a recalibration makes. */
export const variantCodeOf = ({ name }: Pick<Recalibration, "name">): string => `recalibrated-${name}`;

/** Whether a variant is one that a recalibration has made. */
export const isRecalibrated = ({ code }: Pick<Variant, "code">): boolean => code.startsWith("recalibrated-");

/**
 * The model with a variant `recalibrated-<name>` for each recalibration. Without being asked for by name the published
 * equation is computed as before.
 * @param recalibrations of this model: version, coefficients, variant and result were compared
 */
export function withRecalibrations(model: ServedModel, recalibrations: readonly Recalibration[]): ServedModel {
  const { variants = [PUBLISHED] } = model.metadata;
  const metadata: ModelMetadata = {
    ...model.metadata,
    // Behind the published one, which has the same needs and is therefore chosen first.
    variants: variants.flatMap((variant) => [
      variant,
      ...recalibrations
        .filter((one) => (one.variant ?? PUBLISHED.code) === variant.code)
        .map((one) => variantOf(one, variant)),
    ]),
  };
  const byCode = new Map(recalibrations.map((one) => [variantCodeOf(one), one]));
  return {
    ...model,
    metadata,
    compute: (inputs, variant) => {
      const recalibration = variant === undefined ? undefined : byCode.get(variant);
      if (recalibration !== undefined) {
        return andThen(model.compute(inputs, recalibration.variant), (results) =>
          results.flatMap((result) => recalibratedResult(result, recalibration)),
        );
      }
      return model.compute(inputs, variant === PUBLISHED.code ? undefined : variant);
    },
  };
}

function variantOf(recalibration: Recalibration, { needs, uses }: Variant): Variant {
  const { cohort, persons, events, date } = recalibration;
  return {
    code: variantCodeOf(recalibration),
    display: `recalibrated on ${date} to ${cohort} (${persons} persons, ${events} events; intercept and slope sha256 ${hashOf(recalibration)})`,
    needs,
    uses,
  };
}

/**
 * The recalibrated probability in place of the published one. What else the equation gives is left out: contributions
 * are on its own scale, and its bands were made for its own numbers.
 */
function recalibratedResult(result: Result, recalibration: Recalibration): readonly Result[] {
  const { code, display, probability, horizonYears } = result;
  if (code !== recalibration.result || probability === undefined) return [];
  const published = `${Number((probability * 100).toPrecision(3))} %`;
  return [
    {
      code,
      display: `${display}, recalibrated`,
      probability: recalibrated(probability, recalibration),
      ...(horizonYears === undefined ? {} : { horizonYears }),
      flags: [
        `recalibrated to ${recalibration.cohort}, outcome ${recalibration.outcome}; the published equation gives ${published}`,
        `${formulaOf(recalibration)}; published validation figures are of the published equation`,
      ],
    },
  ];
}

/** `recalibration of 2012-02-01: logit p' = -0.411 (SE 0.117) + 1.009 (SE 0.064) · logit p`. */
const formulaOf = (recalibration: Recalibration): string => {
  const { date, intercept, interceptStandardError, slope, slopeStandardError } = recalibration;
  const [a, b] = [
    [intercept, interceptStandardError],
    [slope, slopeStandardError],
  ].map(([value = Number.NaN, error = Number.NaN]) => `${value.toFixed(3)} (SE ${error.toFixed(3)})`);
  return `recalibration of ${date}: logit p' = ${a} + ${b} · logit p`;
};
