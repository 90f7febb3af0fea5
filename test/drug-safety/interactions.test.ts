/** Pairs by Table 2 of doi:10.1136/amiajnl-2011-000612; codes are those of RxNorm ingredients. */
import assert from "node:assert/strict";
import { checkInteractions } from "../../src/drug-safety/interactions.ts";
import { ATC } from "../twin/resources.ts";
import { inUse } from "./medications.ts";

const PAIRS: readonly (readonly [string, string, string])[] = [
  ["1", "6901", "8123"], // methylphenidate, phenelzine
  ["2", "343047", "7646"], // atazanavir, omeprazole
  ["3", "73689", "1256"], // febuxostat, azathioprine
  ["4", "4493", "10734"], // fluoxetine, tranylcypromine
  ["5", "51499", "6135"], // irinotecan, ketoconazole
  ["6", "6754", "8123"], // meperidine, phenelzine
  ["7", "704", "6011"], // amitriptyline, isocarboxazid
  ["9", "596205", "42355"], // ramelteon, fluvoxamine
  ["10", "460132", "9384"], // darunavir, rifampin
  ["11", "36567", "21212"], // simvastatin, clarithromycin
  ["12", "4025", "85762"], // ergotamine, ritonavir
  ["13", "57258", "2551"], // tizanidine, ciprofloxacin
  ["14", "10734", "8702"], // tranylcypromine, procarbazine
  ["15", "37418", "8123"], // sumatriptan, phenelzine
];

const rulesOf = (...codes: readonly string[]) =>
  checkInteractions(codes.map((code) => inUse(code))).findings.map(({ rule }) => rule);

describe("interactions", () => {
  for (const [id, object, precipitant] of PAIRS) {
    it(`finds pair ${id}, in either order`, () => {
      assert.deepEqual(rulesOf(object, precipitant), [`onc-high-priority-ddi/${id}`]);
      assert.deepEqual(rulesOf(precipitant, object), [`onc-high-priority-ddi/${id}`]);
    });
  }

  it("finds nothing in drugs that are no pair", () => {
    assert.deepEqual(rulesOf("83367", "21212"), []); // atorvastatin is not in the pair
    assert.deepEqual(rulesOf("36567", "9384"), []); // simvastatin with an inducer
    assert.deepEqual(rulesOf("343047", "85762"), []); // two protease inhibitors
    assert.deepEqual(rulesOf("0", "no-such-code"), []);
  });

  it("does not take one drug twice for a pair, and tells a pair once with all its medications", () => {
    assert.deepEqual(rulesOf("36567", "36567"), []);
    const medications = [inUse("36567"), inUse("314231"), inUse("21212")]; // simvastatin, a tablet of it
    const { findings } = checkInteractions(medications);
    assert.equal(findings.length, 1);
    assert.deepEqual(findings[0]?.implicated.toSorted(), medications.map(({ reference }) => reference).toSorted());
    assert.equal(findings[0]?.severity, "high");
    assert.equal(findings[0]?.source.url, "https://doi.org/10.1136/amiajnl-2011-000612");
  });

  it("recognizes ATC codes, of combinations too", () => {
    const medications = [inUse("C10BA02", { system: ATC }), inUse("J01FA09", { system: ATC })];
    assert.deepEqual(
      checkInteractions(medications).findings.map(({ title }) => title),
      ["simvastatin with clarithromycin"],
    );
  });

  it("says of selegiline that the dose counts, and of an open use that it is open", () => {
    const { findings } = checkInteractions([inUse("9639"), inUse("4493", { isCertain: false })]);
    assert.match(findings[0]?.detail ?? "", /at high doses only/);
    assert.match(findings[0]?.detail ?? "", /taken now is open/);
  });

  it("always says that pairs of QT-prolonging drugs were not checked", () => {
    assert.ok(checkInteractions([]).notes.some(({ message }) => message.includes("rule 8")));
  });
});
