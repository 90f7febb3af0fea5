import type { Writable } from "node:stream";
import { DomainError, InvalidInput } from "../errors.ts";
import type { ServedModel } from "../models/served-model.ts";
import { type CalibrateArguments, readArguments, USAGE } from "./arguments.ts";
import { calibrate, writeReport } from "./calibrate.ts";
import { Progress } from "./progress.ts";
import { reportLines } from "./table.ts";

const EXIT = { evaluated: 0, tooLittle: 1, wrongUse: 2 } as const;

export interface Terminal {
  readonly out: Writable;
  /** Errors and progress. */
  readonly err: Writable & { isTTY?: boolean };
  readonly now: Date;
  /** The published models and those of a folder. */
  readonly modelsIn: (folder: string) => Promise<ReadonlyMap<string, ServedModel>>;
}

/** Runs the command and gives its exit code: see `USAGE`. */
export async function command(argv: readonly string[], terminal: Terminal): Promise<number> {
  let args: CalibrateArguments | "help";
  try {
    args = readArguments(argv);
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    terminal.err.write(`${error.message}\n\n${USAGE}\n`);
    return EXIT.wrongUse;
  }
  if (args === "help") {
    terminal.out.write(`${USAGE}\n`);
    return EXIT.evaluated;
  }
  return run(args, terminal);
}

async function run(args: CalibrateArguments, { out, err, now, modelsIn }: Terminal): Promise<number> {
  const progress = new Progress(err, performance.now.bind(performance));
  try {
    const onRow = args.quiet ? () => {} : (rows: number, share: number) => progress.update(rows, share);
    const models = args.models === undefined ? undefined : await modelsIn(args.models);
    const report = await calibrate(args, { now, onRow, ...(models === undefined ? {} : { models }) }).finally(() =>
      progress.end(),
    );
    const files = await writeReport(report, args.out);
    for (const line of [...reportLines(report), ...files.map((file) => `written: ${file}`)]) out.write(`${line}\n`);
    return report.overall.evaluation === undefined ? EXIT.tooLittle : EXIT.evaluated;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    err.write(`${error.message}\n`);
    return error.code === "business-rule" ? EXIT.tooLittle : EXIT.wrongUse;
  }
}
