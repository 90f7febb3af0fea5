/** Queries to plans, and what is refused: https://hl7.org/fhir/R4/search.html */
import assert from "node:assert/strict";
import fc from "fast-check";
import { InvalidInput } from "../../../src/errors.ts";
import { includesOf, revincludesOf, searchParametersOf } from "../../../src/fhir/search/parameters.ts";
import { parseSearch } from "../../../src/fhir/search/parse-search.ts";

const OPTIONS = { lenient: false, now: Date.parse("2024-06-01T00:00:00Z"), maxCount: 1000, defaultCount: 20 };
type Options = Partial<typeof OPTIONS & { base: string }>;

/** `Patient?name=x` with options. Values are written decoded. */
function parse(text: string, options: Options = {}) {
  const [type = "", query = ""] = text.split(/\?(.*)/s);
  const pairs = query.split("&").filter(Boolean);
  const split = pairs.map((pair) => [pair.split("=")[0] ?? "", pair.slice(pair.indexOf("=") + 1)] as const);
  return parseSearch(type, split, { ...OPTIONS, ...options });
}
const where = (text: string, options: Options = {}) => parse(text, options).plan.where;

describe("parseSearch: filters", () => {
  const cases: readonly (readonly [query: string, clauses: unknown[]])[] = [
    ["Patient?_id=1,2", [{ kind: "id", ids: ["1", "2"] }]],
    ["Patient?active=true", [{ kind: "token", param: "active", code: "true" }]],
    ["Patient?identifier=urn:mrn|7", [{ kind: "token", param: "identifier", system: "urn:mrn", code: "7" }]],
    ["Patient?identifier=|7", [{ kind: "token", param: "identifier", system: "", code: "7" }]],
    [
      "Observation?status=http://hl7.org/fhir/observation-status|final",
      [{ kind: "token", param: "status", system: "", code: "final" }],
    ],
    ["Observation?status=urn:other|final", [{ kind: "token", param: "status", system: "urn:other", code: "final" }]],
    [
      "DocumentReference?relationship=DocumentReference/1$http://hl7.org/fhir/document-relationship-type|appends",
      [
        {
          kind: "composite",
          param: "relationship",
          parts: [
            { kind: "reference", param: "relationship.0", type: "DocumentReference", id: "1" },
            { kind: "token", param: "relationship.1", system: "", code: "appends" },
          ],
        },
      ],
    ],
    ["Patient?identifier=urn:mrn|", [{ kind: "token", param: "identifier", system: "urn:mrn" }]],
    [String.raw`Patient?identifier=a\|b\,c`, [{ kind: "token", param: "identifier", code: "a|b,c" }]],
    ["Patient?name=Müller", [{ kind: "string", param: "name", match: "starts", value: "muller" }]],
    ["Patient?name:exact=Müller", [{ kind: "string", param: "name", match: "exact", value: "Müller" }]],
    ["Patient?name:contains=LL", [{ kind: "string", param: "name", match: "contains", value: "ll" }]],
    ["Patient?gender:missing=true", [{ kind: "missing", param: "gender", missing: true }]],
    ["Observation?patient=7", [{ kind: "reference", param: "patient", type: "Patient", id: "7" }]],
    ["Observation?patient=Patient/7", [{ kind: "reference", param: "patient", type: "Patient", id: "7" }]],
    ["Observation?subject=7", [{ kind: "reference", param: "subject", id: "7" }]],
    ["Observation?subject:Patient=7", [{ kind: "reference", param: "subject", type: "Patient", id: "7" }]],
    ["Observation?subject=urn:uuid:0", [{ kind: "reference", param: "subject", url: "urn:uuid:0" }]],
    [
      "ValueSet?url:below=http://a.example/vs",
      [{ kind: "uri", param: "url", match: "below", value: "http://a.example/vs" }],
    ],
    [
      "Observation?_profile=http://a.example/p",
      [{ kind: "uri", param: "_profile", match: "exact", value: "http://a.example/p" }],
    ],
    [
      "Patient?gender:not=male,female",
      [
        {
          kind: "not",
          of: {
            kind: "any",
            of: [
              { kind: "token", param: "gender", code: "male" },
              { kind: "token", param: "gender", code: "female" },
            ],
          },
        },
      ],
    ],
    [
      "Observation?subject:identifier=urn:mrn|7",
      [{ kind: "reference", param: "subject", identifier: { system: "urn:mrn", value: "7" } }],
    ],
    [
      "Observation?date=ge2024&date=lt2025",
      [
        { kind: "date", param: "date", comparator: "ge", low: Date.UTC(2024, 0), high: Date.UTC(2025, 0) },
        { kind: "date", param: "date", comparator: "lt", low: Date.UTC(2025, 0), high: Date.UTC(2026, 0) },
      ],
    ],
    [
      "Patient?_lastUpdated=gt2024",
      [{ kind: "lastUpdated", comparator: "gt", low: Date.UTC(2024, 0), high: Date.UTC(2025, 0) }],
    ],
    [
      "RiskAssessment?probability=le12.5",
      [{ kind: "number", param: "probability", comparator: "le", value: 12.5, low: 12.45, high: 12.55 }],
    ],
    [
      "Observation?subject:Patient.name=ann",
      [
        {
          kind: "chain",
          param: "subject",
          types: ["Patient"],
          where: [{ kind: "string", param: "name", match: "starts", value: "ann" }],
        },
      ],
    ],
    [
      "Observation?subject.identifier=7",
      [
        {
          kind: "chain",
          param: "subject",
          types: ["Device", "Group", "Location", "Patient"],
          where: [{ kind: "token", param: "identifier", code: "7" }],
        },
      ],
    ],
    [
      "Patient?_has:Observation:patient:code=http://loinc.org|8480-6",
      [
        {
          kind: "has",
          type: "Observation",
          param: "patient",
          where: [{ kind: "token", param: "code", system: "http://loinc.org", code: "8480-6" }],
        },
      ],
    ],
    [
      "Observation?combo-code=a",
      [
        {
          kind: "any",
          of: [
            { kind: "token", param: "code", code: "a" },
            { kind: "token", param: "component-code", code: "a" },
          ],
        },
      ],
    ],
    [
      "Observation?code-value-quantity=http://loinc.org|8480-6$gt140",
      [
        {
          kind: "composite",
          param: "code-value-quantity",
          parts: [
            { kind: "token", param: "code-value-quantity.0", system: "http://loinc.org", code: "8480-6" },
            { kind: "quantity", param: "code-value-quantity.1", comparator: "gt", value: 140, low: 139.5, high: 140.5 },
          ],
        },
      ],
    ],
  ];
  for (const [query, clauses] of cases) it(`reads ${query}`, () => assert.deepEqual(where(query), clauses));

  it("follows chains of several steps and modifiers at their end", () => {
    const [clause] = where("Observation?encounter:Encounter.service-provider:Organization.name:exact=X");
    assert.deepEqual(clause, {
      kind: "chain",
      param: "encounter",
      types: ["Encounter"],
      where: [
        {
          kind: "chain",
          param: "service-provider",
          types: ["Organization"],
          where: [{ kind: "string", param: "name", match: "exact", value: "X" }],
        },
      ],
    });
  });
  it("takes a URL below the own base for a reference to a resource here", () => {
    const expected = [{ kind: "reference", param: "patient", type: "Patient", id: "7" }];
    assert.deepEqual(
      where("Observation?patient=https://a.example/fhir/Patient/7", { base: "https://a.example/fhir" }),
      expected,
    );
    assert.deepEqual(
      where("Observation?patient=https://b.example/fhir/Patient/7", { base: "https://a.example/fhir" }),
      [{ kind: "reference", param: "patient", url: "https://b.example/fhir/Patient/7" }],
    );
  });
  it("compares UCUM in canonical units: 5.4 mg is 0.0054 g", () => {
    const [clause] = where("Observation?value-quantity=5.4|http://unitsofmeasure.org|mg");
    assert.ok(clause?.kind === "quantity");
    assert.deepEqual(clause.canonical, { code: "g", value: 0.0054, low: 0.00535, high: 0.00545 });
  });
  it("takes a unit without a system for UCUM, or as it is written", () => {
    const [clause] = where("Observation?value-quantity=gt140||mm[Hg]");
    assert.ok(clause?.kind === "any");
    assert.deepEqual(
      clause.of.map((one) => one.kind === "quantity" && [one.code, one.canonical !== undefined]),
      [
        ["mm[Hg]", true],
        ["mm[Hg]", false],
      ],
    );
  });
});

