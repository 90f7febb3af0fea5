/** A model that a site has brought, from its file: metadata as of any model, and its function. */
import { InvalidInput } from "../../errors.ts";
import type { ComputeInputs, ModelMetadata, OutputDeclaration, Result } from "../contract.ts";
import { hashOf } from "../hash.ts";
import type { ServedModel } from "../served-model.ts";
import { tableFunction } from "./coefficient-table.ts";
import type { SiteOutput, Vector } from "./metadata-readers.ts";
import type { SiteModelFile } from "./model-file.ts";
import { type OnnxRunner, onnxFunction } from "./onnx.ts";

/** Runs that `explain` may cost of a model in an ONNX file: 200 draws of what varies, and a grid over what is open. */
export const MAX_RERUNS = 300;

/**
 * @param onnx where the file's ONNX file is, and what runs it; needed where it names one
 * @returns the model, its vectors not yet tried
 */
export function siteModel(
  file: SiteModelFile,
  onnx?: { readonly path: string; readonly run: OnnxRunner },
): ServedModel {
  const site = { responsible: file.responsible };
  const { equations, reference, outputs, onnx: declared } = file;
  if (equations !== undefined) {
    const table = { outputs, equations, ...(reference === undefined ? {} : { reference }) };
    return { metadata: metadataOf(file), coefficientHash: hashOf(table), site, compute: tableFunction(table) };
  }
  if (declared === undefined || onnx === undefined) throw new InvalidInput("has neither equations nor an ONNX file");
  return {
    metadata: metadataOf(file),
    coefficientHash: declared.sha256.slice(0, 16), // as `hashOf` gives it
    site,
    maxReruns: MAX_RERUNS,
    compute: onnxFunction(declared, outputs, onnx),
  };
}

function metadataOf(file: SiteModelFile): ModelMetadata {
  const { id, version, title, sources, confidence, population, intendedUse, wrongUse, licence, inputs } = file;
  const { responsible, date, limits = [], exclusions, validation, insteadOf } = file;
  const isOnnx = file.onnx !== undefined;
  return {
    id,
    version,
    title,
    sources,
    confidence,
    population,
    intendedUse,
    wrongUse,
    licence,
    inputs,
    outputs: file.outputs.map(declarationOf),
    limits: [
      `A model of this site, none of the published models of this server: ${responsible} answers for it (${date}).`,
      ...(isOnnx
        ? [`What each input contributes is not told: the model is an ONNX file, sha256 ${file.onnx?.sha256}.`]
        : []),
      ...(isOnnx
        ? [`With explain=true it is run at most ${MAX_RERUNS} times more; what needs more runs is left out.`]
        : []),
      ...limits,
    ],
    ...(exclusions === undefined ? {} : { exclusions }),
    ...(validation === undefined ? {} : { validation }),
    ...(insteadOf === undefined ? {} : { insteadOf }),
  };
}

const declarationOf = ({ horizonYears: _years, bands: _bands, ...output }: SiteOutput): OutputDeclaration => output;

/**
 * Computes the vectors of a file.
 * @throws InvalidInput in one line that names the field and the case of the first that does not come out
 */
export async function tryVectors(file: SiteModelFile, model: ServedModel): Promise<void> {
  for (const [at, vector] of file.vectors.entries()) {
    const results = await model.compute(inputsOf(file, vector));
    for (const [code, expected] of Object.entries(vector.expected)) {
      const found = numberOf(
        results.find((result) => result.code === code),
        file.outputs.find((output) => output.code === code),
      );
      if (found !== undefined && Math.abs(found - expected) <= vector.tolerance) continue;
      const says = found === undefined ? "the model gives none" : `the model gives ${found}`;
      throw new InvalidInput(`vectors[${at}].expected.${code} is ${expected} in '${vector.name}', and ${says}`);
    }
  }
}

const numberOf = (result: Result | undefined, output: SiteOutput | undefined): number | undefined =>
  output?.gives === "probability"
    ? result?.probability
    : output?.gives === "score"
      ? result?.score
      : result?.measure?.value;

/** What is not given is imputed, and what is taken in completed units rounded down, as it is for a patient. */
function inputsOf({ inputs }: SiteModelFile, vector: Vector): ComputeInputs {
  return Object.fromEntries(
    Object.entries(inputs).map(([key, { missing, completed }]) => {
      const value = vector.inputs[key] ?? missing?.value;
      return [key, completed === true && typeof value === "number" ? Math.floor(value) : value];
    }),
  );
}
