/** What the declaration of an ONNX file must be, beside its fields: of inputs and outputs that there are. */
import { factorProblems } from "./equation-checks.ts";
import type { SiteMetadata } from "./metadata-checks.ts";
import type { OnnxDeclaration } from "./onnx.ts";
import type { Report } from "./readers.ts";

type OnnxFile = SiteMetadata & { readonly onnx: OnnxDeclaration; readonly reference?: unknown };

export function onnxProblems(file: OnnxFile, report: Report): void {
  const { tensors, results } = file.onnx;
  tensors.forEach(({ name, features }, index) => {
    const at = `onnx.tensors[${index}]`;
    if (tensors.findIndex((other) => other.name === name) !== index) report(`${at}.name`, "must not be there twice");
    features.forEach((feature, position) => {
      const place = `${at}.features[${position}]`;
      factorProblems(file, feature, place, report);
      const isOptional = file.inputs[feature.input]?.missing?.rule === "optional";
      const isKnown = feature.as?.some((step) => "isKnown" in step) === true;
      if (isOptional && !isKnown && feature.absent === undefined)
        report(`${place}.absent`, "is needed: the input may be missing");
      if (feature.absent === "NaN" && tensors[index]?.type === "int64")
        report(`${place}.absent`, "must be a number in an int64 tensor");
    });
  });
  const used = new Set(tensors.flatMap(({ features }) => features.map(({ input }): string => input)));
  for (const key of Object.keys(file.inputs)) if (!used.has(key)) report(`inputs.${key}`, "is used by no feature");
  results.forEach(({ output }, at) => {
    if (!file.outputs.some(({ code }) => code === output))
      report(`onnx.results[${at}].output`, "must be the code of an output");
    if (results.findIndex((other) => other.output === output) !== at)
      report(`onnx.results[${at}].output`, "must not be there twice");
  });
  file.outputs.forEach(({ code }, at) => {
    if (!results.some(({ output }) => output === code))
      report(`outputs[${at}].code`, "is given by no result of the ONNX file");
  });
  if (file.reference !== undefined) report("reference", "is of equations: contributions of an ONNX file are not told");
}
