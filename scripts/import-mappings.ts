/**
 * Imports the mapping tables of the HL7 v2-to-FHIR guide (https://github.com/HL7/v2-to-fhir, Apache-2.0) as the layer
 * `mappings/ig`: normalised columns and conditions, and a report of every row that could not be read.
 *
 *     node scripts/import-mappings.ts <folder with the guide's mappings/> <commit>
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { parseCondition } from "../src/hl7v2/mapping/when.ts";

const SEGMENT_MAPS =
  "PID[Patient] PD1[Patient] NK1[RelatedPerson] PV1[Encounter] PV2[Encounter] AL1[AllergyIntolerance] DG1[Condition] OBR[DiagnosticReport] OBR[ServiceRequest] ORC[ServiceRequest] OBX[Observation] IN1[Coverage]".split(
    " ",
  );
const DATATYPE_MAPS =
  "CX[Identifier] XPN[HumanName] XAD[Address] XTN[ContactPoint] CWE[CodeableConcept] CWE[Coding] EI[Identifier-Extension] DR[Period]".split(
    " ",
  );
/** The guide spells some names in two ways. */
const SPELLING: Readonly<Record<string, string>> = {
  "ID[Code]": "ID[code]",
  "CWE[Code]": "CWE[code]",
  "ID[String]": "ID[string]",
  "ID[Boolean]": "ID[boolean]",
  "XPN[String]": "XPN[string]",
  "CE[CodeableConcept]": "CWE[CodeableConcept]",
  "NM[PositiveInt]": "NM[positiveInt]",
};
const COLUMNS = ["source", "name", "type", "when", "target", "map", "table", "assign"];

const [folder, commit] = process.argv.slice(2);
if (folder === undefined || commit === undefined) throw new Error("usage: import-mappings.ts FOLDER COMMIT");
const out = new URL("../mappings/ig/", import.meta.url).pathname;
const report: string[] = [];
const tables = new Set<string>();

rmSync(out, { recursive: true, force: true });
for (const sub of ["segments", "datatypes", "tables"]) mkdirSync(join(out, sub), { recursive: true });
for (const name of SEGMENT_MAPS) importMap("segments", name);
for (const name of DATATYPE_MAPS) importMap("datatypes", name);
for (const name of [...tables].sort()) importTable(name);
writeFileSync(join(out, "import-report.md"), reportText());

function fileOf(sub: string, name: string): string | undefined {
  const file = readdirSync(join(folder ?? "", sub)).find((entry) => entry.includes(`_ ${name} - `));
  return file && join(folder ?? "", sub, file);
}

function rowsOf(file: string): string[][] {
  const text = readFileSync(file, "utf8").replace(/^\uFEFF/, "");
  return (parse(text, { relaxColumnCount: true, relaxQuotes: true }) as string[][])
    .slice(2)
    .map((row) => row.map((cell) => cell.replace(/\s+/g, " ").trim()));
}

function importMap(sub: "segments" | "datatypes", name: string): void {
  const file = fileOf(sub, name);
  if (file === undefined) throw new Error(`the guide has no ${sub}/${name}`);
  const kept: string[][] = [];
  for (const row of rowsOf(file)) {
    const read = readRow(row);
    if (typeof read === "string") report.push(`| ${name} | ${row[1]} | ${read.replaceAll("|", "\\|")} |`);
    else if (read !== undefined) kept.push(read);
  }
  writeFileSync(join(out, sub, `${name}.csv`), csv([COLUMNS, ...kept]));
}

/** The columns of a row, undefined if it has no target, or the reason why it cannot be read. */
function readRow(row: string[]): string[] | string | undefined {
  const cell = (index: number) => row[index] ?? "";
  const [source, name, type] = [cell(1), cell(2), cell(3)];
  const narrative = cell(8);
  const rawTarget = cell(9);
  const assign = cell(16).replace(/^"\s*(.*?)"$/, '"$1"');
  if (rawTarget === "" || source === "") return cell(10) === "" ? undefined : `no R4 element: ${cell(10)}`;
  const target = rawTarget.replace(/^\[1\]\./, "").replace(/^(CodeableConcept|Identifier)\./, "");
  if (!/^[a-zA-Z]+(\[\d+\])?(\.[a-zA-Z]+(\[\d+\])?)*$/.test(target)) return `target not a plain path: ${rawTarget}`;
  if (narrative !== "" && cell(6) === "") return `condition only in words: ${narrative.slice(0, 120)}`;
  const when = cell(6) === "" ? "" : normaliseCondition(cell(6));
  if (when === undefined) return `condition not readable: ${cell(6)}`;
  const map = SPELLING[cell(14)] ?? cell(14);
  const table = cell(15).replaceAll("/", "");
  if (table !== "") tables.add(table);
  return [source, name, type, when, target, map, table, assign];
}

/** The guide's condition in the grammar of `when.ts`, or undefined. */
function normaliseCondition(text: string): string | undefined {
  const operators = text
    .replace(/^IF\s+/i, "")
    .replace(/\bAND\s+IF\b/g, "AND")
    .replace(/[“”]/g, '"');
  const field = "([A-Z][A-Z0-9]{1,2}[-.]\\d+(?:\\.\\d+)*)";
  const rewritten = operators
    .replace(new RegExp(`${field}\\s+LST\\.COUNT EQUALS (\\d+)`, "g"), "COUNT($1) = $2")
    .replace(new RegExp(`${field}\\s+LST\\.COUNT GREATER THAN (\\d+)`, "g"), "COUNT($1) > $2")
    .replace(new RegExp(`${field}\\s+COUNT\\s*(>|=)\\s*(\\d+)`, "g"), "COUNT($1) $2 $3")
    .replace(new RegExp(`${field}\\s+LENGTH GREATER THAN (\\d+)`, "g"), "LENGTH($1) > $2")
    .replace(new RegExp(`${field}\\s+(?:IS )?NOT VALUED`, "g"), "NOT VALUED($1)")
    .replace(new RegExp(`${field}\\s+(?:IS )?VALUED`, "g"), "VALUED($1)")
    .replace(new RegExp(`${field}\\s+NOT EQUALS`, "g"), "$1 !=")
    .replace(new RegExp(`${field}\\s+EQUALS`, "g"), "$1 =")
    .replace(new RegExp(`${field}\\s+IS\\s+(?=")`, "g"), "$1 = ");
  try {
    return parseCondition(rewritten).text;
  } catch {
    return undefined;
  }
}

function importTable(name: string): void {
  const file = fileOf("codesystems", name);
  if (file === undefined) {
    report.push(`| table ${name} | | named by a row, but the guide has no such table |`);
    return;
  }
  const rows = rowsOf(file)
    .filter((row) => row[0] && row[6] && !/^n\/?a$/i.test(row[6]))
    .map((row) => [row[0] ?? "", row[2] ?? "", row[6] ?? "", row[8] ?? "", row[9] ?? ""]);
  writeFileSync(
    join(out, "tables", `${name}.csv`),
    csv([["code", "system", "target", "display", "targetSystem"], ...rows]),
  );
}

function csv(rows: readonly (readonly string[])[]): string {
  const quote = (cell: string) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  return `${rows.map((row) => row.map(quote).join(",")).join("\n")}\n`;
}

function reportText(): string {
  return `# Rows of the guide that the import leaves out

HL7/v2-to-fhir, commit ${commit}, Apache-2.0. A row stays out when its target is no plain path of an R4 element, when it
names no R4 element, or when its condition cannot be read. What replaces it, if anything, is in \`mappings/base\`.

| map | source | reason |
|---|---|---|
${report.join("\n")}
`;
}
