/** Where we and others judge a resource differently, each with the reason. */

/**
 * Cases of the reference validator (FHIR/fhir-test-cases) on which the verdicts differ. It checks terminology, profiles
 * and much of its own beside the base definitions; we say so in `src/fhir/validation/README.md`.
 */
export const REFERENCE_VALIDATOR: Readonly<Record<string, string>> = {
  // It accepts what we refuse.
  "contained-resource-bad-id-ignore": "it was told to ignore the bad id",
  "json-comments-1-yes": "JSON5: comments are not JSON",
  "json-comments-2-yes": "JSON5: names without quotes are not JSON",
  "json-prop-key": "a logical model, not a resource",

  // It refuses what we accept: terminology.
  mimic: "codes of a value set of the guide",
  "mr-covid-bnd1": "the system of a Coding is a value set",
  "bundle-id-3": "displays of codes, and what a search result should hold",
  "bundle-id-4": "displays of codes, and what a search result should hold",
  "bundle-id-5": "displays of codes, and what a search result should hold",
  "uk-msg": "codes and displays of SNOMED CT",
  "no.gastronet": "codes and displays of SNOMED CT",
  "ips-nz-pj": "displays of LOINC codes",
  "condition-with-extensions-on-pattern": "codes of ICD-10-GM",

  // Profiles and definitions of extensions.
  "dr-eh": "the profile allows fewer types of subject than R4",
  "target-ref-profile-empty": "extensions whose definition is not known",
  "bundle-enrl": "extensions whose definition is not known",
  "pat-dob-ext": "an extension whose definition is not known",
  "pat-example-extensions": "an extension whose definition is not known",
  "uuid-extension": "an extension whose definition is not known",
  "maiden-name-extension": "the extension's definition says where it may stand",
  "obs-temp-bad": "vital signs profile",
  "patient-ig-bad": "profile of a guide",
  "obs-de": "profile of a guide",
  "obs-de-notx": "profile of a guide",
  "obs-mz": "a differential from which no snapshot can be made",
  "ext-derived": "a fixed value of the base profile",
  "ext-derived-circle": "rules of HL7's own publications",

  // Checks that go beyond the invariants of R4.
  "attachment-with-wrong-size": "Attachment.size differs from the size of the data",
  "dr-example-org": "URLs at example.org",
  "bundle-document-versioned-references-bad": "which entry a versioned reference in a document means",
  "parameters-reference-bad": "a reference that does not resolve within Parameters",
  "bundle-id-2": "two links with the same relation",
  "ips-link": "links between narrative and data",
  "ab-list-slicing": "a link in the narrative without its target",
  "bad-markdown-no-html": "markdown with something like an HTML tag",
  "pat-security-bad-string": "a string with something like an HTML tag, when told to refuse those",
  "signatures-example-2": "whether a signature verifies",

  // A different reading.
  "us-docref.json":
    "a required code that has an extension instead of a value; R4 lets an extension say why it is missing",
  "encounter-period": "start 2023-06-21 without a time, end at a time of that day: the order is not known",
};

/** Examples of the R4 specification that break its rules, by the path of the first error. */
export const SPECIFICATION_EXAMPLES: Readonly<Record<string, string>> = {
  "ActivityDefinition/blood-tubes-supply": "ActivityDefinition.text.div",
  "ActivityDefinition/heart-valve-replacement": "ActivityDefinition.text.div",
  "EventDefinition/example": "EventDefinition.text.div",
  "Questionnaire/zika-virus-exposure-assessment": "Questionnaire.text.div",
  "Bundle/10bb101f-a121-4264-a920-67be9cb82c74": "Bundle.entry[2].fullUrl",
  "Bundle/3a0707d3-549e-4467-b8b8-5a2ab3800efe": "Bundle.entry[3].fullUrl",
  "Bundle/lri-example": "Bundle.entry[1].fullUrl",
  "DeviceMetric/example": "DeviceMetric.parent",
  "DeviceUseStatement/example": "DeviceUseStatement.reasonReference[0]",
  "MedicationRequest/medrx0301": "MedicationRequest.dispenseRequest.performer",
  "Observation/clinical-gender": "Observation.performer[0]",
  "Library/zika-virus-intervention-logic": "Library.dataRequirement[0].codeFilter[0].valueSet",
  "Questionnaire/qs1": "Questionnaire.item[0].item[0].linkId",
};
