import { ABCD2 } from "./abcd2.ts";
import { CHA2DS2_VASC } from "./cha2ds2-vasc.ts";
import { CHARGE_AF } from "./charge-af.ts";
import { FRAMINGHAM_CVD_2008 } from "./framingham-cvd-2008.ts";
import { GRACE } from "./grace.ts";
import { HAS_BLED } from "./has-bled.ts";
import { HCM_RISK_SCD } from "./hcm-risk-scd.ts";
import { HEART_SCORE } from "./heart-score.ts";
import { MAGGIC } from "./maggic.ts";
import { MESA_CHD } from "./mesa-chd.ts";
import { PCE_2013 } from "./pce-2013.ts";
import { PREVENT } from "./prevent.ts";
import { QRISK3 } from "./qrisk3.ts";
import { REYNOLDS } from "./reynolds.ts";
import { SCORE2 } from "./score2.ts";
import { SCORE2_DIABETES } from "./score2-diabetes.ts";
import { SCORE2_OP } from "./score2-op.ts";
import { TIMI_UA_NSTEMI } from "./timi-ua-nstemi.ts";

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
  HAS_BLED,
  CHARGE_AF,
  MESA_CHD,
  REYNOLDS,
  GRACE,
  HEART_SCORE,
  TIMI_UA_NSTEMI,
  MAGGIC,
  HCM_RISK_SCD,
  ABCD2,
];
