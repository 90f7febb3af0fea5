/** Pairs of alleles from single positions; definitions by PharmVar: https://www.pharmvar.org/gene/CYP2C19 and others. */
import assert from "node:assert/strict";
import type { SiteCall } from "../../src/genomics/contract.ts";
import { callGenotype } from "../../src/genomics/diplotypes.ts";
import { sitesOf } from "../../src/genomics/star-alleles.ts";

/** Every site of a gene as reference, save those given by key. */
function tested(
  gene: string,
  found: Readonly<Record<string, SiteCall["copies"] | "phased" | "open">> = {},
): SiteCall[] {
  return sitesOf(gene).flatMap(({ site, variants }) => {
    const key = variants.map((variant) => variant.key).find((name) => name in found);
    const copies = key === undefined ? undefined : found[key];
    return copies === "open" || typeof copies === "string" ? [] : [{ gene, site, copies: copies ?? ["", ""] }];
  });
}
const het = (key: string): SiteCall["copies"] => ["", key];
const hom = (key: string): SiteCall["copies"] => [key, key];
const pairs = (gene: string, calls: readonly SiteCall[], unlistedAreReference = false) =>
  callGenotype(gene, calls, { unlistedAreReference })?.pairs;

const TWO = { rs12769205: het("rs12769205"), rs4244285: het("rs4244285") };

describe("genotypes from variants", () => {
  it("are one pair where every position was tested", () => {
    assert.deepEqual(pairs("CYP2C19", tested("CYP2C19")), ["*1/*1"]);
    assert.deepEqual(pairs("CYP2C19", tested("CYP2C19", TWO)), ["*1/*2"]);
    assert.deepEqual(pairs("CYP2C19", tested("CYP2C19", { ...TWO, rs12248560: het("rs12248560") })), ["*2/*17"]);
    assert.deepEqual(pairs("CYP2C9", tested("CYP2C9", { rs1057910: hom("rs1057910") })), ["*3/*3"]);
  });

  it("never conclude *1 from silence", () => {
    const only = (copies: SiteCall["copies"]) =>
      tested("CYP2C19", TWO)
        .filter(({ site }) => site === 94781859)
        .map((call) => ({ ...call, copies }));
    assert.ok((pairs("CYP2C19", only(["", ""]))?.length ?? 0) > 100);
    assert.ok((pairs("CYP2C19", only(het("rs4244285")))?.length ?? 0) > 20);
    assert.deepEqual(pairs("CYP2C19", only(hom("rs4244285"))), ["*2/*2"]); // no other allele has it
  });

  it("take unlisted positions for reference only where the caller says so", () => {
    const only = tested("CYP2C19", TWO).filter(({ copies }) => copies[1] === "rs4244285");
    const called = callGenotype("CYP2C19", only, { unlistedAreReference: true });
    assert.deepEqual(called?.pairs, ["*1/*2"]);
    assert.match(called?.statement ?? "", /1 of the 33 positions .*reference, as the caller says; .*: rs12769205/);
  });

  it("stay open where the strands are not told apart, and are not where they are", () => {
    const found = { rs1800460: het("rs1800460"), "rs1142345 T>C": het("rs1142345 T>C") };
    const calls = tested("TPMT", found);
    assert.deepEqual(pairs("TPMT", calls), ["*1/*3A", "*3B/*3C"]);
    const phased = (crossed: boolean) =>
      calls.map((call) =>
        call.copies[1] === ""
          ? call
          : {
              ...call,
              phaseSet: "a",
              copies: (crossed && call.copies[1] === "rs1800460" ? call.copies.toReversed() : call.copies) as [
                string,
                string,
              ],
            },
      );
    assert.deepEqual(pairs("TPMT", phased(false)), ["*1/*3A"]);
    assert.deepEqual(pairs("TPMT", phased(true)), ["*3B/*3C"]);
  });

  it("are none where a copy holds what no allele of the table has", () => {
    const called = callGenotype("CYP2C19", tested("CYP2C19", { rs4986893: ["", "another base"] }), {
      unlistedAreReference: false,
    });
    assert.deepEqual(called?.pairs, []);
    assert.match(called?.statement ?? "", /no pair of alleles of the table fits/);
  });

  it("of DPYD name every variant of a strand, in each way that they may lie", () => {
    assert.deepEqual(pairs("DPYD", tested("DPYD")), ["Reference/Reference"]);
    assert.deepEqual(pairs("DPYD", tested("DPYD", { rs67376798: het("rs67376798"), rs3918290: het("rs3918290") })), [
      "Reference/c.1905+1G>A (*2A) + c.2846A>T",
      "c.1905+1G>A (*2A)/c.2846A>T",
    ]);
    const partial = tested("DPYD", { rs67376798: "open" });
    assert.deepEqual(pairs("DPYD", partial), []);
    assert.deepEqual(pairs("DPYD", partial, true), ["Reference/Reference"]);
  });

  it("of DPYD take c.1236G>A for HapB3 only where c.1129-5923C>G was not tested", () => {
    const proxy: SiteCall = { gene: "DPYD", site: 97573863, copies: ["", "rs56038477"] };
    const HAPB3 = "Reference/c.1129-5923C>G, c.1236G>A (HapB3)";
    assert.deepEqual(pairs("DPYD", [...tested("DPYD", { rs75017182: "open" }), proxy]), [HAPB3]);
    assert.deepEqual(pairs("DPYD", [...tested("DPYD"), proxy]), ["Reference/Reference"]);
  });

  it("are not asked of a gene without a position", () => {
    assert.equal(pairs("CYP2C19", []), undefined);
    assert.equal(pairs("CYP2D6", tested("CYP2C19")), undefined);
  });
});
