/** The models of a server with a folder of a site's models. */
import { RISK_MODELS } from "../models/index.ts";
import type { ServedModel } from "../models/served-model.ts";
import { type SiteModelNeeds, withOwnModels } from "./own-models.ts";
import { withSiteRecalibrations } from "./recalibrations.ts";

/**
 * The published models with what a site has brought and switched on.
 * @throws InvalidInput in one line that names the file and what is wrong
 */
export async function modelsWithThoseIn(
  folder: string,
  needs: SiteModelNeeds,
): Promise<ReadonlyMap<string, ServedModel>> {
  return withSiteRecalibrations(await withOwnModels(RISK_MODELS, folder, needs), folder);
}
