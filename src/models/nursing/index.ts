import { BRADEN } from "./braden.ts";
import { MORSE_FALL } from "./morse-fall.ts";
import { MUST } from "./must.ts";

/** Nursing: nutrition, skin, falls. */
export const NURSING = [MUST, BRADEN, MORSE_FALL];