describe("parseSearch: what shapes the answer", () => {
  it("reads _count within its limits, and 0 as a count only", () => {
    assert.equal(parse("Patient?").plan.count, 20);
    assert.equal(parse("Patient?_count=5").plan.count, 5);
    assert.equal(parse("Patient?_count=99999").plan.count, 1000);
    assert.deepEqual([parse("Patient?_count=0").summary, parse("Patient?_count=0").plan.count], ["count", 1]);
  });
  it("reads _sort", () => {
    assert.deepEqual(parse("Observation?_sort=-date,status,_lastUpdated,-_id").plan.sort, [
      { param: "date", kind: "date", descending: true },
      { param: "status", kind: "token", descending: false },
      { param: "_lastUpdated", kind: "lastUpdated", descending: false },
      { param: "_id", kind: "id", descending: true },
    ]);
  });
  it("reads includes", () => {
    const search = parse("Observation?_include=Observation:subject:Patient&_revinclude=Provenance:target");
    assert.deepEqual(search.include, [{ type: "Observation", param: "subject", target: "Patient" }]);
    assert.deepEqual(search.revinclude, [{ type: "Provenance", param: "target" }]);
  });
  it("reads _elements, _summary and _total", () => {
    assert.deepEqual(parse("Patient?_elements=id,active").elements, ["id", "active"]);
    assert.equal(parse("Patient?_summary=text").summary, "text");
    assert.deepEqual([parse("Patient?").total, parse("Patient?_total=accurate").plan.total], ["none", true]);
  });
  it("gives back what it applied, without the format", () => {
    const { applied } = parse("Patient?name=a&_format=json&_count=5");
    assert.deepEqual(applied, [
      ["name", "a"],
      ["_count", "5"],
    ]);
  });
});

