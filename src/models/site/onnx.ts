/**
 * A model of a site's own in an ONNX file: how its tensors are made of inputs, and which of its numbers are results.
 * https://onnx.ai/onnx/intro/concepts.html. What runs the file is handed in (`OnnxRunner`): it costs time, so that results
 * are promised. What each input adds is not told: the file holds no terms.
 */
import type { ComputeInputs, Result } from "../contract.ts";
import { bandOf } from "./coefficient-table.ts";
import { code, conceptName, type SiteOutput } from "./metadata-readers.ts";
import { anyNumber, listOf, matching, objectOf, oneOf, type Read, type Reader, text, wholeNumber } from "./readers.ts";
import { transformed, transforms } from "./transforms.ts";

/** Features of one tensor. */
const MAX_FEATURES = 500;
const MAX_TENSORS = 200;
const TENSOR_TYPES = ["float32", "float64", "int64"] as const;

const numberOrNaN: Reader<number | "NaN"> = (value, at, report) =>
  value === "NaN" ? value : anyNumber(value, at, report);

const feature = objectOf(
  { input: conceptName },
  // the number that stands for an input that is not known; NaN where the model was trained with gaps
  { as: transforms, absent: numberOrNaN },
);
export type Feature = Read<typeof feature>;

export const onnx = objectOf(
  {
    file: matching(/^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}\.onnx$/, "the name of a file .onnx beside this one"),
    sha256: matching(/^[0-9a-f]{64}$/, "a SHA-256 in lower-case hex"),
    tensors: listOf(
      objectOf(
        { name: text(200), type: oneOf(TENSOR_TYPES), features: listOf(feature, { min: 1, max: MAX_FEATURES }) },
        {},
      ),
      { min: 1, max: MAX_TENSORS },
    ),
    results: listOf(objectOf({ output: code, tensor: text(200), index: wholeNumber(0, 10_000) }, {}), {
      min: 1,
      max: 20,
    }),
  },
  {},
);
export type OnnxDeclaration = Read<typeof onnx>;

/** One row: tensors of shape [1, number of values] by name, and the numbers that are wanted of the answer. */
export interface OnnxRequest {
  /** Path of the file, and the hash that its bytes must have. */
  readonly path: string;
  readonly sha256: string;
  readonly tensors: readonly {
    readonly name: string;
    readonly type: (typeof TENSOR_TYPES)[number];
    readonly values: readonly number[];
  }[];
  readonly wanted: readonly { readonly tensor: string; readonly index: number }[];
}
/**
 * Gives the wanted numbers, in their order.
 * @throws Unavailable when it takes too long, or too many runs wait; InvalidInput when the file does not fit
 */
export type OnnxRunner = (request: OnnxRequest) => Promise<readonly number[]>;

/** The function of the file; no results where a feature is no number for these inputs. */
export function onnxFunction(
  { sha256, tensors, results }: OnnxDeclaration,
  outputs: readonly SiteOutput[],
  { path, run }: { readonly path: string; readonly run: OnnxRunner },
): (inputs: ComputeInputs) => Promise<readonly Result[]> {
  const wanted = results.map(({ tensor, index }) => ({ tensor, index }));
  return async (inputs) => {
    const row = tensors.map(({ name, type, features }) => ({
      name,
      type,
      values: features.map((one) => numberFor(one, inputs)),
    }));
    const isWhole = tensors.every(({ features }, at) =>
      features.every((one, column) => Number.isFinite(row[at]?.values[column]) || isGap(one, inputs)),
    );
    if (!isWhole) return [];
    const numbers = await run({ path, sha256, tensors: row, wanted });
    return results.flatMap(({ output: code }, at) => {
      const output = outputs.find((one) => one.code === code);
      return output === undefined ? [] : resultOf(output, numbers[at] ?? Number.NaN);
    });
  };
}

/** `absent` is there of every input that may be: it was checked. */
function numberFor({ input, as, absent }: Feature, inputs: ComputeInputs): number {
  const value = inputs[input];
  return value === undefined && absent !== undefined ? Number(absent) : transformed(value, as);
}

/** Whether a feature is of an input that is not known, and NaN stands for it. */
const isGap = ({ input, absent }: Feature, inputs: ComputeInputs): boolean =>
  absent === "NaN" && inputs[input] === undefined;

/** No result where the file gives no number, or a probability that is none. */
function resultOf(output: SiteOutput, value: number): readonly Result[] {
  const { code, display, gives, unit, loinc, horizonYears } = output;
  const isProbability = gives === "probability";
  if (!Number.isFinite(value) || (isProbability && !(value >= 0 && value <= 1))) return [];
  const number = isProbability
    ? { probability: value }
    : gives === "score"
      ? { score: value }
      : { measure: { value, unit, ...(loinc === undefined ? {} : { loinc }) } };
  return [
    { code, display, ...number, ...(horizonYears === undefined ? {} : { horizonYears }), ...bandOf(output, value) },
  ];
}
