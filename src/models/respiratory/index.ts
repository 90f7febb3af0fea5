import { BODE } from "./bode.ts";
import { GAP_IPF } from "./gap-ipf.ts";
import { GLI_SPIROMETRY } from "./gli-spirometry.ts";

/** Lung function and lung disease. */
export const RESPIRATORY = [GLI_SPIROMETRY, BODE, GAP_IPF];
