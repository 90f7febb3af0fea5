/** All risk models by id, a folder a specialty. `README.md` is the recipe for adding one. */
import { ACUTE } from "./acute/index.ts";
import { CARDIOVASCULAR } from "./cardiovascular/index.ts";
import type { RiskModel } from "./contract.ts";
import { GENOMICS } from "./genomics/index.ts";
import { KIDNEY } from "./kidney/index.ts";
import { LIVER } from "./liver/index.ts";
import { MATERNAL } from "./maternal/index.ts";
import { MEDICATION } from "./medication/index.ts";
import { MENTAL_HEALTH } from "./mental-health/index.ts";
import { METABOLIC } from "./metabolic/index.ts";
import { NEUROLOGY } from "./neurology/index.ts";
import { NURSING } from "./nursing/index.ts";
import { ONCOLOGY } from "./oncology/index.ts";
import { RESPIRATORY } from "./respiratory/index.ts";

const MODELS: readonly RiskModel[] = [
  ...CARDIOVASCULAR,
  ...KIDNEY,
  ...LIVER,
  ...METABOLIC,
  ...RESPIRATORY,
  ...ONCOLOGY,
  ...ACUTE,
  ...MATERNAL,
  ...MENTAL_HEALTH,
  ...NEUROLOGY,
  ...NURSING,
  ...GENOMICS,
  ...MEDICATION,
];

/** In the order in which answers list them. */
export const RISK_MODELS: ReadonlyMap<string, RiskModel> = new Map(MODELS.map((model) => [model.metadata.id, model]));
