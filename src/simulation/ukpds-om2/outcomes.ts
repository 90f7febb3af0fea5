/** Codes and names under which the complications are answered. */
import { COMPLICATIONS, type Complication } from "./person.ts";
import { BIT, REPEATABLE } from "./probability-table.ts";

export const OUTCOME: Readonly<Record<Complication, { readonly code: string; readonly display: string }>> = {
  heartFailure: { code: "heart-failure", display: "Heart failure" },
  ischaemic: { code: "ischaemic-heart-disease", display: "Ischaemic heart disease" },
  infarction: { code: "myocardial-infarction", display: "Myocardial infarction" },
  stroke: { code: "stroke", display: "Stroke" },
  amputation: { code: "amputation", display: "Amputation" },
  blindness: { code: "blindness", display: "Blindness in one eye" },
  renal: { code: "renal-failure", display: "Renal failure" },
  ulcer: { code: "foot-ulcer", display: "Foot ulcer" },
};

/** The name of a complication for someone with this history: "Second stroke" after a first one. */
export function outcomeDisplay(complication: Complication, history: number): string {
  const { display } = OUTCOME[complication];
  return (history & BIT[complication]) === 0 ? display : `Second ${display.toLowerCase()}`;
}

/** The complications that can still happen to someone with this history. */
export const possibleOutcomes = (history: number): readonly Complication[] =>
  COMPLICATIONS.filter((name) => (history & BIT[name]) === 0 || (REPEATABLE & BIT[name]) !== 0);
