import { APACHE_II } from "./apache-ii.ts";
import { CHARLSON } from "./charlson.ts";
import { CURB_65 } from "./curb-65.ts";
import { ELIXHAUSER_VAN_WALRAVEN } from "./elixhauser-van-walraven.ts";
import { GCS } from "./gcs.ts";
import { GLASGOW_BLATCHFORD } from "./glasgow-blatchford.ts";
import { HOSPITAL_SCORE } from "./hospital-score.ts";
import { LACE } from "./lace.ts";
import { MEWS } from "./mews.ts";
import { NEWS2 } from "./news2.ts";
import { PERC } from "./perc.ts";
import { PEWS_BRIGHTON } from "./pews-brighton.ts";
import { PSI_PORT } from "./psi-port.ts";
import { QSOFA } from "./qsofa.ts";
import { RTS_TRISS } from "./rts-triss.ts";
import { SHOCK_INDEX } from "./shock-index.ts";
import { SIRS } from "./sirs.ts";
import { SOFA } from "./sofa.ts";
import { WELLS_DVT } from "./wells-dvt.ts";
import { WELLS_PE } from "./wells-pe.ts";

/** Acute illness and hospital care. */
export const ACUTE = [
  NEWS2,
  MEWS,
  PEWS_BRIGHTON,
  QSOFA,
  SIRS,
  SHOCK_INDEX,
  GCS,
  SOFA,
  APACHE_II,
  CURB_65,
  PSI_PORT,
  WELLS_DVT,
  WELLS_PE,
  PERC,
  GLASGOW_BLATCHFORD,
  RTS_TRISS,
  LACE,
  HOSPITAL_SCORE,
  CHARLSON,
  ELIXHAUSER_VAN_WALRAVEN,
];