describe("parseSearch: refusals", () => {
  const cases: readonly (readonly [query: string, expression: string, says: RegExp])[] = [
    ["Patient?nam=x", "nam", /no search parameter 'nam'.*\bname\b/],
    ["Patient?_text=x", "_text", /no search parameter '_text'/],
    ["Patient?_filter=x", "_filter", /_filter/],
    ["Location?near=1|2", "near", /near/],
    ["Patient?name:text=x", "name:text", /no modifier 'text'/],
    ["Observation?code:in=http://a.example/vs", "code:in", /no modifier 'in'/],
    ["Observation?code:not-in=x", "code:not-in", /not-in/],
    ["Observation?code:below=x", "code:below", /below/],
    ["Patient?identifier:of-type=a|b|c", "identifier:of-type", /of-type/],
    ["Patient?birthdate:exact=2024", "birthdate:exact", /exact/],
    ["Patient?_id:not=1", "_id:not", /not/],
    ["Observation?date=ge20x", "date", /needs a date/],
    ["Observation?date=zz2024", "date", /needs a date/],
    ["Observation?code=a|b|c|d", "code", /more than one/],
    ["Observation?code=|", "code", /needs a code/],
    ["Observation?code=", "code", /no value/],
    ["Observation?code=a,,b", "code", /empty alternative/],
    ["Observation?value-quantity=x|y|z", "value-quantity", /needs a number/],
    ["Observation?code-value-quantity=8480-6", "code-value-quantity", /2 parts/],
    ["Observation?patient=Nothing/7", "patient", /no resource type/],
    ["Observation?patient=a b", "patient", /needs a reference/],
    ["Observation?subject:Practitioner=7", "subject:Practitioner", /does not refer to Practitioner/],
    ["Observation?subject:Patient=Group/7", "subject:Patient", /modifier says Patient/],
    ["Observation?code.text=x", "code.text", /is no reference/],
    ["Observation?subject:Patient.nam=x", "subject:Patient.nam", /Patient has no search parameter 'nam'/],
    ["Observation?focus.name=x", "focus.name", /name one/],
    ["Patient?_has:Observation:code:status=final", "_has:Observation:code:status", /no reference 'code'/],
    ["Patient?_has:Observation:patient", "_has:Observation:patient", /must have the form/],
    ["Patient?gender:missing=maybe", "gender:missing", /true or false/],
    ["Patient?_count=-1", "_count", /whole number/],
    ["Patient?_count=abc", "_count", /whole number/],
    ["Patient?_count=1&_count=2", "_count", /once/],
    ["Patient?_sort=nam", "_sort", /'nam'/],
    ["Observation?_sort=code-value-quantity", "_sort", /order/],
    ["Patient?_sort:desc=name", "_sort:desc", /desc/],
    ["Observation?_include=Observation:nothing", "_include", /known are .*Observation:subject/],
    ["Observation?_include:iterate=Observation:subject", "_include:iterate", /iterate/],
    ["Observation?_include=*", "_include", /must have the form/],
    ["Observation?_include=Observation:subject:Practitioner", "_include", /does not refer to Practitioner/],
    ["Patient?_revinclude=Observation:code", "_revinclude", /no reference of Observation to Patient/],
    ["Patient?_summary=xyz", "_summary", /one of/],
    ["Patient?_total=xyz", "_total", /one of/],
    ["Patient?_elements=id&_summary=true", "_elements", /_summary/],
    [String.raw`Patient?name=a\b`, "name", /backslash/],
    [
      "Observation?subject:Patient.link.link.link.link.link.name=x",
      "subject:Patient.link.link.link.link.link.name",
      /./,
    ],
  ];
  for (const [query, expression, says] of cases) {
    it(`refuses ${query}`, () => {
      assert.throws(
        () => parse(query),
        (error) => error instanceof InvalidInput && error.expression === expression && says.test(error.message),
      );
    });
  }
  it("refuses a type that is none", () => {
    for (const type of ["Nothing", "Resource", "constructor", "Patient compartment"]) {
      assert.throws(() => parseSearch(type, [], OPTIONS), InvalidInput);
    }
  });
  it("does not repeat a value, which may identify someone", () => {
    assert.throws(
      () => parse("Patient?birthdate=SECRET"),
      (error) => error instanceof InvalidInput && !error.message.includes("SECRET"),
    );
  });
  it("leaves out and names what a lenient search cannot use, but no malformed value", () => {
    const search = parse("Patient?nam=x&name:text=y&gender=male", { lenient: true });
    assert.deepEqual(search.ignored, ["nam", "name:text"]);
    assert.equal(search.plan.where.length, 1);
    assert.deepEqual(search.applied, [["gender", "male"]]);
    assert.throws(() => parse("Patient?birthdate=x", { lenient: true }), InvalidInput);
  });
});

