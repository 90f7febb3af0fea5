/** Phenotypes and recommendations by the guidelines that the table cites. */
import assert from "node:assert/strict";

import { checkPharmacogenomics } from "../../src/drug-safety/pharmacogenomics.ts";
import { phenotypeOf, phenotypesOf } from "../../src/drug-safety/phenotypes.ts";
import { PHARMACOGENOMICS } from "../../src/drug-safety/tables.ts";
import type { GenomicReading } from "../../src/genomics/contract.ts";
import { needsShared, SHARED, textOfFile } from "../suites/shared.ts";
import { inUse } from "./medications.ts";

const PHARMCAT = "data/genomics/pharmcat";

const genotype = (gene: string, text: string, says: GenomicReading["says"] = "genotype"): GenomicReading => ({
  references: [`Observation/${gene}`],
  gene,
  says,
  text,
});

const PHENOTYPES: readonly (readonly [string, string, string])[] = [
  ["CYP2C19", "CYP2C19*2/*2", "Poor"],
  ["CYP2C19", "*1/*17", "Rapid"],
  ["CYP2C19", "*17/*17", "Ultrarapid"],
  ["CYP2C19", "CYP2C19*2 / CYP2C19*17", "Intermediate"],
  ["CYP2C19", "*1/*9", "Likely Intermediate"],
  ["CYP2C19", "*9/*2", "Likely Poor"],
  ["CYP2C19", "*1.001/*38", "Normal"],
  ["CYP2D6", "*4/*4", "Poor"],
  ["CYP2D6", "*4/*5x2", "unknown"],
  ["CYP2D6", "*1/*10", "Normal"], // 1.25
  ["CYP2D6", "*4/*1", "Intermediate"], // 1
  ["CYP2D6", "*1/*2", "Normal"],
  ["CYP2D6", "*1x2/*9", "Ultrarapid"], // 2.5
  ["CYP2D6", "*1/*41", "Normal"],
  ["CYP2D6", "*1xN/*2", "unknown"],
  ["SLCO1B1", "*1/*5", "Decreased"],
  ["SLCO1B1", "*5/*15", "Poor"],
  ["TPMT", "*1/*3A", "Intermediate"],
  ["NUDT15", "*3/*3", "Poor"],
  ["DPYD", "Reference/c.1905+1G>A (*2A)", "Intermediate"],
  ["DPYD", "c.2846A>T/c.1905+1G>A", "Poor, score 0.5"],
  ["DPYD", "*2A/*13", "Poor, score 0"],
  ["HLA-B", "HLA-B*57:01/HLA-B*08:01", "HLA-B*57:01 positive"],
  ["HLA-B", "B*57:01:01/B*08:01", "HLA-B*57:01 positive"],
  ["HLA-B", "*07:02/*08:01", "HLA-B*57:01 negative"],
  ["HLA-B", "*57/*08:01", "unknown"],
  ["CYP2C9", "*1/*6", "Carrier of *5, *6, *8 or *11"],
  ["CYP2C19", "*1/*12", "unknown"],
  ["CYP2C19", "*1/*99", "unknown"],
  ["CYP2C19", "*1", "unknown"],
  ["CYP2C19", "", "unknown"],
  ["BRCA1", "*1/*1", "unknown"],
];

describe("phenotypes", () => {
  for (const [gene, text, expected] of PHENOTYPES) {
    it(`takes ${gene} "${text}" for ${expected}`, () => {
      const found = phenotypeOf(genotype(gene, text));
      assert.equal("phenotype" in found ? found.phenotype : "unknown", expected);
    });
  }

  it("are those of PharmCAT's example reports", function () {
    needsShared(this, PHARMCAT);
    for (const name of ["pharmcat.example", "pharmcat.example2"]) {
      const rows = textOfFile(`${SHARED}/${PHARMCAT}/${name}.report.tsv`)
        .split("\n")
        .map((line) => line.split("\t"));
      let count = 0;
      for (const [gene = "", diplotype = "", phenotype = ""] of rows) {
        const rule = PHARMACOGENOMICS.genes[gene]?.rule;
        if (rule === undefined || rule === "carrier") continue;
        const found = phenotypeOf(genotype(gene, diplotype));
        const expected = phenotype.replace(/ (?:Metabolizer|Function)$/, "");
        assert.deepEqual(found, { phenotype: expected }, `${gene} ${diplotype}`);
        count++;
      }
      assert.ok(count >= 5);
    }
  });

  it("reads CPIC's terms whole, in any case, and no other", () => {
    const say = (text: string) => phenotypeOf(genotype("CYP2C19", text, "phenotype"));
    assert.deepEqual(say("poor METABOLIZER"), { phenotype: "Poor" });
    assert.deepEqual(say("Likely intermediate metabolizer"), { phenotype: "Likely Intermediate" });
    assert.ok("unknown" in say("not a poor metabolizer"));
  });

  it("takes one allele for an answer only where carrying it decides", () => {
    assert.deepEqual(phenotypeOf(genotype("HLA-B", "B*57:01", "haplotype")), { phenotype: "HLA-B*57:01 positive" });
    assert.ok("unknown" in phenotypeOf(genotype("HLA-B", "B*35:01", "haplotype")));
    assert.ok("unknown" in phenotypeOf(genotype("CYP2C19", "*2", "haplotype")));
  });
});

