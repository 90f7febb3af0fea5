/** `npm run load -- FOLDER`: the command line of the loader. */
import { DomainError } from "../errors.ts";
import { readArguments, USAGE } from "./arguments.ts";
import { LoadClient } from "./client.ts";
import { findFiles } from "./files.ts";
import { load, type Summary } from "./load.ts";
import { Progress } from "./progress.ts";
import { LoadState } from "./state.ts";

const EXIT = { loaded: 0, failed: 1, wrongUse: 2, interrupted: 130 } as const;
/** Failures printed one by one; the rest are counted. */
const SHOWN_FAILURES = 20;

async function main(): Promise<number> {
  const args = readArguments(process.argv.slice(2));
  if (args === "help") {
    console.log(USAGE);
    return EXIT.loaded;
  }
  const files = await findFiles(args.folder);
  if (files.length === 0) {
    console.error(`nothing to load in ${args.folder}: no .json, .ndjson or .hl7 files (.gz allowed)`);
    return EXIT.wrongUse;
  }
  const client = new LoadClient(args.server);
  await client.check();
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  process.once("SIGTERM", () => stop.abort());
  const progress = new Progress(process.stderr, performance.now.bind(performance));
  const started = performance.now();
  const summary = await load({
    files,
    client,
    state: new LoadState({ folder: args.folder, server: args.server, path: args.stateFile, fresh: args.fresh }),
    concurrency: args.concurrency,
    signal: stop.signal,
    onProgress: args.quiet ? () => {} : (totals) => progress.update(totals),
  });
  progress.end();
  print(summary, (performance.now() - started) / 1000);
  return summary.interrupted ? EXIT.interrupted : summary.failed > 0 ? EXIT.failed : EXIT.loaded;
}

function print(summary: Summary, seconds: number): void {
  const rate = Math.round(summary.loaded / Math.max(seconds, 0.001));
  console.log(
    `${summary.filesDone - summary.skipped} of ${summary.files} files in ${seconds.toFixed(1)} s: ` +
      `${summary.loaded} loaded (${rate}/s), ${summary.failed} failed` +
      (summary.skipped > 0 ? `, ${summary.skipped} files already loaded by an earlier run` : ""),
  );
  for (const note of summary.notes) console.log(`note: ${note}`);
  for (const { file, where, reason } of summary.failures.slice(0, SHOWN_FAILURES)) {
    console.log(`failed: ${file}${where ? `, ${where}` : ""}: ${reason}`);
  }
  if (summary.failures.length > SHOWN_FAILURES) console.log(`… and ${summary.failures.length - SHOWN_FAILURES} more`);
  if (summary.interrupted) console.log("interrupted; the same command goes on from here");
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof DomainError)) throw error;
  console.error(error.name === "InvalidInput" ? `${error.message}\n\n${USAGE}` : error.message);
  process.exitCode = EXIT.wrongUse;
}
