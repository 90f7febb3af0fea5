import { createHash } from "node:crypto";

/** SHA-256 of coefficients as JSON text, hex, first 16 digits: names in an answer exactly which numbers made it. */
export const hashOf = (coefficients: unknown): string =>
  createHash("sha256").update(JSON.stringify(coefficients)).digest("hex").slice(0, 16);
