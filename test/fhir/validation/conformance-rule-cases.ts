/** Values for the elements that the rules of definitional resources look at. */

const snapshot = (...elements: object[]) => ({ element: elements });
const typed = (...codes: string[]) => codes.map((code) => ({ code }));
const option = [[{ valueString: "a" }]];

/** Values by element; each is also left out. The name of a rule has its definition and its key. */
export const CONFORMANCE_RULE_CASES: Readonly<Record<string, Readonly<Record<string, readonly unknown[]>>>> = {
  "CapabilityStatement cpb-7": {
    document: [
      [
        { mode: "producer", profile: "http://a" },
        { mode: "consumer", profile: "http://a" },
      ],
      [
        { mode: "producer", profile: "http://a" },
        { mode: "producer", profile: "http://a" },
      ],
    ],
  },
  "CapabilityStatement.rest cpb-9": {
    mode: ["server"],
    resource: [
      [{ type: "Patient" }, { type: "Group" }],
      [{ type: "Patient" }, { type: "Patient" }],
    ],
  },
  "CapabilityStatement.rest.resource cpb-12": {
    type: ["Patient"],
    searchParam: [
      [{ name: "a" }, { name: "b" }],
      [{ name: "a" }, { name: "a" }],
    ],
  },
  "CodeSystem csd-1": {
    concept: [
      [{ code: "a" }, { code: "b", concept: [{ code: "c" }] }],
      [{ code: "a" }, { code: "a" }],
      [{ code: "a", concept: [{ code: "b", concept: [{ code: "a" }] }] }],
    ],
  },
  "ConceptMap.group.element.target cmd-1": {
    comment: ["x"],
    equivalence: ["equal", "narrower", "inexact"],
    code: ["a"],
  },
  "ElementDefinition eld-2": { min: [0, 2], max: ["*", "1", "2"], path: ["a"] },
  "ElementDefinition eld-5": {
    contentReference: ["#a"],
    type: [typed("code")],
    fixedCode: ["a"],
    example: [[{ label: "x", valueString: "x" }]],
    binding: [{ strength: "example" }],
    maxLength: [1],
    path: ["a"],
  },
  "ElementDefinition eld-6": { fixedCode: ["a"], type: [typed("code"), typed("code", "string")], path: ["a"] },
  "ElementDefinition eld-7": { patternCode: ["a"], type: [typed("code"), typed("code", "string")], path: ["a"] },
  "ElementDefinition eld-8": { patternCode: ["a"], fixedString: ["a"] },
  "ElementDefinition eld-13": { type: [typed("code", "string"), typed("code", "code")], path: ["a"] },
  "ElementDefinition eld-14": {
    constraint: [
      [{ key: "a" }, { key: "b" }],
      [{ key: "a" }, { key: "a" }],
    ],
    path: ["a"],
  },
  "ElementDefinition eld-15": { defaultValueCode: ["a"], meaningWhenMissing: ["x"] },
  "ElementDefinition eld-18": { isModifier: [true, false], isModifierReason: ["x"], path: ["a"] },
  "ElementDefinition eld-22": { sliceIsConstraining: [true, false], sliceName: ["a"] },
  "ElementDefinition.slicing eld-1": {
    discriminator: [[{ type: "value", path: "a" }]],
    description: ["x"],
    rules: ["open"],
  },
  "ElementDefinition.binding eld-12": {
    valueSet: ["http://a", "https://a", "urn:a", "a"],
    strength: ["example"],
  },
  "ElementDefinition.type eld-4": { code: ["Reference", "canonical", "code"], aggregation: [["bundled"]] },
  "ElementDefinition.type eld-17": { code: ["Reference", "canonical", "code"], targetProfile: [["http://a"]] },
  "ImplementationGuide ig-2": {
    fhirVersion: [["4.0.1", "4.0.0"], ["4.0.0"]],
    definition: [{ resource: [{ fhirVersion: ["4.0.1"] }, {}] }, { resource: [{ fhirVersion: ["4.0.0"] }] }],
  },
  "ImplementationGuide.definition ig-1": {
    grouping: [[{ id: "a" }, { id: "b" }], [{ id: "b" }]],
    resource: [[{ groupingId: "a" }, {}], [{ groupingId: "b" }]],
  },
  "NamingSystem nsd-1": { kind: ["root", "identifier"], uniqueId: [[{ type: "uuid" }], [{ type: "oid" }]] },
  "NamingSystem nsd-2": {
    kind: ["identifier"],
    uniqueId: [
      [{ type: "uuid", preferred: true }, { type: "oid", preferred: true }, { type: "oid" }],
      [
        { type: "oid", preferred: true },
        { type: "oid", preferred: true },
      ],
    ],
  },
  "Questionnaire que-2": {
    item: [[{ linkId: "1", item: [{ linkId: "2" }] }, { linkId: "3" }], [{ linkId: "1", item: [{ linkId: "1" }] }]],
  },
  "Questionnaire.item que-1": { type: ["group", "display", "string"], item: [[{ linkId: "2", type: "string" }]] },
  "Questionnaire.item que-3": { type: ["display", "string"], code: [[{ code: "a" }]] },
  "Questionnaire.item que-4": { answerOption: option, answerValueSet: ["http://a"] },
  "Questionnaire.item que-5": {
    type: [
      "choice",
      "open-choice",
      "decimal",
      "integer",
      "date",
      "dateTime",
      "time",
      "string",
      "quantity",
      "text",
      "url",
    ],
    answerOption: option,
    answerValueSet: ["http://a"],
  },
  "Questionnaire.item que-6": { type: ["display", "string"], required: [true], repeats: [false] },
  "Questionnaire.item que-8": { type: ["group", "display", "string"], initial: option },
  "Questionnaire.item que-9": { type: ["display", "string"], readOnly: [true] },
  "Questionnaire.item que-10": {
    type: ["boolean", "decimal", "integer", "string", "text", "url", "open-choice", "choice", "date"],
    maxLength: [1],
  },
  "Questionnaire.item que-11": { answerOption: option, initial: option },
  "Questionnaire.item que-12": {
    enableWhen: [
      [{}, {}],
      [{}, {}, {}],
    ],
    enableBehavior: ["all"],
  },
  "Questionnaire.item que-13": { repeats: [true, false], initial: [[{}], [{}, {}]] },
  "StructureDefinition sdf-1": {
    derivation: ["constraint", "specialization"],
    snapshot: [snapshot({ path: "A" }, { path: "A.b" }), snapshot({ path: "A.b" }, { path: "A.b" })],
  },
  "StructureDefinition sdf-14": {
    snapshot: [snapshot({ id: "A" }), snapshot({ path: "A" })],
    differential: [snapshot({ id: "A" }), snapshot({ path: "A" })],
  },
  "StructureDefinition sdf-16": {
    snapshot: [snapshot({ id: "A" }, { id: "B" }), snapshot({ id: "A" }, { id: "A" }), snapshot({ path: "A" })],
  },
  "StructureDefinition sdf-17": {
    differential: [snapshot({ id: "A" }, { id: "B" }), snapshot({ id: "A" }, { id: "A" }), snapshot({ path: "A" })],
  },
  "StructureDefinition.snapshot sdf-3": {
    element: [[{ path: "A", definition: "x", min: 0, max: "1" }], [{ path: "A", min: 0, max: "1" }]],
  },
  "StructureDefinition.snapshot sdf-8b": { element: [[{ path: "A", base: { path: "A" } }], [{ path: "A" }]] },
  "ValueSet.compose.include vsd-1": { valueSet: [["http://a"]], system: ["http://a"], version: ["1"] },
  "ValueSet.compose.include vsd-2": { concept: [[{ code: "a" }]], filter: [[{ value: "a" }]], system: ["http://a"] },
  "ValueSet.compose.include vsd-3": { concept: [[{ code: "a" }]], filter: [[{ value: "a" }]], system: ["http://a"] },
  "ValueSet.expansion.contains vsd-6": { code: ["a"], display: ["a"], system: ["http://a"] },
  "ValueSet.expansion.contains vsd-9": { code: ["a"], abstract: [true, false], display: ["a"] },
  "ValueSet.expansion.contains vsd-10": { code: ["a"], system: ["http://a"] },
};
