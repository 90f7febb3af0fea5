import type { NotComputed } from "../predict/run.ts";

/** Why a model gave a person nothing, in words that are the same for all persons of the same reason. */
export function leftOutReason({ model, causes }: NotComputed): string {
  const [cause] = causes;
  if (cause === undefined) return `${model.metadata.id}: no result`;
  // The message of a value that is too old tells its age in days.
  if (cause.reason !== "insufficient-data" || cause.concept === undefined) return cause.message;
  return `${model.metadata.id}: ${cause.concept} is not known, or too old`;
}
