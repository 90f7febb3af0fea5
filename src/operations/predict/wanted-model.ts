/** A model of the registry by the name that a caller gives it: its id, or its id and a variant as `prevent:base`. */
import { DRUG_SAFETY } from "../../drug-safety/metadata.ts";
import { NotFound } from "../../errors.ts";
import { RISK_MODELS } from "../../models/index.ts";
import type { ServedModel } from "../../models/served-model.ts";
import type { WantedModel } from "./run.ts";

/**
 * @param models those of the server, with the variants that its site has switched on
 * @throws NotFound naming the models, or the variants, that there are
 */
export function wantedModel(name: string, models: ReadonlyMap<string, ServedModel> = RISK_MODELS): WantedModel {
  const [id = "", variantCode] = name.split(":");
  const expression = "Parameters.parameter.where(name='model')";
  const model = models.get(id);
  if (model === undefined) {
    throw new NotFound(
      `there is no model '${id.slice(0, 60)}'; there are ${[...models.keys(), DRUG_SAFETY.id].join(", ")}`,
      {
        expression,
      },
    );
  }
  if (variantCode === undefined) return { model };
  const { variants = [] } = model.metadata;
  const variant = variants.find(({ code }) => code === variantCode);
  if (variant === undefined) {
    const codes = variants.map(({ code }) => `${id}:${code}`).join(", ") || "none";
    throw new NotFound(`model '${id}' has no such variant; its variants are: ${codes}`, { expression });
  }
  return { model, variant };
}
