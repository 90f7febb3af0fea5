/** All risk models by id. Add a model by a file beside this one and a row here; `README.md` is the recipe. */
import { CHA2DS2_VASC } from "./cha2ds2-vasc.ts";
import { CKD_EPI } from "./ckd-epi.ts";
import type { RiskModel } from "./contract.ts";
import { KFRE } from "./kfre.ts";
import { NEWS2 } from "./news2.ts";
import { PREVENT } from "./prevent.ts";
import { SCORE2 } from "./score2.ts";

/** In the order in which answers list them. */
export const RISK_MODELS: ReadonlyMap<string, RiskModel> = new Map(
  [PREVENT, SCORE2, CKD_EPI, KFRE, CHA2DS2_VASC, NEWS2].map((model) => [model.metadata.id, model]),
);
