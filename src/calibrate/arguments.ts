import { basename } from "node:path";
import { parseArgs } from "node:util";
import { InvalidInput } from "../errors.ts";
import { SMALL_CELLS, type SmallCells } from "../evaluation/small-cells.ts";
import { RECALIBRATION_NAME } from "../models/recalibration.ts";

export interface CalibrateArguments {
  /** `framingham-cvd-2008` or `framingham-cvd-2008:bmi` */
  readonly model: string;
  readonly cohort: string;
  readonly map: string | undefined;
  readonly outcome: string | undefined;
  readonly horizonYears: number | undefined;
  readonly result: string | undefined;
  /** Further columns whose values are subgroups. */
  readonly by: readonly string[];
  /** Groups with fewer are not shown. */
  readonly small: SmallCells;
  readonly name: string;
  readonly out: string;
  /** Folder of a site's models, as MODELS_DIR. */
  readonly models: string | undefined;
  readonly quiet: boolean;
}

export const USAGE = `Usage: npm run calibrate -- MODEL COHORT.csv [options]

Compares what a risk model predicts for each person of a cohort with what happened to them: prints discrimination and
calibration on the whole and by subgroup, and writes a report (JSON, SVG) with a recalibrated variant of the model.
MODEL is an id or an id and a variant, framingham-cvd-2008:bmi. The cohort is CSV with a header, also as .csv.gz.

  --map MAP.json     what the columns mean; without it they are named as concepts, in the concepts' units
  --outcome COLUMN   the column that says whether the outcome happened, in place of the map's
  --horizon YEARS    within how many years; needed where the model gives several horizons or none
  --result CODE      which outcome of the model; needed where it gives several
  --by COLUMN        a further column of subgroups; may be given several times
  --fewest-persons N, --fewest-events N
                     subgroups with fewer are not shown (default: ${SMALL_CELLS.persons} persons, ${SMALL_CELLS.events} events)
  --models FOLDER    the site's own models and variants, as MODELS_DIR of the server
  --name NAME        name of the recalibrated variant (default: the cohort's file name)
  --out FOLDER       where the report goes (default: calibration-MODEL-NAME)
  --quiet            no progress

Exit code: 0 evaluated, 1 too little to be evaluated, 2 wrong use or a file cannot be read.`;

const MAX_HORIZON_YEARS = 100;

/** Reads the command line. @throws InvalidInput naming the argument; its message is for the terminal */
export function readArguments(argv: readonly string[]): CalibrateArguments | "help" {
  const { values, positionals } = parse(argv);
  if (values.help) return "help";
  const [model, cohort, ...rest] = positionals;
  if (!model || !cohort || rest.length > 0) throw new InvalidInput("give a MODEL and one COHORT file");
  const name = values.name ?? nameOf(cohort);
  if (!RECALIBRATION_NAME.test(name)) {
    throw new InvalidInput("--name is of lower-case letters, digits and hyphens: site-a-2024");
  }
  return {
    model,
    cohort,
    map: values.map,
    outcome: values.outcome,
    horizonYears: values.horizon === undefined ? undefined : years(values.horizon),
    result: values.result,
    by: values.by,
    small: {
      persons: least("--fewest-persons", values["fewest-persons"], SMALL_CELLS.persons),
      events: least("--fewest-events", values["fewest-events"], SMALL_CELLS.events),
    },
    name,
    out: values.out ?? `calibration-${model.replace(":", "-")}-${name}`,
    models: values.models,
    quiet: values.quiet,
  };
}

function years(text: string): number {
  const number = Number(text);
  if (number > 0 && number <= MAX_HORIZON_YEARS) return number;
  throw new InvalidInput(`--horizon is a number of years up to ${MAX_HORIZON_YEARS}, not '${text}'`);
}

function least(option: string, text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvalidInput(`${option} is a whole number from 1, not '${text}'`);
}

const nameOf = (file: string): string =>
  basename(file)
    .toLowerCase()
    .replace(/\.csv(\.gz)?$/, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        map: { type: "string" },
        outcome: { type: "string" },
        horizon: { type: "string" },
        result: { type: "string" },
        by: { type: "string", multiple: true, default: [] },
        "fewest-persons": { type: "string" },
        "fewest-events": { type: "string" },
        models: { type: "string" },
        name: { type: "string" },
        out: { type: "string" },
        quiet: { type: "boolean", default: false },
        help: { type: "boolean", default: false, short: "h" },
      },
    });
  } catch (cause) {
    throw new InvalidInput(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
