/** `npm run calibrate -- MODEL COHORT.csv`: local validation of a risk model. */
import { isOnnxInstalled, runOnnx } from "../operations/onnx/pool.ts";
import { modelsWithThoseIn } from "../site-models/index.ts";
import { command } from "./command.ts";

process.exitCode = await command(process.argv.slice(2), {
  out: process.stdout,
  err: process.stderr,
  now: new Date(),
  modelsIn: (folder) =>
    modelsWithThoseIn(folder, { otherIds: [], onnx: { isInstalled: isOnnxInstalled, run: runOnnx } }),
});
