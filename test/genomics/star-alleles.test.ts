/** The table of star alleles has the shape that its types say, and agrees with the positions of PharmCAT. */
import assert from "node:assert/strict";
import {
  minimalVariant,
  STAR_ALLELES,
  STAR_GENES,
  siteAt,
  siteOfRsid,
  sitesOf,
} from "../../src/genomics/star-alleles.ts";
import { needsShared, SHARED, textOfFile } from "../suites/shared.ts";

const EXAMPLE = "data/genomics/pharmcat/pharmcat.example.vcf.gz";

describe("table of star alleles", () => {
  it("names only variants that have a row, in their shortest form, and each allele by other ones", () => {
    assert.ok(STAR_ALLELES.source.length > 0);
    for (const [gene, { variants, alleles, reference, proxies = {} }] of Object.entries(STAR_GENES)) {
      const keys = variants.map(({ key }) => key);
      assert.equal(new Set(keys).size, keys.length, gene);
      for (const { grch38, grch37, ref, alt, rsid } of variants) {
        assert.match(`${ref} ${alt}`, /^[ACGT]+ [ACGT]+$/);
        assert.deepEqual(minimalVariant({ position: grch38, ref, alt }), { position: grch38, ref, alt });
        assert.ok(Number.isInteger(grch37));
        assert.match(rsid ?? "rs1", /^rs\d+$/);
      }
      const definitions = Object.values(alleles).map((held) => held.toSorted().join());
      assert.equal(new Set(definitions).size, definitions.length, `${gene}: two alleles of one definition`);
      assert.deepEqual(alleles[reference], []);
      for (const key of [...Object.values(alleles).flat(), ...Object.entries(proxies).flat()])
        assert.ok(keys.includes(key), key);
    }
  });

  it("finds a site by either build and by its number", () => {
    const site = siteOfRsid("rs4244285"); // CYP2C19*2: https://www.ncbi.nlm.nih.gov/snp/rs4244285
    assert.equal(site?.gene, "CYP2C19");
    assert.equal(siteAt("GRCh38", "10", 94781859), site);
    assert.equal(siteAt("GRCh37", "10", 96541616), site);
    assert.equal(siteAt("GRCh37", "10", 94781859), undefined);
    assert.equal(siteOfRsid("rs1"), undefined);
    assert.equal(sitesOf("VKORC1").length, 1);
  });

  it("has the positions, bases and numbers of PharmCAT", function () {
    needsShared(this, EXAMPLE);
    const rows = textOfFile(`${SHARED}/${EXAMPLE}`)
      .split("\n")
      .filter((line) => line.startsWith("chr"))
      .map((line) => line.split("\t"));
    for (const [gene, { chromosome, variants }] of Object.entries(STAR_GENES)) {
      for (const { key, rsid, grch38, ref, alt } of variants) {
        const row = rows.find(([chrom, position]) => chrom === `chr${chromosome}` && position === String(grch38));
        assert.ok(row, `${gene} ${key}`);
        const [, position, id, base = "", alts = ""] = row;
        const found = alts.split(",").map((one) => minimalVariant({ position: Number(position), ref: base, alt: one }));
        assert.ok(
          found.some((one) => one.position === grch38 && one.ref === ref && one.alt === alt),
          `${gene} ${key}`,
        );
        if (rsid !== undefined && id !== ".") assert.equal(id, rsid);
      }
    }
  });
});
