/**
 * Searches end to end: resources indexed, queries parsed, plans run by the store.
 *
 * The queries and the numbers of the matching resources are those of Microsoft's FHIR server
 * (`../shared/suites/ms-fhir-server/search-inline-cases.tsv`); the resources are ours, made to fit them.
 */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import type { Resource } from "@medplum/fhirtypes";
import { parseSearch } from "../../../src/fhir/search/parse-search.ts";
import { parseJson } from "../../../src/json.ts";
import type { Store } from "../../../src/storage/port.ts";
import { openTestStore } from "../../support/store.ts";

const CASES = new URL("../../../../shared/suites/ms-fhir-server/search-inline-cases.tsv", import.meta.url);
const NOW = Date.parse("2024-06-01T00:00:00Z");
const OPTIONS = { lenient: false, now: NOW, maxCount: 1000, defaultCount: 1000 };

async function storeOf(resources: readonly object[]): Promise<Store> {
  let ids = 0;
  const store = await openTestStore({ clock: () => NOW, newId: () => `id-${ids++}` });
  await store.write(async (tx) => {
    for (const [index, resource] of resources.entries()) {
      await tx.put({ id: String(index), ...resource } as Resource); // fixtures are as short as the case allows
    }
  });
  return store;
}

/** Ids of the matches, in order of creation. */
async function matches(store: Store, text: string): Promise<string[]> {
  const [type = "", query = ""] = text.split(/\?(.*)/s);
  const pairs = query.split("&").map((pair) => [pair.split("=")[0] ?? "", pair.slice(pair.indexOf("=") + 1)] as const);
  const { items } = await store.search(parseSearch(type, pairs, OPTIONS).plan);
  return items.map(({ id }) => id);
}

const observation = (parts: object) => ({ resourceType: "Observation", status: "final", code: {}, ...parts });

