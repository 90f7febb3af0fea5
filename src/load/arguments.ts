import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { InvalidInput } from "../errors.ts";

export interface LoadArguments {
  readonly folder: string;
  /** Root of the server, without `/fhir`. */
  readonly server: string;
  /** Requests under way at once. */
  readonly concurrency: number;
  /** Whether to forget what an earlier run of the same folder has loaded. */
  readonly fresh: boolean;
  readonly stateFile: string | undefined;
  readonly quiet: boolean;
}

export const USAGE = `Usage: npm run load -- FOLDER [options]

Loads FHIR bundles and resources (.json), bulk data (.ndjson) and HL7 v2 messages (.hl7, or .txt that begins
with MSH), each also gzipped (.gz), into a running server. FOLDER may also be one file.

  --server URL      root of the server              (default http://127.0.0.1:3000)
  --concurrency N   requests under way at once, 1-32                    (default 4)
  --fresh           load everything, also what an earlier run has loaded
  --state FILE      where progress is kept          (default data/load/<hash>.ndjson)
  --quiet           no progress, only the summary

A run that was stopped goes on where it was when it is started again.
Exit code: 0 everything loaded, 1 something failed, 2 wrong use or no server, 130 interrupted.`;

const MAX_CONCURRENCY = 32;

/** Reads the command line. @throws InvalidInput naming the argument; its message is for the terminal */
export function readArguments(argv: readonly string[]): LoadArguments | "help" {
  const { values, positionals } = parse(argv);
  if (values.help) return "help";
  const [folder, ...rest] = positionals;
  if (folder === undefined || rest.length > 0) throw new InvalidInput("give one folder or file to load");
  const concurrency = Number(values.concurrency);
  if (!Number.isInteger(concurrency) || concurrency < 1 || concurrency > MAX_CONCURRENCY) {
    throw new InvalidInput(`--concurrency must be a whole number from 1 to ${MAX_CONCURRENCY}`);
  }
  if (!/^https?:\/\/[^/]+/.test(values.server)) throw new InvalidInput("--server must be an http or https URL");
  return {
    folder: resolve(folder),
    server: values.server.replace(/\/+$/, "").replace(/\/fhir$/, ""),
    concurrency,
    fresh: values.fresh,
    stateFile: values.state === undefined ? undefined : resolve(values.state),
    quiet: values.quiet,
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        server: { type: "string", default: "http://127.0.0.1:3000" },
        concurrency: { type: "string", default: "4" },
        fresh: { type: "boolean", default: false },
        state: { type: "string" },
        quiet: { type: "boolean", default: false },
        help: { type: "boolean", default: false, short: "h" },
      },
    });
  } catch (cause) {
    throw new InvalidInput(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
