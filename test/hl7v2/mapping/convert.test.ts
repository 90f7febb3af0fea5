/** Segments to resources, by the tables. Expected values are from the guide's tables and the FHIR R4 definitions. */
import assert from "node:assert/strict";
import { readHeader } from "../../../src/hl7v2/header.ts";
import { convert, type PatientDraft } from "../../../src/hl7v2/mapping/convert.ts";
import { parseMessage } from "../../../src/hl7v2/parse.ts";
import { stringifyJson } from "../../../src/json.ts";
import { mappings, message } from "../support.ts";

function converted(segments: readonly string[], event = "ADT^A01") {
  const parsed = parseMessage(Buffer.from(message(segments, { event })));
  return convert(parsed, readHeader(parsed, "UTC"), mappings);
}
function draft(...segments: string[]): PatientDraft {
  const [patient] = converted(
    segments,
    segments.some((segment) => segment.startsWith("OBR")) ? "ORU^R01" : "ADT^A01",
  ).patients;
  assert.ok(patient);
  return patient;
}
const patient = (pid: string) => draft(pid).patient.content;
/** PID with fields by number. */
function pid(fields: Readonly<Record<number, string>>): string {
  return ["PID", ...Array.from({ length: 40 }, (_, index) => fields[index + 1] ?? "")].join("|");
}

describe("the mapping tables", () => {
  it("leave out only rows of the guide that R4 has no element for", () => {
    assert.deepEqual(
      mappings.skipped.map((line) => line.split(":")[0]),
      [
        "ig XAD[Address] XAD.7 → extension[2].uri",
        "ig XAD[Address] XAD.7 → extension[2].valueCodeableConcept.coding.value",
        "ig AL1[AllergyIntolerance] AL1-2 → category.extension[1].url",
        "ig AL1[AllergyIntolerance] AL1-2 → category.extension[1].valueCodeableConcept",
      ],
    );
  });
});