/** First arguments that are texts, then the numbers, of the rows of a test class. */
function cases(testClass: string, test: string): { values: string[]; expected: string[] }[] {
  return readFileSync(CASES, "utf8")
    .split("\n")
    .map((line) => line.split("\t"))
    .filter(([ofClass, ofTest]) => ofClass === testClass && ofTest?.startsWith(test))
    .map(([, , , text = ""]) => ({
      values: [...text.matchAll(/"([^"]*)"/g)].map(([, value = ""]) => value),
      expected: [...text.replace(/"[^"]*"/g, "").matchAll(/\d+/g)].map(([number]) => number),
    }));
}

function withCases(title: string, body: () => void): void {
  if (existsSync(CASES)) describe(title, body);
  else describe.skip(`${title} (skipped: ../shared/suites/ms-fhir-server is absent)`, body);
}

withCases("search by date", () => {
  const resources = [
    { effectiveDateTime: "1979-12-31" },
    { effectiveDateTime: "1980" },
    { effectiveDateTime: "1980-05" },
    { effectiveDateTime: "1980-05-11" },
    { effectiveDateTime: "1980-05-11T16:32:15Z" },
    { effectiveDateTime: "1980-05-11T16:32:15.500Z" },
    { effectiveDateTime: "1981-01-01" },
    { effectivePeriod: { start: "1980-05-16", end: "1980-05-17" } },
  ].map(observation);
  /** Without a prefix that server takes overlap for equality. R4: "the search value fully contains the target value". */
  const CONTAINED: Readonly<Record<string, string[]>> = {
    "1980": ["1", "2", "3", "4", "5", "7"],
    "1980-01": [],
    "1980-05": ["2", "3", "4", "5", "7"],
    "1980-05-11": ["3", "4", "5"],
    "1980-05-11T16:32:15": ["4", "5"],
    "1980-05-11T16:32:15.500": ["5"],
    "1980-05-11T16:32:30": [],
    "1980-05-16T16:32:15.500": [],
  };
  let store: Store;
  before(async () => {
    store = await storeOf(resources);
  });
  after(() => store.close());
  const isFiner = (value: string) => /\.\d{4,}/.test(value); // than a millisecond, where our precision ends
  const rows = existsSync(CASES) ? cases("DateSearchTests", "GivenADateTimeSearchParam_WhenSearched") : [];
  for (const { values, expected } of rows) {
    if (values.some(isFiner)) continue;
    const query = `Observation?${values.map((value) => `date=${value}`).join("&")}`;
    it(query, async () => assert.deepEqual(await matches(store, query), CONTAINED[values[0] ?? ""] ?? expected));
  }
  it("has the cases", () => assert.ok(rows.length > 50, String(rows.length)));
});

withCases("search by number", () => {
  const resources = ["1", "4", "5", "6", "100"].map((value) =>
    parseJson(`{"resourceType":"RiskAssessment","status":"final","prediction":[{"probabilityDecimal":${value}}]}`),
  );
  let store: Store;
  before(async () => {
    store = await storeOf(resources as object[]);
  });
  after(() => store.close());
  for (const { values, expected } of existsSync(CASES) ? cases("NumberSearchTests", "Given") : []) {
    const query = `RiskAssessment?probability=${values[0]}`;
    it(query, async () => assert.deepEqual(await matches(store, query), expected));
  }
});

withCases("search by quantity", () => {
  const quantity = (value: number, code: string, system: string) =>
    observation({ valueQuantity: { value, code, system } });
  const resources = [
    quantity(0.002, "unit1", "system1"),
    quantity(1, "unit1", "system1"),
    quantity(3, "unit1", "system2"),
    quantity(3, "unit1", "system1"),
    quantity(5, "unit1", "system1"),
    quantity(5, "unit2", "system2"),
    quantity(6, "unit2", "system2"),
    quantity(8.95, "unit2", "system1"),
    quantity(10, "unit1", "system1"),
  ];
  let store: Store;
  before(async () => {
    store = await storeOf(resources);
  });
  after(() => store.close());
  for (const { values, expected } of existsSync(CASES) ? cases("QuantitySearchTests", "Given") : []) {
    const query = `Observation?value-quantity=${values[0]}`;
    it(query, async () => assert.deepEqual(await matches(store, query), expected));
  }
});

withCases("malformed searches", () => {
  const TEST = "GivenASearchRequestWithInvalidValues";
  const FORMAT = "GivenResources_WhenSearchedWithIncorrectFormatParams";
  const TOTAL = "GivenListOfResources_WhenSearchedWithInvalidTotalType";
  const refused = existsSync(CASES)
    ? [
        ...cases("BasicSearchTests", TEST).map(({ values: [query = ""] }) => query),
        ...[...cases("BasicSearchTests", FORMAT), ...cases("BasicSearchTests", TOTAL)].map(
          ({ values: [key, value] }) => `Patient?${key}=${value}`,
        ),
      ]
    : [];
  for (const query of refused) {
    it(`${query} is refused`, async () => {
      const store = await storeOf([]);
      await assert.rejects(matches(store, query), { name: "InvalidInput" });
      await store.close();
    });
  }
  it("are several", () => assert.ok(refused.length >= 10));
});

describe("search over stored resources", () => {
  const loinc = (code: string) => ({ coding: [{ system: "http://loinc.org", code }] });
  const mmHg = (value: number) => ({ value, unit: "mmHg", system: "http://unitsofmeasure.org", code: "mm[Hg]" });
  const patient = { reference: "Patient/p1" };
  const resources = [
    { resourceType: "Patient", id: "p1", name: [{ family: "Müller", given: ["Anna"] }], gender: "female" },
    {
      resourceType: "Patient",
      id: "p2",
      name: [{ family: "Mulder" }],
      identifier: [{ system: "urn:mrn", value: "A|1" }],
    },
    observation({
      id: "bp",
      code: loinc("85354-9"),
      subject: patient,
      component: [
        { code: loinc("8480-6"), valueQuantity: mmHg(150) },
        { code: loinc("8462-4"), valueQuantity: mmHg(90) },
      ],
    }),
    observation({
      id: "dose",
      code: loinc("x"),
      subject: { reference: "Patient/p2" },
      valueQuantity: { value: 5.4, unit: "mg", system: "http://unitsofmeasure.org", code: "mg" },
    }),
    observation({ id: "puffs", code: loinc("y"), valueQuantity: { value: 2, unit: "puff" } }),
    observation({ id: "below", code: loinc("z"), valueQuantity: { value: 0.01, comparator: "<", unit: "ng/mL" } }),
    observation({
      id: "state",
      subject: { reference: "Device/t" },
      focus: [patient],
      meta: { tag: [{ system: "https://fhir-twin.org/fhir/CodeSystem/computed", code: "twin" }] },
    }),
    { resourceType: "ValueSet", id: "vs", status: "active", url: "http://a.example/fhir/ValueSet/1" },
  ];
  let store: Store;
  before(async () => {
    store = await storeOf(resources);
  });
  after(() => store.close());

  const expectations: readonly (readonly [query: string, ids: string[]])[] = [
    ["Patient?name=muller", ["p1"]],
    ["Patient?name=MUL", ["p1", "p2"]],
    ["Patient?name:exact=Müller", ["p1"]],
    ["Patient?name:exact=muller", []],
    ["Patient?name:contains=ller", ["p1"]],
    ["Patient?gender:missing=true", ["p2"]],
    ["Patient?gender:not=female", ["p2"]],
    [String.raw`Patient?identifier=urn:mrn|A\|1`, ["p2"]],
    ["Patient?deceased=false", ["p1", "p2"]],
    ["Observation?patient=p1", ["bp"]],
    ["Observation?patient.name=muller", ["bp"]],
    ["Observation?subject:Patient.identifier=urn:mrn|", ["dose"]],
    ["Patient?_has:Observation:patient:combo-code=8480-6", ["p1"]],
    ["Observation?combo-code=8480-6", ["bp"]],
    ["Observation?combo-code:not=8480-6", ["dose", "puffs", "below"]],
    ["Observation?combo-value-quantity:missing=true", []],
    ["Observation?component-code-value-quantity=http://loinc.org|8480-6$gt140", ["bp"]],
    ["Observation?component-code-value-quantity=http://loinc.org|8462-4$gt140", []],
    ["Observation?combo-code-value-quantity=8480-6$gt140||mm[Hg]", ["bp"]],
    ["Observation?combo-code-value-quantity=8480-6$gt140||mmHg", ["bp"]],
    ["Observation?component-value-quantity=gt18||kPa", ["bp"]],
    ["Observation?value-quantity=0.0054|http://unitsofmeasure.org|g", ["dose"]],
    ["Observation?value-quantity=5.4||mg", ["dose"]],
    ["Observation?value-quantity=gt0.0054|http://unitsofmeasure.org|g", []],
    ["Observation?value-quantity=ge0.0054|http://unitsofmeasure.org|g", ["dose"]],
    ["Observation?value-quantity=2||puff", ["puffs"]],
    ["Observation?value-quantity=lt0.01||ng/mL", ["below"]],
    ["Observation?value-quantity=gt0.005||ng/mL,gt100||ng/mL", ["below"]],
    ["ValueSet?url:below=http://a.example/fhir", ["vs"]],
    ["ValueSet?url:above=http://a.example/fhir/ValueSet/1/2", ["vs"]],
    ["ValueSet?url=http://a.example/fhir", []],
    ["Observation?focus=Patient/p1", ["state"]],
    ["Observation?subject=Device/t", ["state"]],
    ["Observation?_tag=twin", ["state"]],
    ["Observation?_id=state", ["state"]],
  ];
  for (const [query, ids] of expectations) {
    it(query, async () => assert.deepEqual(await matches(store, query), ids));
  }
  it("returns nothing computed to a search of the record", async () => {
    assert.ok(!(await matches(store, "Observation?status=final")).includes("state"));
  });
});