describe("parseSearch: any text", () => {
  it("is read or refused, and never breaks it", () => {
    const piece = fc.constantFrom(
      "_has",
      ":",
      ".",
      "name",
      "subject",
      "Patient",
      "Observation",
      "code",
      "missing",
      "=",
      "|",
      "$",
      ",",
      "\\",
      "ge",
      "2024",
      "1e9",
      "-",
      "/",
      "_sort",
      "_include",
      "*",
      "#",
      "%",
      "\u0000",
      "é",
    );
    const text = fc
      .array(fc.oneof(piece, fc.string({ maxLength: 3 })), { maxLength: 8 })
      .map((parts) => parts.join(""));
    const name = fc.oneof(
      text,
      fc.constantFrom(
        "code",
        "date",
        "value-quantity",
        "patient",
        "code-value-quantity",
        "_sort",
        "_include",
        "_revinclude",
      ),
    );
    fc.assert(
      fc.property(name, text, fc.boolean(), (code, value, lenient) => {
        try {
          parseSearch("Observation", [[code, value]], { ...OPTIONS, lenient });
        } catch (error) {
          assert.ok(error instanceof InvalidInput, String(error));
        }
      }),
      { numRuns: 2000, seed: 1 },
    );
  });
});

describe("parseSearch: realm", () => {
  const cases: readonly (readonly [query: string, realm: string])[] = [
    ["Observation?patient=7", "record"],
    ["Observation?code=8480-6", "record"],
    ["Observation?subject=Patient/7", "record"],
    ["Observation?_tag:not=x", "record"],
    ["Observation?_tag=x", "any"],
    ["RiskAssessment?_profile=http://a.example/p", "any"],
    ["Observation?_id=7", "any"],
    ["Observation?device=7", "any"],
    ["Observation?subject=Device/7", "any"],
    ["Observation?subject:Device=7", "any"],
    ["Observation?focus=Patient/7", "any"],
    ["Observation?device.identifier=x", "any"],
  ];
  for (const [query, realm] of cases) {
    it(`of ${query} is ${realm}`, () => assert.equal(parse(query).plan.realm, realm));
  }
});

describe("the registry", () => {
  it("says of each type what a search of it takes", () => {
    const codes = searchParametersOf("Observation").map(({ code }) => code);
    for (const code of ["_id", "_lastUpdated", "_tag", "code", "combo-code", "code-value-quantity"])
      assert.ok(codes.includes(code));
    for (const { code } of searchParametersOf("Patient")) {
      if (code !== "_id" && code !== "_lastUpdated") parse(`Patient?${code}:missing=true`);
    }
    assert.deepEqual(searchParametersOf("Nothing"), []);
    assert.equal(
      searchParametersOf("Patient").find(({ code }) => code === "birthdate")?.definition,
      "http://hl7.org/fhir/SearchParameter/individual-birthdate",
    );
  });
  it("lists the includes that are accepted", () => {
    for (const include of includesOf("Encounter")) parse(`Encounter?_include=${include}`);
    for (const include of revincludesOf("Encounter")) parse(`Encounter?_revinclude=${include}`);
    assert.ok(revincludesOf("Patient").includes("Provenance:target"));
  });
});
