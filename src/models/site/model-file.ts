/** A site's model as its file has it, whole: read, checked, or refused with every field that is wrong. */
import { InvalidInput } from "../../errors.ts";
import { equationProblems } from "./equation-checks.ts";
import { equations, reference } from "./equation-readers.ts";
import { metadataProblems, type Taken } from "./metadata-checks.ts";
import { MAY, NEEDED } from "./metadata-readers.ts";
import { onnx } from "./onnx.ts";
import { onnxProblems } from "./onnx-checks.ts";
import { objectOf, type Read, type Report } from "./readers.ts";
import { vectorProblems } from "./vector-checks.ts";

const file = objectOf(NEEDED, { ...MAY, equations, reference, onnx });
export type SiteModelFile = Read<typeof file>;

/** Problems told in one line. */
const MAX_TOLD = 10;

/**
 * @param content parsed JSON; the concepts that it declares are declared already
 * @throws InvalidInput in one line that names each wrong field and what it must be
 */
export function readModelFile(content: unknown, taken: Taken): SiteModelFile {
  const read = withoutProblems((report) => {
    const found = file(content, "", report);
    if ((found.equations === undefined) === (found.onnx === undefined))
      report("equations", "or onnx must be there, and one of them");
    return found;
  });
  // What fields must be together is looked at where each of them is what it must be.
  withoutProblems((report) => {
    metadataProblems(read, taken, report);
    if (read.equations !== undefined) equationProblems({ ...read, equations: read.equations }, report);
    if (read.onnx !== undefined) onnxProblems({ ...read, onnx: read.onnx }, report);
    vectorProblems(read, report);
  });
  return read;
}

/** @throws InvalidInput if anything was reported */
export function withoutProblems<T>(read: (report: Report) => T): T {
  const problems: string[] = [];
  const value = read((at, says) => problems.push(`${at === "" ? "the file" : at} ${says}`));
  if (problems.length === 0) return value;
  const more = problems.length > MAX_TOLD ? `; and ${problems.length - MAX_TOLD} more` : "";
  throw new InvalidInput(`${problems.slice(0, MAX_TOLD).join("; ")}${more}`);
}
