import assert from "node:assert/strict";
import { CONCEPTS } from "../../src/concepts/index.ts";
import { rowsOf, tableTextOf } from "../../src/concepts/table.ts";

const VARIANTS = CONCEPTS.polygenicVariants;
const read = (...lines: readonly string[]) => tableTextOf(VARIANTS, lines.join("\n"));

describe("a table as the value of an input", () => {
  it("takes the columns of the concept in its order, whatever else the file holds", () => {
    const { text } = read(
      "#pgs_id=PGS000000",
      "effect_weight\tchr_name\tdosage\trsID",
      "0.25\t1\t2\trs1",
      "-1e-3\t2\tNA\trs2",
      "",
    );
    assert.deepEqual(rowsOf(text ?? ""), [
      ["rs1", "0.25", "2"],
      ["rs2", "-1e-3", ""],
    ]);
  });

  it("reads lines that end as in a Windows file", () => {
    assert.equal(tableTextOf(VARIANTS, "rsID\teffect_weight\tdosage\r\nrs1\t1\t0\r\n").text, "rs1\t1\t0");
  });

  const header = "rsID\teffect_weight\tdosage";
  const refusals: readonly (readonly [string, readonly string[], RegExp])[] = [
    ["a column that is not there", ["rsID\tdosage", "rs1\t1"], /no column effect_weight/],
    ["no rows", [header], /no rows/],
    ["a weight that is no number", [header, "rs1\tstrong\t1"], /row 1 has no valid effect_weight/],
    ["a weight that is empty", [header, "rs1\t\t1"], /row 1 has no valid effect_weight/],
    ["more copies than two", [header, "rs1\t1\t2", "rs2\t1\t2.1"], /row 2 has no valid dosage/],
    ["the same variant twice", [header, "rs1\t1\t2", "rs1\t1\t2"], /same rsID/],
    ["no dosage at all", [header, "rs1\t1\tNA"], /empty in every row/],
    ["effects that are not additive", [`${header}\tis_recessive`, "rs1\t1\t2\tTrue"], /is_recessive is not supported/],
    ["infinity", [header, "rs1\tInfinity\t1"], /no valid effect_weight/],
  ];
  for (const [what, lines, problem] of refusals) {
    it(`refuses ${what}, without repeating its content`, () => {
      const result = read(...lines);
      assert.equal(result.text, undefined);
      assert.match(result.problem ?? "", problem);
    });
  }

  it("refuses more rows than the concept allows", () => {
    const rows = Array.from({ length: VARIANTS.maxRows + 1 }, (_, at) => `rs${at}\t1\t1`);
    assert.match(read(header, ...rows).problem ?? "", /more than 20000 rows/);
  });
});
