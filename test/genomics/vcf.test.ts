/** Reading VCF text: https://samtools.github.io/hts-specs/VCFv4.3.pdf, sections 1.4 and 1.6. */
import assert from "node:assert/strict";
import { readVcf } from "../../src/genomics/vcf.ts";

const HEADER = ["##fileformat=VCFv4.3", "##reference=GRCh38"];
const COLUMNS = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tSample";
const vcf = (...rows: readonly string[]) =>
  [...HEADER, COLUMNS, ...rows.map((row) => row.replaceAll(" ", "\t"))].join("\n");
/** The site of CYP2C19*2. */
const two = (genotype: string, more = "PASS . GT") => `chr10 94781859 rs4244285 G A . ${more} ${genotype}`;

const copies = (...rows: readonly string[]) => readVcf(vcf(...rows)).calls.map((call) => call.copies);

describe("VCF text", () => {
  it("gives both copies of a site of the table, whatever the chromosome is called", () => {
    assert.deepEqual(copies(two("0/1")), [["", "rs4244285"]]);
    assert.deepEqual(copies(two("1/1").replace("chr10", "10")), [["rs4244285", "rs4244285"]]);
    assert.deepEqual(copies(two("0/0").replace(" A ", " . ")), [["", ""]]);
    assert.deepEqual(copies("chr10 5 . G A . PASS . GT 0/1"), []);
  });

  it("takes a base that the table does not have for another base", () => {
    assert.deepEqual(copies(two("0/1").replace(" A ", " T ")), [["", "another base"]]);
  });

  it("knows one variant in its several spellings", () => {
    assert.deepEqual(copies("chr13 48037782 . AGGAGTC A,AGGAGTCGGAGTC . PASS . GT 0/2"), [
      ["", "rs746071566 A>AGGAGTC"],
    ]);
    assert.deepEqual(copies("chr13 48037782 . A AGGAGTC . PASS . GT 0/1"), [["", "rs746071566 A>AGGAGTC"]]);
  });

  it("keeps what phase says", () => {
    const [unphased, phased, inSet] = [two("0/1"), two("0|1"), two("0|1:7", "PASS . GT:PS")].map(
      (row) => readVcf(vcf(row)).calls[0]?.phaseSet,
    );
    assert.equal(unphased, undefined);
    assert.notEqual(phased, undefined);
    assert.match(inSet ?? "", /7/);
  });

  it("counts the sites within a block of reference", () => {
    const { calls } = readVcf(vcf("chr10 94781000 . T <NON_REF> . . END=94782000 GT:DP 0/0:30"));
    assert.ok(calls.length > 3);
    assert.ok(calls.every((call) => call.copies.join() === ","));
  });

  it("tells which sites could not be read, and why", () => {
    const why = (row: string) => readVcf(vcf(row)).unread[0] ?? "";
    assert.match(why(two("./.")), /^CYP2C19 94781859: it has no call of two copies/);
    assert.match(why(two("1")), /no call of two copies/);
    assert.match(why(two("0/1", "q10 . GT")), /did not pass the filters/);
    assert.match(why(two("0/1").replace(" G A ", " C A ")), /reference base is not that of the table/);
    assert.match(why(two("0/1").replace(" A ", " <DEL> ")), /symbol/);
    const split = readVcf(vcf(two("0/1"), two("0/0"), two("1/1")));
    assert.match(split.unread[0] ?? "", /several rows that differ/);
    assert.deepEqual(copies(two("0/1"), two("0/0").replace(" A ", " C ")), [["", "rs4244285"]]);
  });

  it("refuses what is no VCF of one sample on a known build", () => {
    assert.throws(() => readVcf("CHROM POS"), /no VCF/);
    assert.throws(() => readVcf(vcf().replace("GRCh38", "mine")), /GRCh37 or GRCh38/);
    assert.throws(() => readVcf(vcf().replace("GRCh38", "GRCh38 lifted from hg19")), /GRCh37 or GRCh38/);
    assert.throws(() => readVcf(vcf().replace("Sample", "One\tTwo")), /2 samples/);
    assert.throws(() => readVcf(HEADER.join("\n")), /0 samples/);
    assert.equal(readVcf(vcf().replace("##reference=GRCh38", "##contig=<ID=1,length=249250621>")).build, "GRCh37");
  });
});
