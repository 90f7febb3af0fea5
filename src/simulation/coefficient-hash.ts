import { createHash } from "node:crypto";

/** First 16 hex digits of the SHA-256 of a simulation's coefficients as JSON text; it stands in every answer. */
export const coefficientHashOf = (...coefficients: readonly unknown[]): string =>
  createHash("sha256").update(JSON.stringify(coefficients)).digest("hex").slice(0, 16);
