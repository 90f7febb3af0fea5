/** Simulated time and calendar time. */
import type { SimulationMetadata } from "../../simulation/contract.ts";

export type TimeUnit = SimulationMetadata["time"]["unit"];

/** Seconds in a unit as UCUM defines it: a year is 365.25 days. */
export const SECONDS_IN: Readonly<Record<TimeUnit, number>> = { a: 31_557_600, d: 86_400, h: 3600, min: 60 };
export const UNIT_NAME: Readonly<Record<TimeUnit, string>> = { a: "year", d: "day", h: "hour", min: "minute" };

/** The instant that lies `amount` units after another; years are calendar years. */
export function laterBy(instant: string, amount: number, unit: TimeUnit): string {
  const time = new Date(instant);
  if (unit === "a") time.setUTCFullYear(time.getUTCFullYear() + amount);
  else time.setTime(time.getTime() + amount * SECONDS_IN[unit] * 1000);
  return time.toISOString();
}

/** The last millisecond of the day of an instant, UTC. */
export const endOfDay = (milliseconds: number): number =>
  Math.floor(milliseconds / 86_400_000) * 86_400_000 + 86_399_999;
