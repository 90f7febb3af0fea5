/** One calibration: files in, a report and its files out. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { InvalidInput } from "../errors.ts";
import type { ServedModel } from "../models/served-model.ts";
import { wantedModel } from "../operations/predict/wanted-model.ts";
import type { CalibrateArguments } from "./arguments.ts";
import { openCohort } from "./cohort-file.ts";
import { type CohortMap, mapOfNames, type OutcomeColumns, parseMap } from "./cohort-map.ts";
import { evaluateCohort } from "./evaluate-cohort.ts";
import { plotOf, type Report, reportOf } from "./report.ts";

/**
 * Evaluates the model on the cohort.
 * @param onRow told of each row: how many were read, and the share of the file, 0 to 1
 * @throws InvalidInput, NotFound, RuleViolation with a message for the terminal
 */
export async function calibrate(
  args: CalibrateArguments,
  {
    now,
    onRow,
    models,
  }: {
    readonly now: Date;
    readonly onRow: (rows: number, share: number) => void;
    /** Those that may be named; the published ones unless given. */
    readonly models?: ReadonlyMap<string, ServedModel>;
  },
): Promise<Report> {
  const wanted = wantedModel(args.model, models);
  const given = args.map === undefined ? undefined : parseMap(await textOf(args.map));
  const file = await openCohort(args.cohort);
  let map: CohortMap | undefined;
  const evaluation = await evaluateCohort({
    wanted,
    choice: {
      ...(args.result === undefined ? {} : { code: args.result }),
      ...(args.horizonYears === undefined ? {} : { horizonYears: args.horizonYears }),
    },
    map: (header) => {
      map = withArguments(given ?? mapOfNames(header), args);
      return map;
    },
    rows: file.rows,
    asOf: now.toISOString(),
    onRow: (rows) => onRow(rows, file.progress()),
  });
  return reportOf(evaluation, {
    wanted,
    name: args.name,
    title: map?.title,
    file: basename(args.cohort),
    sha256: file.digest(),
    outcome: inWords(map?.outcome),
    isTimed: map?.outcome?.time !== undefined,
    assumed: [...(map?.assumed ?? [])].map(([name, value]) => `${name} = ${value}`),
    notes: map?.notes ?? [],
    recalibrate: map?.recalibrate ?? true,
    small: args.small,
    date: now.toISOString().slice(0, 10),
  });
}

/** Writes the report's files and gives their paths. */
export async function writeReport(report: Report, folder: string): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true });
  const plot = plotOf(report);
  const { recalibration } = report;
  const files: (readonly [string, string])[] = [
    ["report.json", json(report)],
    ...(plot === undefined ? [] : [["calibration.svg", `${plot}\n`] as const]),
    ...("none" in recalibration ? [] : [[`${report.model.id}.recalibrated.json`, json(recalibration)] as const]),
  ];
  for (const [name, text] of files) await writeFile(join(folder, name), text);
  return files.map(([name]) => join(folder, name));
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new InvalidInput(`there is no file ${path}`, { cause });
  }
}

/** The map with the outcome and the subgroups that the command line names; the times are those of the map's outcome. */
function withArguments(map: CohortMap, { outcome, by }: CalibrateArguments): CohortMap {
  const added = by.map((column) => [column, { column }] as const);
  return {
    ...map,
    ...(outcome === undefined || outcome === map.outcome?.column ? {} : { outcome: { column: outcome } }),
    by: new Map([...map.by, ...added]),
  };
}

const inWords = (outcome: OutcomeColumns | undefined): string =>
  outcome === undefined
    ? ""
    : `column ${outcome.column}${outcome.time === undefined ? ", taken as within the horizon" : `, timed by ${outcome.time.column}`}`;
