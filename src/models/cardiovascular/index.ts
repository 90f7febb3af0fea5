import { CHA2DS2_VASC } from "./cha2ds2-vasc.ts";
import { PREVENT } from "./prevent.ts";
import { SCORE2 } from "./score2.ts";

/** Heart and vessels. */
export const CARDIOVASCULAR = [PREVENT, SCORE2, CHA2DS2_VASC];
