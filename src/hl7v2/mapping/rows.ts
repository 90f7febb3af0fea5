/**
 * Mapping rows as the tables hold them, and how layers combine: a row of a later layer replaces all rows of earlier
 * ones with the same source and target; one with target `*` replaces all rows of its source; `off` leaves it at that.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parse } from "csv-parse/sync";
import { InvalidInput } from "../../errors.ts";

export interface Row {
  /** For messages and for `explain`: `base PID[Patient]`. */
  readonly origin: string;
  readonly layer: string;
  readonly source: string;
  readonly type: string;
  readonly when: string;
  /** Path below the map's FHIR type; "-": the value is known to carry nothing for FHIR. */
  readonly target: string;
  readonly map: string;
  readonly table: string;
  readonly assign: string;
  /** Rows with the same label: one of them must give something, else the element is left out. */
  readonly need: string;
  readonly isOff: boolean;
}

/** Reads a CSV file with a header line as records. @throws InvalidInput naming the file */
export function readCsv(file: string): Record<string, string>[] {
  try {
    return parse(readFileSync(file, "utf8"), { columns: true, skipEmptyLines: true, trim: true }) as Record<
      string,
      string
    >[];
  } catch (cause) {
    throw new InvalidInput(`${file} is not a readable CSV table`, { cause });
  }
}

/** All maps of a kind over the layers (folders, earliest first), by name such as `PID[Patient]`. */
export function readMaps(
  layers: readonly { readonly name: string; readonly folder: string }[],
  kind: string,
): Map<string, Row[]> {
  const maps = new Map<string, Row[]>();
  for (const { name: layer, folder } of layers) {
    for (const file of csvFiles(join(folder, kind))) {
      const name = basename(file, ".csv");
      maps.set(name, overlay(maps.get(name) ?? [], readRows(file, layer, name)));
    }
  }
  for (const [name, rows] of maps)
    maps.set(
      name,
      rows.filter((row) => !row.isOff),
    );
  return maps;
}

export function csvFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith(".csv"));
  return names.sort().map((name) => join(folder, name));
}

function readRows(file: string, layer: string, map: string): Row[] {
  return readCsv(file).map((record) => ({
    origin: `${layer} ${map}`,
    layer,
    source: record["source"] ?? "",
    type: record["type"] ?? "",
    when: record["when"] ?? "",
    target: record["target"] ?? "",
    map: record["map"] ?? "",
    table: record["table"] ?? "",
    assign: record["assign"] ?? "",
    need: record["need"] ?? "",
    isOff: record["off"] === "y",
  }));
}

function overlay(below: readonly Row[], above: readonly Row[]): Row[] {
  const replaced = new Set(above.map((row) => `${row.source} ${row.target}`));
  const kept = below.filter((row) => !replaced.has(`${row.source} *`) && !replaced.has(`${row.source} ${row.target}`));
  return [...kept, ...above];
}
