/**
 * Loads `mappings/`: reads the layers, checks every row against the R4 definitions, compiles the maps.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { InvalidInput } from "../../errors.ts";
import { type CompiledMap, compileMap, type ElementAt } from "./compile.ts";
import { type Row, readCsv, readMaps } from "./rows.ts";
import { readSystems, type Systems } from "./systems.ts";
import { type CodeTable, readTables } from "./tables.ts";

export interface Mappings {
  /** For Provenance and for `explain`: the layers and the guide's commit. */
  readonly version: string;
  /** A segment map by name, `PID[Patient]`. @throws InvalidInput if there is none */
  segment(name: string): CompiledMap;
  datatype(name: string): CompiledMap;
  readonly systems: Systems;
  readonly tables: ReadonlyMap<string, CodeTable>;
  /** What a supported event means: key `ADT^A01`; `encounterStatus` "" where it says nothing of the visit. */
  readonly events: ReadonlyMap<string, { readonly encounterStatus: string }>;
  /** How a later message changes an element: key `Patient.telecom`; by default it replaces it. */
  readonly mergePolicies: ReadonlyMap<string, string>;
  /** Identifier types (table 0203) that are not, or only as a last resort, used to find a patient. */
  readonly identityUse: ReadonlyMap<string, string>;
  /** Rows of the guide that do not fit R4 and are left out, with the reason. */
  readonly skipped: readonly string[];
}

/** The project's own tables. */
export const MAPPINGS_FOLDER = new URL("../../../mappings/", import.meta.url).pathname;

/** Reads and compiles the mappings of a folder. @throws InvalidInput naming file and row that are wrong */
export function loadMappings(elementAt: ElementAt, folder: string = MAPPINGS_FOLDER): Mappings {
  const manifest = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")) as {
    readonly layers: readonly string[];
    readonly ig: { readonly commit: string };
  }; // our own file
  const layers = manifest.layers.map((name) => ({ name, folder: join(folder, name) }));
  const skipped: string[] = [];
  const tables = readTables(layers);
  const datatypes = compiler(readMaps(layers, "datatypes"));
  const segments = compiler(readMaps(layers, "segments"));
  const environment = {
    elementAt,
    tables,
    datatype: (name: string) => datatypes.find(name),
    skipped: (row: Row, reason: string) => skipped.push(`${row.origin} ${row.source} → ${row.target}: ${reason}`),
  };

  function compiler(rows: ReadonlyMap<string, readonly Row[]>) {
    const compiled = new Map<string, CompiledMap>();
    const find = (name: string): CompiledMap | undefined => {
      const known = compiled.get(name);
      const own = rows.get(name);
      if (known !== undefined || own === undefined) return known;
      const map = compileMap(name, own, environment);
      compiled.set(name, map);
      return map;
    };
    return { find, names: [...rows.keys()] };
  }
  // Everything is compiled now, so that a wrong row stops the start and not a message.
  for (const name of datatypes.names) datatypes.find(name);
  for (const name of segments.names) segments.find(name);

  const required = (map: CompiledMap | undefined, name: string): CompiledMap => {
    if (map === undefined) throw new InvalidInput(`mappings has no map ${name}`);
    return map;
  };
  const ours = layers.filter(({ name }) => name !== "ig");
  const rowsOf = (file: string) => ours.flatMap(({ folder: layer }) => readCsv(join(layer, file)));
  const pairs = (file: string, key: string, value: string) =>
    new Map(rowsOf(file).map((row) => [row[key] ?? "", row[value] ?? ""] as const));
  return {
    version: `${manifest.layers.join("+")} (guide ${manifest.ig.commit.slice(0, 12)})`,
    segment: (name) => required(segments.find(name), name),
    datatype: (name) => required(datatypes.find(name), name),
    systems: readSystems(layers),
    tables,
    events: new Map(
      rowsOf("events.csv").map((row) => [row["event"] ?? "", { encounterStatus: row["encounterStatus"] ?? "" }]),
    ),
    mergePolicies: pairs("merge.csv", "element", "policy"),
    identityUse: pairs("identity.csv", "type", "use"),
    skipped,
  };
}
