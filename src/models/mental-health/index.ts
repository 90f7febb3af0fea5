import { AUDIT_C } from "./audit-c.ts";
import { EPDS } from "./epds.ts";
import { GAD_7 } from "./gad-7.ts";
import { PCL_5 } from "./pcl-5.ts";
import { PHQ_9 } from "./phq-9.ts";

/** Mental health and use of alcohol. */
export const MENTAL_HEALTH = [PHQ_9, GAD_7, EPDS, AUDIT_C, PCL_5];
