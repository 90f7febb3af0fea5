/** The one number of a result, and how it is shown. */
import type { Result } from "../../models/contract.ts";

/** Probability in percent, measure in its unit, or points; undefined where a result has no number. */
export const numberOf = ({ probability, measure, score }: Result): number | undefined =>
  probability === undefined ? (measure?.value ?? score) : probability * 100;

/** The number rounded, with its unit: `14.7 %`, `62 mL/min/1.73 m²`, `5 points`. */
export function displayOf(result: Result): string {
  const value = numberOf(result);
  return value === undefined ? "" : displayNumber(value, result);
}

/** A number of the kind of a result (a bound of it, an earlier value) as `displayOf` shows it. */
export function displayNumber(value: number, { probability, measure }: Result): string {
  if (probability !== undefined) return percentText(value);
  if (measure !== undefined) return `${roundedText(value)} ${unitText(measure.unit)}`.trim();
  const points = roundedText(value);
  return points === "1" ? "1 point" : `${points} points`;
}

/** One decimal; what would be 0.0 without being 0 is told as a bound. */
export function percentText(percent: number): string {
  return percent > 0 && percent < 0.05 ? "under 0.1 %" : `${percent.toFixed(1)} %`;
}

/** Four significant digits. */
export const roundedText = (value: number): string => String(Number(value.toPrecision(4)));

/** UCUM codes as people write them. */
const UNIT_TEXT: Readonly<Record<string, string>> = {
  a: "years",
  "mm[Hg]": "mmHg",
  "mL/min/{1.73_m2}": "mL/min/1.73 m²",
  "kg/m2": "kg/m²",
  Cel: "°C",
  "[pH]": "",
  "10*9/L": "10⁹/L",
};
const ANNOTATION = /^\{.*\}$/;
/** A UCUM unit for a reader; a unit that is only an annotation (`{score}`) is left out. */
export const unitText = (ucum: string): string => UNIT_TEXT[ucum] ?? (ANNOTATION.test(ucum) ? "" : ucum);
