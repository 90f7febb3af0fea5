/**
 * How far a result may move because a value was measured once: the middle 95 % over draws of the inputs that vary within
 * a person from day to day. It is not the uncertainty of the model, which the sources of the models give for groups.
 *
 * The spreads are those of the project's notes on models, taken as one standard deviation of a normal distribution. The
 * draws are the same for every model of a call (one seed, one stream), so that the same call gives the same interval.
 */
import type { ConceptName, ConceptValue } from "../../concepts/index.ts";
import type { Result } from "../../models/contract.ts";
import { type Awaitable, allOf, andThen } from "../../models/served-model.ts";
import { interval95 } from "../../simulation/quantiles.ts";
import { randomStream } from "../../simulation/random.ts";
import type { KnownInputs } from "../inputs.ts";
import { numberOf } from "./result-value.ts";
import type { Computed } from "./run.ts";
import { changedInputs, resultsOn } from "./what-if.ts";

/** Within-person variation of one measurement: an SD in the concept's own unit, or a coefficient of variation. */
const VARIATION = {
  systolicBloodPressure: { sd: 8, says: "systolic blood pressure ±8 mmHg" },
  totalCholesterol: { cv: 0.05, says: "total cholesterol ±5 %" },
  creatinine: { cv: 0.05, says: "creatinine ±5 %" },
} as const satisfies Partial<
  Record<ConceptName, { readonly says: string; readonly sd?: number; readonly cv?: number }>
>;
type Varied = keyof typeof VARIATION;
const VARIED = Object.keys(VARIATION) as readonly Varied[]; // the keys of the table above

export const SEED = 1;
export const DRAWS = 200;
/**
 * A model that takes only values younger than this asks how the person is now (NEWS2, SOFA), not for a usual level: its
 * inputs do not vary from day to day in the sense of the table.
 */
const USUAL_LEVEL_DAYS = 30;
/** An interval is given only if this share of the draws lies in the model's range: else it would be cut, not measured. */
const USABLE_SHARE = 0.95;

export interface MeasurementInterval {
  readonly kind: "input-measurement";
  /** Middle 95 %: percent, points, or in the measure's unit. */
  readonly lower: number;
  readonly upper: number;
  readonly seed: number;
  readonly draws: number;
  readonly concepts: readonly ConceptName[];
  readonly says: string;
}

/** The inputs as they might have been measured on other days; empty where nothing is known that varies. */
export function drawsOf(known: KnownInputs): readonly KnownInputs[] {
  const measured = VARIED.filter((concept) => isMeasured(known, concept));
  if (measured.length === 0) return [];
  return Array.from({ length: DRAWS }, (_, draw) => {
    const changes = new Map(measured.map((concept) => [concept, drawn(known, concept, draw)] as const));
    const changed = changedInputs(known, changes);
    return changed === undefined ? known : keepingMeasured(known, changed, changes);
  });
}

/** The intervals of a run by outcome; none where nothing that varies enters it. */
export function intervalsOf(
  run: Computed,
  draws: readonly KnownInputs[],
): Awaitable<ReadonlyMap<string, MeasurementInterval>> {
  const concepts = variedIn(run);
  if (concepts.length === 0 || draws.length === 0) return new Map();
  return andThen(
    allOf(draws.map((draw) => resultsOn(run, draw))),
    (results) =>
      new Map(
        run.results.flatMap(({ code }) => {
          const interval = intervalOf(code, results, concepts);
          return interval === undefined ? [] : [[code, interval] as const];
        }),
      ),
  );
}

function intervalOf(
  code: string,
  results: readonly (readonly Result[])[],
  concepts: readonly Varied[],
): MeasurementInterval | undefined {
  const values = results.flatMap((list) => {
    const result = list.find((candidate) => candidate.code === code);
    return (result === undefined ? undefined : numberOf(result)) ?? [];
  });
  if (values.length < USABLE_SHARE * results.length) return undefined;
  const [lower, upper] = interval95(Float64Array.from(values));
  if (lower === upper) return undefined;
  return {
    kind: "input-measurement",
    lower,
    upper,
    seed: SEED,
    draws: values.length,
    concepts,
    says: `variation of one measurement within a person: ${concepts.map((concept) => VARIATION[concept].says).join(", ")}; not the uncertainty of the model`,
  };
}

/** Which of the varied concepts enter a run: as they are, or creatinine through an eGFR derived from it. */
function variedIn({ inputs }: Computed): readonly Varied[] {
  const used = inputs.filter(
    ({ value, declaration }) => value !== undefined && (declaration.maxAgeDays ?? Infinity) >= USUAL_LEVEL_DAYS,
  );
  return VARIED.filter((varied) =>
    used.some(
      ({ concept, known }) =>
        (concept === varied && isOwn(known?.origin)) ||
        (varied === "creatinine" && concept === "egfr" && known?.origin === "derived"),
    ),
  );
}

const isOwn = (origin: string | undefined): boolean =>
  origin !== undefined && origin !== "derived" && origin !== "absent";

const isMeasured = (known: KnownInputs, concept: Varied): boolean => isOwn(known.values.get(concept)?.origin);

function drawn(known: KnownInputs, concept: Varied, draw: number): number {
  const value = Number(known.values.get(concept)?.value); // a quantity
  const variation = VARIATION[concept];
  const sd = "sd" in variation ? variation.sd : variation.cv * value;
  return value + sd * randomStream(SEED, concept, draw).normal();
}

/** What was measured beside a varied value stays as it was measured: a laboratory's eGFR beside its creatinine. */
function keepingMeasured(
  known: KnownInputs,
  changed: KnownInputs,
  changes: ReadonlyMap<ConceptName, ConceptValue>,
): KnownInputs {
  const values = new Map(changed.values);
  for (const [concept, value] of known.values) {
    if (value.origin !== "derived" && !changes.has(concept)) values.set(concept, value);
  }
  return { ...changed, values };
}
