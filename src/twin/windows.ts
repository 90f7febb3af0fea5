/**
 * Beside the latest value of some quantities, all usable ones of the last 24 hours: a model whose source asks for the worst
 * of a day chooses among them (`selection` of its input). Final values only, where there is one. A mean pressure counts as
 * reported and, for other times, from systolic and diastolic pressure of one time; a coma scale likewise from its three
 * parts.
 */
import type { TwinDraft } from "./draft.ts";
import { type QuantityName, usableValue } from "./quantities.ts";
import { QUANTITY_SETS } from "./quantity-sets.ts";
import type { Reading } from "./readings.ts";
import type { TimedValue } from "./state.ts";

/** How far back a value may lie. */
export const WINDOW_MS = 24 * 3_600_000;

type Readings = ReadonlyMap<string, readonly Reading[]>;
type Measured = keyof typeof QUANTITY_SETS;

/** Quantities that have a window. */
export const WINDOWED = [
  "bodyTemperature",
  "heartRate",
  "respiratoryRate",
  "meanArterialPressure",
  "inspiredOxygenFraction",
  "arterialOxygenPressure",
  "arterialPh",
  "sodium",
  "potassium",
  "creatinine",
  "haematocrit",
  "whiteBloodCells",
  "platelets",
  "bilirubin",
  "glasgowComaScale",
] as const satisfies readonly Measured[];

interface Sum {
  readonly parts: readonly Measured[];
  readonly of: (values: readonly number[]) => number | undefined;
}
/** Quantities that follow from others of the same time. */
const SUMS: Readonly<Partial<Record<Measured, Sum>>> = {
  meanArterialPressure: {
    parts: ["systolicBloodPressure", "diastolicBloodPressure"],
    of: ([systolic = 0, diastolic = 0]) => (systolic > diastolic ? (systolic + 2 * diastolic) / 3 : undefined),
  },
  glasgowComaScale: {
    parts: ["glasgowComaEye", "glasgowComaVerbal", "glasgowComaMotor"],
    of: (values) => values.reduce((sum, value) => sum + value, 0),
  },
};

/** Value sets of which more than the latest readings are needed. */
export const WINDOW_SETS: readonly string[] = [
  ...new Set([...WINDOWED, ...Object.values(SUMS).flatMap(({ parts }) => parts)].map((name) => QUANTITY_SETS[name])),
];

/** Adds the windows to quantities already found that have two values or more in it. */
export function addWindows(draft: TwinDraft, readings: Readings): void {
  for (const name of WINDOWED) {
    const feature = draft.number(name);
    if (feature === undefined) continue;
    const window = [...valuesIn(draft.asOf, readings, name), ...sumsIn(draft.asOf, readings, name)];
    if (window.length > 1) draft.add({ ...feature, window: onePerTime(window) });
  }
}

/** Readings of the last 24 hours, latest first: final ones, or preliminary ones where none is final. */
export function readingsWithin(asOf: number, readings: readonly Reading[] = []): readonly Reading[] {
  const within = readings.filter(({ time }) => time > asOf - WINDOW_MS);
  const final = within.filter(({ preliminary }) => !preliminary);
  return final.length > 0 ? final : within;
}

function valuesIn(asOf: number, readings: Readings, name: QuantityName & Measured): readonly TimedValue[] {
  return readingsWithin(asOf, readings.get(QUANTITY_SETS[name])).flatMap((reading) => {
    const value = usableValue(reading, name);
    return typeof value === "string" ? [] : [{ value, time: reading.time, sources: [reading.source] }];
  });
}

function sumsIn(asOf: number, readings: Readings, name: Measured): readonly TimedValue[] {
  const sum = SUMS[name];
  if (sum === undefined) return [];
  const [first = [], ...others] = sum.parts.map((part) => onePerTime(valuesIn(asOf, readings, part)));
  return first.flatMap((start) => {
    const found = [start, ...others.map((values) => values.find(({ time }) => time === start.time))];
    const parts = found.filter((part) => part !== undefined);
    const value = parts.length < found.length ? undefined : sum.of(parts.map((part) => part.value));
    if (value === undefined) return [];
    const sources = new Map(parts.flatMap((part) => part.sources).map((source) => [source.reference, source]));
    return [{ value, time: start.time, sources: [...sources.values()] }];
  });
}

/** The first value of each time, which is the one preferred; latest first. */
function onePerTime(values: readonly TimedValue[]): readonly TimedValue[] {
  const byTime = new Map<number, TimedValue>();
  for (const value of values) if (!byTime.has(value.time)) byTime.set(value.time, value);
  return [...byTime.values()].sort((a, b) => b.time - a.time);
}
