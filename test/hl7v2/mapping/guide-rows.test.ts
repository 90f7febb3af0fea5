/**
 * One test for each row of the guide that is in effect and has no condition: a segment or value with that field alone
 * makes the element that the row names. Rows with a condition are counted, and tested by name in convert.test.ts.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { MAPPINGS_FOLDER } from "../../../src/hl7v2/mapping/load.ts";
import { type Row, readMaps } from "../../../src/hl7v2/mapping/rows.ts";
import { parseSource, SegmentScope, ValueScope } from "../../../src/hl7v2/mapping/source.ts";
import { parseMessage, Value } from "../../../src/hl7v2/parse.ts";
import { mappings } from "../support.ts";

const layers = ["ig", "base"].map((name) => ({ name, folder: join(MAPPINGS_FOLDER, name) }));
const { encoding } = parseMessage(Buffer.from("MSH|^~\\&|A|B"));
const context = () => ({
  zone: { zone: "UTC" },
  systems: mappings.systems,
  defaultAuthority: "urn:id:SENDER",
  unread: new Set<string>(),
});

/** A value of each v2 type, as the standard's chapter 2A gives its first components. */
const SAMPLES: Readonly<Record<string, string>> = {
  CX: "7^^^H^MR",
  XPN: "DOE^JANE",
  FN: "DOE",
  XAD: "1 MAIN ST^^TOWN",
  XTN: "555-0001",
  EI: "7^H",
  XON: "HOSPITAL",
  DR: "20260101^20260102",
  NM: "5",
  SI: "1",
  DT: "20260102",
  DTM: "202601020304",
  TS: "202601020304",
};

function sample(row: Row): string {
  const code = row.table === "" ? undefined : firstCode(row.table);
  if (row.type === "CWE" || row.type === "CE") return `${code ?? "C"}^Text^L`;
  return SAMPLES[row.type] ?? code ?? "X";
}

/** A code that the table has, by trying those of the v2 tables: letters, letters with a digit, digits. */
function firstCode(table: string): string | undefined {
  const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
  const candidates = [
    ...letters,
    ...letters.flatMap((a) => letters.map((b) => a + b)),
    ..."0123456789",
    "PRN",
    "MR",
    "PH",
  ];
  return candidates.find((code) => mappings.tables.get(table)?.find(code) !== undefined);
}

/** What stands at a path, arrays looked into. */
function valuesAt(root: unknown, path: string): unknown[] {
  let values: unknown[] = [root];
  for (const part of path.split(".")) {
    const name = part.replace(/\[\d+\]$/, "");
    const next = values.flatMap((value) => [(value as Record<string, unknown>)[name], extensionBeside(value, name)]);
    values = next.flat().filter((value) => value !== undefined && value !== null);
  }
  return values;
}

/** An extension of a primitive stands under its name with an underscore. */
function extensionBeside(value: unknown, name: string): unknown {
  return (value as Record<string, unknown>)[`_${name}`];
}

/** What must be there for anything to be made: the rows with a `need`, by field or component. */
const COMPANIONS: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  AL1: { 3: "C^Text^L" },
  DG1: { 3: "C^Text^L" },
  CWE: { 1: "C", 4: "D", 10: "E" },
  XPN: { 1: "DOE" },
  XAD: { 3: "TOWN" },
  XTN: { 1: "555-0001" },
  CX: { 1: "7" },
};

/** Texts at their positions, counted from 1, with the companions around the one under test. */
function withCompanions(of: string, position: number, text: string): string[] {
  const companions = COMPANIONS[of] ?? {};
  const length = Math.max(position, ...Object.keys(companions).map(Number));
  return Array.from({ length }, (_, index) => (index + 1 === position ? text : (companions[index + 1] ?? "")));
}

function apply(kind: string, map: string, row: Row, text: string): unknown {
  const { of, field, parts } = parseSource(row.source);
  if (kind === "datatypes") {
    const value = withCompanions(of, parts[0] ?? 1, text).join("^");
    return mappings.datatype(map).apply(new ValueScope(new Value(value, 0, encoding)), context());
  }
  const fields = withCompanions(of, field ?? 0, text);
  const segment = parseMessage(Buffer.from(`MSH|^~\\&|A|B\r${[of, ...fields].join("|")}`)).segments[1];
  assert.ok(segment);
  return mappings.segment(map).apply(new SegmentScope(segment, () => undefined), context());
}

for (const kind of ["segments", "datatypes"]) {
  describe(`rows of the guide: ${kind}`, () => {
    let conditional = 0;
    const skipped = new Set(mappings.skipped.map((line) => line.split(":")[0]));
    for (const [map, rows] of readMaps(layers, kind)) {
      for (const row of rows.filter(({ layer }) => layer === "ig")) {
        if (skipped.has(`${row.origin} ${row.source} → ${row.target}`)) continue;
        if (row.when !== "") {
          conditional++;
          continue;
        }
        it(`${map} ${row.source} → ${row.target}`, () => {
          // A constant is written with the value of its field: what that row's table takes.
          const valued = rows.find((other) => other.source === row.source && other.table !== "") ?? row;
          const made = apply(kind, map, row, sample(row.assign === "" ? row : valued));
          const values = made === undefined ? [] : valuesAt(made, row.target);
          assert.ok(values.length > 0, JSON.stringify(made));
          const constant = /^"(.*)"$/.exec(row.assign)?.[1];
          if (constant !== undefined) assert.ok(values.some((value) => String(value) === constant));
        });
      }
    }
    after(() => console.log(`      ${conditional} rows with a condition are not among these`));
  });
}
