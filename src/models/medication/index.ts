import { OPIOID_MME } from "./opioid-mme.ts";
import { WARFARIN_IWPC } from "./warfarin-iwpc.ts";

/** Doses of drugs. */
export const MEDICATION = [OPIOID_MME, WARFARIN_IWPC];
