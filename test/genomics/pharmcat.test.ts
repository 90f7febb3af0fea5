/** Genotypes against those of PharmCAT: its example reports, and cases whose file names say the genotype. */
import assert from "node:assert/strict";
import { basename } from "node:path";
import { genomicReadings } from "../../src/genomics/readings.ts";
import { STAR_GENES } from "../../src/genomics/star-alleles.ts";
import { readVcf } from "../../src/genomics/vcf.ts";
import { needsShared, SHARED, sharedFiles, textOfFile } from "../suites/shared.ts";

const FOLDER = "data/genomics/pharmcat";

/** File of `haplotype-cases` → the pair that its name says, as the table writes it. */
const CASES: Readonly<Record<string, string>> = {
  SLCO1B1_s14_s19_t1: "*14/*19",
  SLCO1B1_s15_s45_t1: "*15/*45",
  SLCO1B1_s19_s37_t1: "*19/*37",
  SLCO1B1_s1_s14_t1: "*1/*14",
  SLCO1B1_s1_s15_t1: "*1/*15",
  SLCO1B1_s1_s25_t1: "*1/*25",
  het3a: "*1/*3A",
  hom1s_het3a: "*1/*3A",
  s16s22: "*16/*22",
  s1s1s: "*1/*1",
  refref: "*1/*1",
  s2ref: "*1/*2",
  s3ref: "*1/*3",
  "c1129-5923c2846": "c.1129-5923C>G, c.1236G>A (HapB3)/c.2846A>T",
  c1156het: "Reference/c.1156G>T (*12)",
  c1679c1156: "c.1156G>T (*12)/c.1679T>G (*13)",
  c2846het: "Reference/c.2846A>T",
  c557c703: "c.557A>G/c.703C>T (*8)",
  novariant: "Reference/Reference",
  "-1639A-1639A": "A/A",
  "-1639G-1639A": "G/A",
  "-1639G-1639G": "G/G",
  s1s61: "*1/*61",
  s24s24: "*24/*24",
  s2s24: "*2/*24",
};

const calledOf = (text: string, unlistedAreReference: boolean) =>
  genomicReadings([], { vcf: readVcf(text), unlistedAreReference });

describe("genotypes of PharmCAT's examples", () => {
  before(function () {
    needsShared(this, FOLDER);
  });

  it("are those of its reports, where every position is given", () => {
    for (const name of ["pharmcat.example", "pharmcat.example2"]) {
      const report = textOfFile(`${SHARED}/${FOLDER}/${name}.report.tsv`)
        .split("\n")
        .map((line) => line.split("\t"));
      const readings = calledOf(textOfFile(`${SHARED}/${FOLDER}/${name}.vcf.gz`), false);
      assert.equal(readings.length, Object.keys(STAR_GENES).length);
      for (const { gene, called } of readings) {
        const expected = report.find(([symbol]) => symbol === gene)?.[1]?.replaceAll("*38", "*1"); // *1 stands for *38
        assert.deepEqual(called?.pairs, [gene === "VKORC1" ? "G/G" : expected], `${name} ${gene}`);
      }
    }
  });

  it("are among the pairs that fit, in each case whose name says them", () => {
    let count = 0;
    for (const file of sharedFiles(`${FOLDER}/haplotype-cases`, /\.vcf\.gz$/)) {
      const expected = CASES[basename(file, ".vcf.gz")];
      if (expected === undefined) continue;
      const [reading] = calledOf(textOfFile(file), true);
      assert.ok(reading?.called?.pairs.includes(expected), `${file}: ${reading?.text}`);
      count++;
    }
    assert.equal(count, Object.keys(CASES).length);
  });
});
