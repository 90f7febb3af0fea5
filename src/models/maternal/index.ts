import { APGAR } from "./apgar.ts";
import { BISHOP } from "./bishop.ts";
import { FMF_PREECLAMPSIA_PRIOR } from "./fmf-preeclampsia-prior.ts";
import { FULLPIERS } from "./fullpiers.ts";
import { KAISER_EOS } from "./kaiser-eos.ts";
import { MINIPIERS } from "./minipiers.ts";

/** Pregnancy, birth and the newborn. */
export const MATERNAL = [APGAR, BISHOP, KAISER_EOS, FULLPIERS, MINIPIERS, FMF_PREECLAMPSIA_PRIOR];