describe("phenotypes of genotypes that are called from variants", () => {
  const called = (gene: string, pairs: readonly string[], isComplete = true): GenomicReading => ({
    references: [],
    gene,
    says: "genotype",
    text: pairs.join(" or "),
    called: { pairs, isComplete, statement: "called in a test" },
  });

  it("are one where all pairs that fit have it", () => {
    assert.deepEqual(phenotypesOf(called("CYP2C19", ["*2/*2"], false)), { phenotypes: ["Poor"] });
    assert.deepEqual(phenotypesOf(called("SLCO1B1", ["*1/*15", "*5/*37"])), { phenotypes: ["Decreased"] });
  });

  it("are those of each pair where only the strands are open", () => {
    const tpmt = called("TPMT", ["*1/*3A", "*3B/*3C"]);
    assert.deepEqual(phenotypesOf(tpmt), { phenotypes: ["Intermediate", "Poor"] });
    const { findings, notes } = checkPharmacogenomics([inUse("103")], [tpmt]);
    assert.deepEqual(
      findings.map(({ title }) => title),
      ["mercaptopurine and TPMT, Intermediate", "mercaptopurine and TPMT, Poor"],
    );
    assert.match(notes[0]?.message ?? "", /strands .* \*1\/\*3A or \*3B\/\*3C \(Intermediate or Poor\)/);
  });

  it("are none where positions are open, a pair has an unknown allele, or no pair fits", () => {
    const unknown = (reading: GenomicReading) => {
      const found = phenotypesOf(reading);
      return "unknown" in found ? found.unknown : found.phenotypes.join();
    };
    assert.match(unknown(called("TPMT", ["*1/*3A", "*3B/*3C"], false)), /no allele is called from silence/);
    assert.match(unknown(called("TPMT", ["*1/*3A", "*1/*32"])), /no function for \*32/);
    assert.match(unknown(called("TPMT", ["*1/*32"])), /no function for \*32/);
    assert.match(unknown(called("TPMT", [])), /called in a test/);
  });

  it("of a strand with several variants are by the least active", () => {
    const both = called("DPYD", ["Reference/c.1905+1G>A (*2A) + c.2846A>T", "c.1905+1G>A (*2A)/c.2846A>T"]);
    assert.deepEqual(phenotypesOf(both), { phenotypes: ["Intermediate", "Poor, score 0.5"] });
  });
});

describe("pharmacogenomics", () => {
  const clopidogrel = () => inUse("32968");

  it("finds clopidogrel in a poor metabolizer, with the genotype as evidence", () => {
    const { findings } = checkPharmacogenomics([clopidogrel()], [genotype("CYP2C19", "CYP2C19*2/*2")]);
    assert.equal(findings.length, 1);
    assert.equal(findings[0]?.rule, "cpic-tables/CYP2C19/clopidogrel");
    assert.equal(findings[0]?.severity, "high");
    assert.match(findings[0]?.suggestion ?? "", /prasugrel or ticagrelor/);
    assert.deepEqual(findings[0]?.evidence[0]?.references, ["Observation/CYP2C19"]);
  });

  it("tells what the source says of a normal phenotype, without a finding", () => {
    const { findings, notes } = checkPharmacogenomics([clopidogrel()], [genotype("CYP2C19", "*1/*1")]);
    assert.deepEqual(findings, []);
    assert.match(notes[0]?.message ?? "", /Normal: the source gives the dose of the label/);
  });

  it("tells that a gene was never tested, and nothing of drugs that are not taken", () => {
    const { findings, notes } = checkPharmacogenomics([clopidogrel()], [genotype("CYP2D6", "*4/*4")]);
    assert.deepEqual(findings, []);
    assert.deepEqual(
      notes.map(({ message }) => message),
      ["clopidogrel and CYP2C19: no genotype or phenotype is on record"],
    );
  });

  it("checks each of two results that disagree, and says so", () => {
    const readings = [genotype("CYP2C19", "*2/*2"), genotype("CYP2C19", "Normal metabolizer", "phenotype")];
    const { findings, notes } = checkPharmacogenomics([clopidogrel()], readings);
    assert.equal(findings.length, 1);
    assert.ok(notes.some(({ message }) => message.includes("disagree")));
  });

  it("covers every drug of the guidelines", () => {
    const cases: readonly (readonly [string, string, string])[] = [
      ["2670", "CYP2D6", "*4/*4"],
      ["10689", "CYP2D6", "*1x3/*2"],
      ["36567", "SLCO1B1", "*5/*5"],
      ["1256", "TPMT", "*2/*3A"],
      ["103", "NUDT15", "*1/*3"],
      ["4492", "DPYD", "Reference/c.1679T>G"],
      ["194000", "DPYD", "c.2846A>T/Reference"],
      ["190521", "HLA-B", "*57:01/*57:01"],
      ["11289", "CYP2C9", "*1/*8"],
    ];
    for (const [code, gene, text] of cases) {
      assert.equal(checkPharmacogenomics([inUse(code)], [genotype(gene, text)]).findings.length, 1, `${code} ${gene}`);
    }
  });
});
