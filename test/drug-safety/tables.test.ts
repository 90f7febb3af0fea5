import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import {
  CODE_SETS,
  drugSet,
  INTERACTIONS,
  PHARMACOGENOMICS,
  QT_DRUGS,
  TABLE_HASHES,
} from "../../src/drug-safety/tables.ts";
import { ValueSetIndex } from "../../src/twin/value-set-index.ts";
import { ATC, RXNORM } from "../twin/resources.ts";

const ids = new Set(CODE_SETS.map(({ id }) => id));

describe("tables of drug safety", () => {
  it("name only drugs that have a row, and every class that a pair needs", () => {
    const listed = { drugs: QT_DRUGS.rows.map(({ drug }) => drug) };
    for (const { drugs } of [...Object.values(INTERACTIONS.classes), ...PHARMACOGENOMICS.guidelines, listed]) {
      for (const drug of drugs) assert.ok(ids.has(drugSet(drug)), drug);
    }
    for (const { id, object, precipitant } of INTERACTIONS.pairs) {
      for (const name of [...object, ...precipitant]) assert.ok(INTERACTIONS.classes[name], `${id} ${name}`);
    }
  });

  it("hold the 15 pairs of the paper, of which the one on QT is said not to be checked", () => {
    const checked = INTERACTIONS.pairs.map(({ id }) => Number(id));
    assert.deepEqual(checked, [1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15]);
    assert.equal(INTERACTIONS.notChecked[0]?.id, "8");
  });

  it("give each RxNorm code to one drug, but for products of several", () => {
    const index = new ValueSetIndex(CODE_SETS);
    const rows = JSON.parse(readFileSync(new URL("../../src/drug-safety/tables/drugs.json", import.meta.url), "utf8"))
      .rows as { drug: string; rxnorm?: string; atc?: string[] }[];
    for (const { drug, rxnorm, atc = [] } of rows) {
      if (rxnorm === undefined) continue;
      const sets = index.setsOf({ system: RXNORM, code: rxnorm }).filter((id) => id.startsWith("drug:"));
      assert.deepEqual(sets, [drugSet(drug)]);
      for (const code of atc) assert.ok(index.setsOf({ system: ATC, code }).includes(drugSet(drug)), code);
    }
  });

  it("have a recommendation for every phenotype that a genotype can give", () => {
    for (const { gene, recommendations, drugs } of PHARMACOGENOMICS.guidelines) {
      const rule = PHARMACOGENOMICS.genes[gene];
      assert.ok(rule, gene);
      const phenotypes =
        rule.rule === "allele functions"
          ? Object.values(rule.diplotypes)
          : rule.rule === "activity score"
            ? rule.phenotypes.map(({ phenotype }) => phenotype)
            : [rule.carrier, rule.other];
      for (const phenotype of phenotypes) {
        const found = recommendations.filter((one) => one.phenotypes.includes(phenotype));
        assert.equal(found.length, 1, `${drugs} ${gene} ${phenotype}`);
      }
    }
  });

  it("are told apart by their hashes, and each file says its source", () => {
    assert.equal(new Set(Object.values(TABLE_HASHES)).size, Object.keys(TABLE_HASHES).length);
    const folder = new URL("../../src/drug-safety/tables/", import.meta.url);
    for (const file of readdirSync(folder)) {
      const table = JSON.parse(readFileSync(new URL(file, folder), "utf8"));
      assert.ok(table.source ?? table.doi ?? table.guidelines?.every((one: { doi?: string }) => one.doi), file);
    }
  });
});
