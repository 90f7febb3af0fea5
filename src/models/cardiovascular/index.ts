import { CHA2DS2_VASC } from "./cha2ds2-vasc.ts";
import { FRAMINGHAM_CVD_2008 } from "./framingham-cvd-2008.ts";
import { PCE_2013 } from "./pce-2013.ts";
import { PREVENT } from "./prevent.ts";
import { QRISK3 } from "./qrisk3.ts";
import { SCORE2 } from "./score2.ts";
import { SCORE2_DIABETES } from "./score2-diabetes.ts";
import { SCORE2_OP } from "./score2-op.ts";

/** Heart and vessels. */
export const CARDIOVASCULAR = [
  PREVENT,
  SCORE2,
  CHA2DS2_VASC,
  PCE_2013,
  FRAMINGHAM_CVD_2008,
  SCORE2_OP,
  SCORE2_DIABETES,
  QRISK3,
];
