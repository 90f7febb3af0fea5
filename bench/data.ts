/** Synthetic resources, the same in every run: no random numbers, no person. */

const LOINC = "http://loinc.org";
const UCUM = "http://unitsofmeasure.org";
const DAY_MS = 86_400_000;
const FIRST_DAY = Date.UTC(2015, 0, 1);

/** Code, lowest value, spread and unit of what is observed. */
const MEASURES = [
  ["8480-6", 105, 50, "mm[Hg]"],
  ["8462-4", 60, 30, "mm[Hg]"],
  ["8867-4", 55, 40, "/min"],
  ["39156-5", 20, 18, "kg/m2"],
  ["2093-3", 140, 120, "mg/dL"],
  ["2085-9", 30, 50, "mg/dL"],
  ["4548-4", 5, 5, "%"],
  ["2160-0", 0.6, 1, "mg/dL"],
  ["718-7", 10, 6, "g/dL"],
  ["6690-2", 3, 8, "10*9/L"],
  ["29463-7", 50, 60, "kg"],
  ["8302-2", 150, 45, "cm"],
  ["1920-8", 12, 60, "U/L"],
  ["1742-6", 10, 60, "U/L"],
  ["777-3", 120, 280, "10*9/L"],
] as const;

/** A number in [0, 1) that depends on its arguments alone. */
const spread = (a: number, b: number) => ((a * 7919 + b * 104_729) % 9973) / 9973;

export const patientId = (index: number) => `bench-${index}`;

export function patient(index: number) {
  return {
    resourceType: "Patient",
    id: patientId(index),
    identifier: [{ system: "urn:bench", value: `${index}` }],
    name: [{ family: `Family${index % 97}`, given: [`Given${index % 53}`] }],
    gender: index % 2 === 0 ? "female" : "male",
    birthDate: `19${40 + (index % 50)}-0${1 + (index % 9)}-15`,
    address: [{ country: "DE" }],
    extension: [
      {
        url: "http://hl7.org/fhir/us/core/StructureDefinition/us-core-race",
        extension: [
          { url: "ombCategory", valueCoding: { system: "urn:oid:2.16.840.1.113883.6.238", code: "2106-3" } },
          { url: "text", valueString: "White" },
        ],
      },
    ],
  };
}

export function observation(patientIndex: number, index: number) {
  const [code, low, range, unit] = MEASURES[index % MEASURES.length] ?? MEASURES[0];
  const value = Math.round((low + range * spread(patientIndex, index)) * 10) / 10;
  const time = new Date(FIRST_DAY + Math.floor(index / MEASURES.length) * 90 * DAY_MS + patientIndex * 60_000);
  return {
    resourceType: "Observation",
    status: "final",
    category: [
      { coding: [{ system: "http://terminology.hl7.org/CodeSystem/observation-category", code: "laboratory" }] },
    ],
    code: { coding: [{ system: LOINC, code }] },
    subject: { reference: `Patient/${patientId(patientIndex)}` },
    effectiveDateTime: time.toISOString(),
    valueQuantity: { value, unit, system: UCUM, code: unit },
  };
}

/** What lets models apply: a visit, hypertension, its treatment, and that the person never smoked. */
function background(patientIndex: number) {
  const subject = { reference: `Patient/${patientId(patientIndex)}` };
  const coded = (system: string, code: string) => ({ coding: [{ system, code }] });
  return [
    {
      resourceType: "Encounter",
      status: "finished",
      class: { system: "http://terminology.hl7.org/CodeSystem/v3-ActCode", code: "AMB" },
      subject,
      period: { start: "2015-01-01", end: "2015-01-01" },
    },
    {
      resourceType: "Condition",
      clinicalStatus: coded("http://terminology.hl7.org/CodeSystem/condition-clinical", "active"),
      code: coded("http://snomed.info/sct", "38341003"),
      subject,
      onsetDateTime: "2015-01-01",
    },
    {
      resourceType: "MedicationRequest",
      status: "active",
      intent: "order",
      medicationCodeableConcept: coded("http://www.nlm.nih.gov/research/umls/rxnorm", "314076"),
      subject,
      authoredOn: "2015-01-01",
    },
    {
      resourceType: "Observation",
      status: "final",
      code: coded(LOINC, "72166-2"),
      subject,
      effectiveDateTime: "2015-01-01",
      valueCodeableConcept: coded("http://snomed.info/sct", "266919005"),
    },
  ];
}

/** One patient with `count` observations and what lets models apply, as a transaction. */
export function patientBundle(index: number, count: number) {
  const put = { resource: patient(index), request: { method: "PUT", url: `Patient/${patientId(index)}` } };
  const observations = Array.from({ length: count }, (_, at) => observation(index, at));
  const posts = [...background(index), ...observations].map((resource) => ({
    resource,
    request: { method: "POST", url: resource.resourceType },
  }));
  return { resourceType: "Bundle", type: "transaction", entry: [put, ...posts] };
}

/** An ORU^R01 with four results for one of `patients` synthetic patients. */
export function oru(index: number, patients: number): string {
  const time = `2026010${1 + (index % 9)}${String(index % 24).padStart(2, "0")}${String(index % 60).padStart(2, "0")}00+0000`;
  const results = MEASURES.slice(0, 4).map(
    ([code, low, range, unit], at) =>
      `OBX|${at + 1}|NM|${code}^^LN||${Math.round(low + range * spread(index, at))}|${unit}|||||F|||${time}`,
  );
  return [
    `MSH|^~\\&|BENCH|LAB|TWIN|HOSPITAL|${time}||ORU^R01^ORU_R01|B${index}|P|2.5.1`,
    `PID|1||P${index % patients}^^^BENCH^MR||Bench^Patient||19700101|F`,
    `OBR|1||F${index}^LAB|85354-9^^LN|||${time}|||||||||||||||${time}|||F`,
    ...results,
    "",
  ].join("\r");
}
