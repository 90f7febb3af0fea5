/** Values for the elements that the rules written out as functions look at. */

const concept = (system: string, ...codes: string[]) => ({ coding: codes.map((code) => ({ system, code })) });
const allergy = (code: string) =>
  concept("http://terminology.hl7.org/CodeSystem/allergyintolerance-verification", code);
const condition = (name: string, code: string) =>
  concept(`http://terminology.hl7.org/CodeSystem/condition-${name}`, code);
const text = { text: "x" };
const quantity = { value: 1 };
const dates = ["2020-01-01", "2020-01-03", "2020-01-01T10:00:00Z", "2020-01-01T12:00:00+05:00"];

/** Values by element; each is also left out. The name of a rule has its definition and its key. */
export const NATIVE_RULE_CASES: Readonly<Record<string, Readonly<Record<string, readonly unknown[]>>>> = {
  "Age age-1": {
    value: [1, 0],
    code: ["a"],
    system: ["http://unitsofmeasure.org", "http://snomed.info/sct"],
    unit: ["a"],
  },
  "Distance dis-1": { value: [1], code: ["m"], system: ["http://unitsofmeasure.org", "http://snomed.info/sct"] },
  "Duration drt-1": { value: [1], code: ["h"], system: ["http://unitsofmeasure.org", "http://snomed.info/sct"] },
  "Expression exp-1": { expression: ["x"], reference: ["http://example.org"], language: ["text/cql"] },
  "Appointment.participant app-1": { type: [[text]], actor: [{ reference: "Patient/1" }], status: ["accepted"] },
  "Attachment att-1": { data: ["AAAA"], contentType: ["text/plain"], url: ["http://example.org"] },
  "ContactPoint cpt-2": { value: ["1"], system: ["phone"] },
  "Period per-1": { start: dates, end: dates },
  "Quantity qty-3": { code: ["mg"], system: ["http://unitsofmeasure.org"], value: [1] },
  "SimpleQuantity sqty-1": { value: [1], comparator: ["<"] },
  "Ratio rat-1": { numerator: [quantity], denominator: [quantity], extension: [[{ url: "a", valueString: "x" }]] },
  "Timing.repeat tim-1": { duration: [1], durationUnit: ["h"] },
  "Timing.repeat tim-2": { period: [1], periodUnit: ["h"] },
  "Timing.repeat tim-4": { duration: [1, 0, -1] },
  "Timing.repeat tim-5": { period: [1, 0, -1] },
  "Timing.repeat tim-6": { period: [1], periodMax: [2] },
  "Timing.repeat tim-7": { duration: [1], durationMax: [2] },
  "Timing.repeat tim-8": { count: [1], countMax: [2] },
  "Timing.repeat tim-10": { timeOfDay: [["10:00:00"]], when: [["C"]] },
  "AllergyIntolerance ait-1": {
    verificationStatus: [allergy("confirmed"), allergy("entered-in-error")],
    clinicalStatus: [text],
  },
  "AllergyIntolerance ait-2": {
    verificationStatus: [allergy("confirmed"), allergy("entered-in-error")],
    clinicalStatus: [text],
  },
  "CarePlan.activity cpl-3": { detail: [{ status: "scheduled" }], reference: [{ reference: "Task/1" }] },
  "Composition.section cmp-1": {
    text: [{ status: "empty" }],
    entry: [[{ reference: "Task/1" }]],
    section: [[{ title: "x" }]],
    title: ["x"],
  },
  "Composition.section cmp-2": { emptyReason: [text], entry: [[{ reference: "Task/1" }]] },
  "Condition con-4": {
    abatementString: ["x"],
    abatementAge: [quantity],
    clinicalStatus: [condition("clinical", "active"), condition("clinical", "resolved")],
  },
  "Condition con-5": {
    verificationStatus: [condition("ver-status", "confirmed"), condition("ver-status", "entered-in-error")],
    clinicalStatus: [text],
  },
  "Condition.stage con-1": { summary: [text], assessment: [[{ reference: "Observation/1" }]], type: [text] },
  "Condition.evidence con-2": { code: [[text]], detail: [[{ reference: "Observation/1" }]], id: ["a"] },
  "Goal.target gol-1": { detailQuantity: [quantity], detailString: ["x"], measure: [text] },
  "Immunization.education imm-1": { documentType: ["x"], reference: ["http://example.org"], publicationDate: ["2020"] },
  "MedicationAdministration.dosage mad-1": { dose: [quantity], rateQuantity: [quantity], text: ["x"] },
  "MedicationDispense mdd-1": {
    whenPrepared: ["2020-01-01T10:00:00Z", "2020-01-01"],
    whenHandedOver: ["2020-01-01T11:00:00Z", "2020-01-01T09:00:00Z"],
  },
  "Observation obs-6": { valueString: ["x"], dataAbsentReason: [text] },
  "Observation obs-7": {
    valueString: ["x"],
    code: [concept("a", "1", "2"), concept("a", "3"), text],
    component: [[{ code: concept("a", "2") }], [{ code: text }, { code: concept("b", "3") }]],
  },
  "Observation.referenceRange obs-3": { low: [quantity], high: [quantity], text: ["x"], type: [text] },
  "Organization org-1": { identifier: [[{ value: "1" }]], name: ["x"], active: [true] },
  "Parameters.parameter inv-1": {
    part: [[{ name: "x", valueString: "x" }]],
    valueString: ["x"],
    resource: [{ resourceType: "Patient" }],
    name: ["x"],
  },
  "Patient.contact pat-1": {
    name: [text],
    telecom: [[{ system: "phone" }]],
    address: [text],
    organization: [{ reference: "Organization/1" }],
    gender: ["male"],
  },
  "QuestionnaireResponse.item qrs-1": { answer: [[{ valueString: "x" }]], item: [[{ linkId: "1" }]] },
  "RiskAssessment.prediction ras-2": { probabilityDecimal: [0, 100, 100.1] },
  "ServiceRequest prr-1": { orderDetail: [[text]], code: [text] },
  "Task inv-1": { authoredOn: dates, lastModified: dates },
};
