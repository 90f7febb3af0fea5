/**
 * The models that a site has brought: the files `*.model.json` of a folder. Each is checked whole and computes its own
 * vectors before the server answers anything; one that is wrong stops the start with a line that says where. `README.md`
 * tells what a file holds.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DomainError, InvalidInput } from "../errors.ts";
import type { ServedModel } from "../models/served-model.ts";
import { declareConceptsOf } from "../models/site/concept-readers.ts";
import { readModelFile, type SiteModelFile } from "../models/site/model-file.ts";
import type { OnnxRunner } from "../models/site/onnx.ts";
import { siteModel, tryVectors } from "../models/site/site-model.ts";
import { fileIn, filesEnding, jsonIn } from "./model-folder.ts";

type Models = ReadonlyMap<string, ServedModel>;

const SUFFIX = ".model.json";
export const MAX_MODEL_BYTES = 1_000_000;
export const MAX_ONNX_BYTES = 64_000_000;
/** The version that package.json names as the optional peer. */
const ONNX_PACKAGE = "onnxruntime-node@1.30.0";

export interface SiteModelNeeds {
  /** Ids that have a Library and are no risk models: simulations, drug safety. */
  readonly otherIds: Iterable<string>;
  readonly onnx: { readonly isInstalled: () => boolean; readonly run: OnnxRunner };
}

/**
 * The models, and behind them those of the folder in the order of the files' names.
 * @throws InvalidInput in one line that names the file and what is wrong
 */
export async function withOwnModels(models: Models, folder: string, needs: SiteModelNeeds): Promise<Models> {
  const all = new Map(models);
  const names = filesEnding(folder, SUFFIX);
  const contents = new Map(
    names.map((name) => [join(folder, name), naming(folder, name, () => jsonIn(folder, name, MAX_MODEL_BYTES))]),
  );
  declareConceptsOf(contents);
  for (const name of names) {
    const content = contents.get(join(folder, name));
    const file = naming(folder, name, () => readModelFile(content, takenBy(all, needs)));
    const model = naming(folder, name, () => modelOf(file, folder, needs));
    await tryVectors(file, model).catch((error: unknown) => rethrow(folder, name, error));
    all.set(file.id, model);
  }
  return all;
}

function takenBy(models: Models, { otherIds }: SiteModelNeeds) {
  const outputs = [...models.values()].flatMap(({ metadata }) => metadata.outputs.map(({ code }) => code));
  return {
    ids: new Set([...models.keys(), ...otherIds]),
    outputs: new Set(outputs),
    models: new Set(models.keys()),
  };
}

function modelOf(file: SiteModelFile, folder: string, { onnx }: SiteModelNeeds): ServedModel {
  if (file.onnx === undefined) return siteModel(file);
  if (!onnx.isInstalled()) {
    throw new InvalidInput(
      `needs onnxruntime-node: npm install --no-save --save-prod --ignore-scripts ${ONNX_PACKAGE}`,
    );
  }
  const path = fileIn(folder, file.onnx.file, MAX_ONNX_BYTES);
  const found = createHash("sha256").update(readFileSync(path)).digest("hex");
  if (found !== file.onnx.sha256) throw new InvalidInput(`onnx.sha256 is not that of ${file.onnx.file}: ${found}`);
  return siteModel(file, { path, run: onnx.run });
}

function naming<T>(folder: string, name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    return rethrow(folder, name, error);
  }
}

function rethrow(folder: string, name: string, error: unknown): never {
  if (!(error instanceof DomainError)) throw error;
  throw new InvalidInput(`${join(folder, name)}: ${error.message}`, { cause: error });
}
