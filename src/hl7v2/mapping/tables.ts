/**
 * Code tables: a v2 code to a FHIR code. What happens to a code that a table does not have is a column of
 * `base/tables.csv`: `omit` (the element is left out and the position reported) or `fixed:<code>`. Where the target is
 * a CodeableConcept the sender's coding is always kept beside the mapped one.
 */
import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { csvFiles, readCsv } from "./rows.ts";

export interface Coding {
  readonly system?: string;
  readonly code: string;
  readonly display?: string;
}

export interface CodeTable {
  readonly name: string;
  /** URI of the v2 table, for a sender's code without a coding system. */
  readonly v2System: string | undefined;
  find(code: string): Coding | undefined;
  /** The mapped coding, else the fixed one for codes the table lacks. */
  findOrFixed(code: string): Coding | undefined;
}

/** All tables over the layers: rows of a later layer replace those of earlier ones with the same code. */
export function readTables(layers: readonly { readonly folder: string }[]): Map<string, CodeTable> {
  const codings = new Map<string, Map<string, Coding>>();
  const policies = new Map<string, Record<string, string>>();
  for (const { folder } of layers) {
    for (const file of csvFiles(join(folder, "tables"))) {
      const name = basename(file, ".csv");
      const table = codings.get(name) ?? new Map<string, Coding>();
      codings.set(name, table);
      for (const row of readCsv(file)) addRow(table, row);
    }
    const policyFile = join(folder, "tables.csv");
    if (existsSync(policyFile)) for (const row of readCsv(policyFile)) policies.set(row["table"] ?? "", row);
  }
  const names = new Set([...codings.keys(), ...policies.keys()]);
  return new Map([...names].map((name) => [name, codeTable(name, codings.get(name) ?? new Map(), policies.get(name))]));
}

function addRow(table: Map<string, Coding>, row: Record<string, string>): void {
  const code = row["code"] ?? "";
  if (row["target"] === "-") table.delete(code);
  else {
    table.set(code, {
      ...(row["targetSystem"] ? { system: row["targetSystem"].trim() } : {}),
      code: row["target"] ?? "",
      ...(row["display"] ? { display: row["display"] } : {}),
    });
  }
}

function codeTable(name: string, codings: ReadonlyMap<string, Coding>, policy: Record<string, string> = {}): CodeTable {
  const folded = new Map([...codings].map(([code, coding]) => [code.toUpperCase(), coding]));
  const find = (code: string) => codings.get(code) ?? folded.get(code.toUpperCase());
  const fixedCode = /^fixed:(.+)$/.exec(policy["unmapped"] ?? "")?.[1];
  const fixed = fixedCode === undefined ? undefined : { code: fixedCode };
  return { name, v2System: policy["v2System"] || undefined, find, findOrFixed: (code) => find(code) ?? fixed };
}
