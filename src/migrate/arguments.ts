import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { InvalidInput } from "../errors.ts";

/** Where a store is. */
export type Place =
  | { readonly kind: "directory"; readonly directory: string }
  | { readonly kind: "mongodb"; readonly uri: string };

export interface MigrateArguments {
  readonly from: Place;
  readonly to: Place;
  /** Whether to compare all versions and messages at the end. */
  readonly verify: boolean;
  readonly quiet: boolean;
}

export const USAGE = `Usage: npm run migrate-store -- FROM TO [options]

Copies a store with its whole history into another one: every version with its id, instant and place in the order of
changes, HL7 v2 messages with their bytes, positions of consumers, secrets. FROM and TO are each a directory (DATA_DIR of
an embedded store) or a mongodb:// URI, whose path names the database. TO must be empty, or hold an earlier run's copy of
FROM. No server may run on either of them meanwhile. FROM is left as it is.

  --verify   compare all that was copied with the source at the end, not only the counts
  --quiet    no progress, only the summary

A run that was stopped goes on where it was when it is started again; until it has ended, no server opens TO.
Exit code: 0 everything copied, 1 something failed or differs, 2 wrong use or a store cannot be used, 130 interrupted.`;

/** Reads the command line. @throws InvalidInput naming the argument; its message is for the terminal */
export function readArguments(argv: readonly string[]): MigrateArguments | "help" {
  const { values, positionals } = parse(argv);
  if (values.help) return "help";
  const [from, to, ...rest] = positionals;
  if (!from || !to || rest.length > 0) throw new InvalidInput("give two stores, FROM and TO");
  const places = { from: placeOf(from), to: placeOf(to) };
  if (JSON.stringify(places.from) === JSON.stringify(places.to))
    throw new InvalidInput("FROM and TO are the same store");
  return { ...places, verify: values.verify, quiet: values.quiet };
}

/** The place for people: a URI without its user and password. */
export function labelOf(place: Place): string {
  if (place.kind === "directory") return place.directory;
  return place.uri.replace(/\/\/[^@/]*@/, "//").replace(/\?.*/, "");
}

function placeOf(text: string): Place {
  if (/^mongodb(\+srv)?:\/\//.test(text)) return { kind: "mongodb", uri: text };
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(text)) {
    throw new InvalidInput("a store is a directory, or a URI that begins with mongodb:// or mongodb+srv://");
  }
  return { kind: "directory", directory: resolve(text) };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        verify: { type: "boolean", default: false },
        quiet: { type: "boolean", default: false },
        help: { type: "boolean", default: false, short: "h" },
      },
    });
  } catch (cause) {
    throw new InvalidInput(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
