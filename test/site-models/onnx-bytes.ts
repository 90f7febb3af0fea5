/**
 * ONNX files for tests, written byte by byte, so that no binary lies in the project: the messages and field numbers of
 * https://github.com/onnx/onnx/blob/main/onnx/onnx.proto in the wire format of https://protobuf.dev/programming-guides/encoding/.
 */

const IR_VERSION = 8;
const OPSET = 13;
const FLOAT = 1; // TensorProto.DataType

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}
const number = (field: number, value: number): number[] => [...varint(field * 8), ...varint(value)];
function bytes(field: number, content: Uint8Array | readonly number[]): Uint8Array {
  return Uint8Array.from([...varint(field * 8 + 2), ...varint(content.length), ...content]);
}
const text = (field: number, value: string): Uint8Array => bytes(field, new TextEncoder().encode(value));
const message = (field: number, parts: readonly (Uint8Array | readonly number[])[]): Uint8Array =>
  bytes(field, joined(parts));

function joined(parts: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts.map((part) => Uint8Array.from(part))));
}

export interface Weights {
  readonly name: string;
  readonly dims: readonly number[];
  readonly values: Float32Array;
}
export interface OnnxNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly output: string;
}
interface Graph {
  readonly nodes: readonly OnnxNode[];
  readonly weights: readonly Weights[];
  readonly input: { readonly name: string; readonly columns: number };
  readonly output: { readonly name: string; readonly columns: number };
}

/** The bytes of a model whose input and output are float rows, [1, columns]. */
export function onnxBytes({ nodes, weights, input, output }: Graph): Uint8Array {
  const graph = message(7, [
    ...nodes.map(({ op, inputs, output: name }) =>
      message(1, [...inputs.map((one) => text(1, one)), text(2, name), text(4, op)]),
    ),
    text(2, "graph"),
    ...weights.map(({ name, dims, values }) =>
      message(5, [
        ...dims.map((dim) => number(1, dim)),
        number(2, FLOAT),
        text(8, name),
        bytes(9, new Uint8Array(values.buffer, values.byteOffset, values.byteLength)),
      ]),
    ),
    row(11, input),
    row(12, output),
  ]);
  return joined([number(1, IR_VERSION), graph, message(8, [text(1, ""), number(2, OPSET)])]);
}

const row = (field: number, { name, columns }: Graph["input"]): Uint8Array =>
  message(field, [
    text(1, name),
    message(2, [
      message(1, [number(1, FLOAT), message(2, [message(1, [number(1, 1)]), message(1, [number(1, columns)])])]),
    ]),
  ]);

/** σ(w · x + b): a logistic regression of as many columns as there are weights. */
export const sigmoidModel = (weights: readonly number[], intercept: number): Uint8Array =>
  onnxBytes({
    nodes: [
      { op: "Gemm", inputs: ["x", "w", "b"], output: "z" },
      { op: "Sigmoid", inputs: ["z"], output: "probability" },
    ],
    weights: [
      { name: "w", dims: [weights.length, 1], values: Float32Array.from(weights) },
      { name: "b", dims: [1], values: Float32Array.of(intercept) },
    ],
    input: { name: "x", columns: weights.length },
    output: { name: "probability", columns: 1 },
  });

/** A model that takes long: so many products of a row with one matrix of zeros, then the sum of both inputs. */
export function slowModel(products: number, columns = 1000): Uint8Array {
  const widths = Array.from({ length: products }, (_, at) => ({
    op: "MatMul",
    inputs: [at === 0 ? "wide" : `m${at - 1}`, "square"],
    output: `m${at}`,
  }));
  return onnxBytes({
    nodes: [
      { op: "MatMul", inputs: ["x", "widen"], output: "wide" },
      ...widths,
      { op: "MatMul", inputs: [`m${products - 1}`, "narrow"], output: "z" },
      { op: "Sigmoid", inputs: ["z"], output: "probability" },
    ],
    weights: [
      { name: "widen", dims: [2, columns], values: new Float32Array(2 * columns) },
      { name: "square", dims: [columns, columns], values: new Float32Array(columns * columns) },
      { name: "narrow", dims: [columns, 1], values: new Float32Array(columns) },
    ],
    input: { name: "x", columns: 2 },
    output: { name: "probability", columns: 1 },
  });
}
