/** `npm run migrate-store -- FROM TO`: the command line of the migration. */
import { DomainError } from "../errors.ts";
import type { Store } from "../storage/port.ts";
import { labelOf, type MigrateArguments, readArguments, USAGE } from "./arguments.ts";
import { checkStores, type Migration, migrate, type Start, type Stores } from "./migrate.ts";
import { Progress } from "./progress.ts";
import { openSource, openTarget } from "./stores.ts";

const EXIT = { copied: 0, failed: 1, wrongUse: 2, interrupted: 130 } as const;

async function main(argv: readonly string[]): Promise<number> {
  const args = parse(argv);
  if (typeof args === "number") return args;
  const stores: Store[] = [];
  try {
    const from = await openSource(args.from);
    stores.push(from);
    const to = await openTarget(args.to);
    stores.push(to);
    const start = await checkStores({ from, to });
    return await run(args, { from, to, start }).catch((error: unknown) => explained(error, EXIT.failed));
  } catch (error) {
    return explained(error, EXIT.wrongUse);
  } finally {
    for (const store of stores.toReversed()) await store.close();
  }
}

/** The arguments, or the exit code when there is nothing to do. */
function parse(argv: readonly string[]): MigrateArguments | number {
  try {
    const args = readArguments(argv);
    if (args !== "help") return args;
    console.log(USAGE);
    return EXIT.copied;
  } catch (error) {
    const code = explained(error, EXIT.wrongUse);
    console.error(`\n${USAGE}`);
    return code;
  }
}

/** One line for what an operator can mend; anything else is a defect and is thrown on. */
function explained(error: unknown, code: number): number {
  if (!(error instanceof DomainError)) throw error;
  console.error(error.message);
  return code;
}

async function run(args: MigrateArguments, stores: Stores & { readonly start: Start }): Promise<number> {
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  process.once("SIGTERM", () => stop.abort());
  const progress = new Progress(process.stderr, performance.now.bind(performance));
  const started = performance.now();
  const migration = await migrate({
    ...stores,
    verify: args.verify,
    signal: stop.signal,
    onProgress: args.quiet ? () => {} : (steps) => progress.update(steps),
  }).finally(() => progress.end());
  print(args, migration, (performance.now() - started) / 1000);
  if (migration.interrupted) return EXIT.interrupted;
  return migration.differences.length > 0 ? EXIT.failed : EXIT.copied;
}

function print(args: MigrateArguments, { added, target, differences, interrupted }: Migration, seconds: number): void {
  const rate = Math.round(added / Math.max(seconds, 0.001)).toLocaleString("en");
  const count = (number: number) => number.toLocaleString("en");
  console.log(
    `${count(added)} versions copied in ${seconds.toFixed(1)} s (${rate}/s); ${labelOf(args.to)} holds ` +
      `${count(target.versions)} versions, ${count(target.resources)} resources, ${count(target.messages)} messages`,
  );
  for (const difference of differences) console.log(`differs: ${difference}`);
  if (interrupted) console.log("interrupted; the same command goes on from here");
  else if (differences.length > 0) console.log(`not the same as ${labelOf(args.from)}: do not use the copy`);
  else console.log(args.verify ? "compared: every version and message is the same" : "the counts agree");
}

process.exitCode = await main(process.argv.slice(2));