describe("PID → Patient", () => {
  for (const [name, field, text, element, expected] of [
    [
      "PID-3 with an OID",
      3,
      "7^^^H&1.2.3&ISO^MR",
      "identifier",
      [
        {
          system: "urn:oid:1.2.3",
          value: "7",
          type: { coding: [{ system: "http://terminology.hl7.org/CodeSystem/v2-0203", code: "MR" }] },
        },
      ],
    ],
    [
      "PID-3 with a known namespace",
      3,
      "123^^^USSSA",
      "identifier",
      [{ system: "http://hl7.org/fhir/sid/us-ssn", value: "123" }],
    ],
    ["PID-3 without an authority", 3, "7", "identifier", [{ system: "urn:id:CITY", value: "7" }]],
    ["PID-3 with an authority only", 3, "^^^H", "identifier", undefined],
    [
      "PID-5",
      5,
      "DOE^JANE^Q^JR^DR^^L~ROE^JANE^^^^^M",
      "name",
      [
        { family: "DOE", given: ["JANE", "Q"], suffix: ["JR"], prefix: ["DR"], use: "official" },
        { family: "ROE", given: ["JANE"], use: "maiden" },
      ],
    ],
    ["PID-5 with an own name prefix", 5, "VAN DYKE&VAN&DYKE^ANN", "name", [{ family: "VAN DYKE", given: ["ANN"] }]],
    ["PID-7 to the day", 7, "19850102", "birthDate", "1985-01-02"],
    ["PID-7 to the year", 7, "1985", "birthDate", "1985"],
    [
      "PID-7 with a time",
      7,
      "198501020304",
      "_birthDate",
      {
        extension: [
          {
            url: "http://hl7.org/fhir/StructureDefinition/patient-birthTime",
            valueDateTime: "1985-01-02T03:04:00+00:00",
          },
        ],
      },
    ],
    ["PID-7 that is no date", 7, "15 Aug 1942", "birthDate", undefined],
    ["PID-8", 8, "F", "gender", "female"],
    ["PID-8 ambiguous", 8, "A", "gender", "other"],
    ["PID-8 outside the table", 8, "Q", "gender", undefined],
    [
      "PID-11",
      11,
      "1 MAIN ST^APT 2^TOWN^MA^01234^USA^H",
      "address",
      [{ line: ["1 MAIN ST", "APT 2"], city: "TOWN", state: "MA", postalCode: "01234", country: "USA", use: "home" }],
    ],
    ["PID-11 with a type only", 11, "^^^^^^H", "address", undefined],
    ["PID-13 unformatted", 13, "(555)555-0001", "telecom", [{ system: "phone", value: "(555)555-0001", use: "home" }]],
    ["PID-13 in parts", 13, "^PRN^PH^^1^555^5550001^9", "telecom.value", "+1 555 5550001 X9"],
    [
      "PID-13 with a mail address",
      13,
      "^NET^Internet^jane@example.org",
      "telecom",
      [{ system: "email", value: "jane@example.org" }],
    ],
    [
      "PID-16",
      16,
      "M",
      "maritalStatus",
      {
        coding: [
          { system: "http://terminology.hl7.org/CodeSystem/v3-MaritalStatus", code: "M", display: "Married" },
          { system: "http://terminology.hl7.org/CodeSystem/v2-0002", code: "M" },
        ],
      },
    ],
    ["PID-19", 19, "123-45-6789", "identifier.system", "http://hl7.org/fhir/sid/us-ssn"],
    ["PID-24", 24, "Y", "multipleBirthBoolean", true],
    ["PID-29", 29, "20260101", "deceasedDateTime", "2026-01-01"],
    ["PID-30", 30, "N", "deceasedBoolean", false],
  ] as const) {
    it(`maps ${name}`, () => {
      const [first = "", second] = element.split(".");
      const made = patient(pid({ [field]: text }))[first];
      const shown = second === undefined ? made : (made as Record<string, unknown>[])[0]?.[second];
      assert.deepEqual(JSON.parse(JSON.stringify(shown ?? null)), expected ?? null);
    });
  }

  it("never stores the delete mark", () => {
    const made = draft(pid({ 3: "7", 5: 'DOE^""^""', 8: '""', 11: '""', 13: '""^PRN' }));
    assert.doesNotMatch(JSON.stringify(made.patient.content), /\\"/);
    assert.deepEqual(made.patient.clears.map(({ element }) => element).sort(), ["address", "gender"]);
  });

  it("reports what it could not read", () => {
    assert.deepEqual([...converted([pid({ 7: "soon", 8: "Q", 18: "A" })]).unmapped].sort(), [
      "PID-18",
      "PID-7",
      "PID-8",
    ]);
  });
});

describe("OBX → Observation", () => {
  const value = (obx: string) => {
    const [result] = draft(pid({ 3: "7" }), "OBR|1||F1|T^Test^L|||20260102", obx).orders[0]?.results ?? [];
    return JSON.parse(
      stringifyJson(
        Object.fromEntries(
          Object.entries(result?.content ?? {}).filter(([key]) => /^(value|component|extension)/.test(key)),
        ),
      ),
    );
  };
  const UCUM = "http://unitsofmeasure.org";
  for (const [name, obx, expected] of [
    ["NM", "OBX|1|NM|C||5.4|mmol/L", { valueQuantity: { value: 5.4, unit: "mmol/L", system: UCUM, code: "mmol/L" } }],
    [
      "NM in the unit of another table",
      "OBX|1|NM|C||5|K/uL",
      { valueQuantity: { value: 5, unit: "K/uL", system: UCUM, code: "10*3/uL" } },
    ],
    ["NM in an unknown unit", "OBX|1|NM|C||5|blobs", { valueQuantity: { value: 5, unit: "blobs" } }],
    ["NM without a unit", "OBX|1|NM|C||+05.", { valueQuantity: { value: 5 } }],
    [
      "NM with a comparator",
      "OBX|1|NM|C||<5|mg/dL",
      { valueQuantity: { value: 5, comparator: "<", unit: "mg/dL", system: UCUM, code: "mg/dL" } },
    ],
    ["NM that is no number", "OBX|1|NM|C||POS", { valueString: "POS" }],
    ["NM with a decimal comma", "OBX|1|NM|C||1,2|mg/dL", { valueString: "1,2" }],
    [
      "SN comparator",
      "OBX|1|SN|C||>=^10|mg/dL",
      { valueQuantity: { value: 10, comparator: ">=", unit: "mg/dL", system: UCUM, code: "mg/dL" } },
    ],
    ["SN range", "OBX|1|SN|C||^1^-^2", { valueRange: { low: { value: 1 }, high: { value: 2 } } }],
    ["SN ratio", "OBX|1|SN|C||^1^:^128", { valueRatio: { numerator: { value: 1 }, denominator: { value: 128 } } }],
    ["SN with a plus", "OBX|1|SN|C||^2^+", { valueString: "2 +" }],
    ["SN not equal", "OBX|1|SN|C||<>^2", { valueString: "<> 2" }],
    ["ST", "OBX|1|ST|C||a \\T\\ b", { valueString: "a & b" }],
    ["ST with unescaped delimiters", "OBX|1|ST|C||a^b&c", { valueString: "a^b&c" }],
    ["TX over several repetitions", "OBX|1|TX|C||one~two", { valueString: "one\ntwo" }],
    [
      "CE",
      "OBX|1|CE|C||10828004^Positive^SCT",
      {
        valueCodeableConcept: { coding: [{ system: "http://snomed.info/sct", code: "10828004", display: "Positive" }] },
      },
    ],
    ["CWE with text only", "OBX|1|CWE|C||^Positive", { valueCodeableConcept: { text: "Positive" } }],
    [
      "CWE of a local system",
      "OBX|1|CWE|C||P^Pos^99LAB",
      { valueCodeableConcept: { coding: [{ system: "urn:id:99LAB", code: "P", display: "Pos" }] } },
    ],
    ["TS", "OBX|1|TS|C||20260102", { valueDateTime: "2026-01-02" }],
    ["DT that is none", "OBX|1|DT|C||soon", { valueString: "soon" }],
    ["TM", "OBX|1|TM|C||0930", { valueTime: "09:30:00" }],
    ["DR", "OBX|1|DR|C||20260101^20260102", { valuePeriod: { start: "2026-01-01", end: "2026-01-02" } }],
    ["CX", "OBX|1|CX|C||7^^^H", { valueString: "7^^^H" }],
    ["an empty OBX-2", "OBX|1||C||5", { valueString: "5" }],
    ["an empty OBX-5", "OBX|1|NM|C||", {}],
    ["the delete mark", 'OBX|1|NM|C||""', {}],
    [
      "ED in Base64",
      "OBX|1|ED|C||^application^pdf^Base64^JVBERg==",
      {
        extension: [
          {
            url: "http://hl7.org/fhir/5.0/StructureDefinition/extension-Observation.value",
            valueAttachment: { contentType: "application/pdf", data: "JVBERg==" },
          },
        ],
      },
    ],
  ] as const) {
    it(`maps ${name}`, () => assert.deepEqual(value(obx), expected));
  }

  for (const [sent, status] of [
    ["F", "final"],
    ["P", "preliminary"],
    ["C", "corrected"],
    ["R", "preliminary"],
    ["S", "preliminary"],
    ["X", "cancelled"],
    ["W", "entered-in-error"],
    ["O", "registered"],
    ["?", "unknown"],
  ] as const) {
    it(`maps OBX-11 ${sent} to ${status}`, () => {
      const [result] = draft(pid({ 3: "7" }), "OBR|1||F1|T", `OBX|1|NM|C||1||||||${sent}`).orders[0]?.results ?? [];
      assert.equal(result?.content["status"], status);
    });
  }

  it("says that a code is absent, and leaves out the details of an order without one", () => {
    const [order] = draft(pid({ 3: "7" }), `OBR|1||F1${"|".repeat(43)}D^Detail`, 'OBX|1|NM|""||1').orders;
    const absent = {
      extension: [{ url: "http://hl7.org/fhir/StructureDefinition/data-absent-reason", valueCode: "unknown" }],
    };
    assert.deepEqual(order?.results[0]?.content["code"], absent);
    assert.deepEqual(order?.report.content["code"], absent);
    assert.equal(order?.request?.content["orderDetail"], undefined);
  });

  it("takes time and status of the report where it has none", () => {
    const [result] =
      draft(pid({ 3: "7" }), `OBR|1||F1|T|||20260102${"|".repeat(18)}F`, "OBX|1|NM|C||1").orders[0]?.results ?? [];
    assert.deepEqual([result?.content["effectiveDateTime"], result?.content["status"]], ["2026-01-02", "final"]);
  });

  it("puts the lines of a comment together, with the result they follow", () => {
    const [order] = draft(
      pid({ 3: "7" }),
      "OBR|1||F1|T",
      "NTE|1||about the order",
      "OBX|1|NM|C||1",
      "NTE|1||one",
      "NTE|2||two",
    ).orders;
    assert.deepEqual(order?.results[0]?.content["note"], [{ text: "one\ntwo" }]);
    assert.deepEqual(order?.request?.content["note"], [{ text: "about the order" }]);
  });
});

describe("PV1 → Encounter", () => {
  it("maps class, location, persons and period", () => {
    const made = draft(
      pid({ 3: "7" }),
      `PV1|1|O|WARD^1^2^HOSP|||| 9^WHO^DOC^^^DR${"|".repeat(12)}V1${"|".repeat(25)}202601020304`,
    ).encounter?.content;
    assert.deepEqual(
      JSON.parse(
        JSON.stringify({
          class: made?.["class"],
          location: made?.["location"],
          period: made?.["period"],
        }),
      ),
      {
        class: { system: "http://terminology.hl7.org/CodeSystem/v3-ActCode", code: "AMB" },
        location: [{ location: { type: "Location", display: "HOSP / WARD / 1 / 2" }, status: "active" }],
        period: { start: "2026-01-02T03:04:00+00:00" },
      },
    );
  });

  it("says that the class is unknown where it is absent", () => {
    const made = draft(pid({ 3: "7" }), "PV1|1").encounter?.content;
    assert.deepEqual(made?.["class"], {
      extension: [{ url: "http://hl7.org/fhir/StructureDefinition/data-absent-reason", valueCode: "unknown" }],
    });
    assert.equal(made?.["location"], undefined);
  });
});
