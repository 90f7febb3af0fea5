/** Code systems, canonical URLs and codes by name. A code is written here once and named everywhere else. */

/** Base of every canonical URL of ours (profiles, extensions, operations, code systems). */
export const CANONICAL = "https://fhir-twin.org/fhir";

export const SYSTEM = {
  loinc: "http://loinc.org",
  snomed: "http://snomed.info/sct",
  ucum: "http://unitsofmeasure.org",
  rxnorm: "http://www.nlm.nih.gov/research/umls/rxnorm",
  atc: "http://www.whocc.no/atc",
  icd10: "http://hl7.org/fhir/sid/icd-10",
  icd10cm: "http://hl7.org/fhir/sid/icd-10-cm",
  icd9cm: "http://hl7.org/fhir/sid/icd-9-cm",
  cvx: "http://hl7.org/fhir/sid/cvx",
  observationCategory: "http://terminology.hl7.org/CodeSystem/observation-category",
  conditionClinical: "http://terminology.hl7.org/CodeSystem/condition-clinical",
  conditionVerification: "http://terminology.hl7.org/CodeSystem/condition-ver-status",
  provenanceParticipant: "http://terminology.hl7.org/CodeSystem/provenance-participant-type",
  dataAbsentReason: "http://terminology.hl7.org/CodeSystem/data-absent-reason",
  libraryType: "http://terminology.hl7.org/CodeSystem/library-type",
  /** Ours: marks what this server computed; see TAG. */
  tag: `${CANONICAL}/CodeSystem/computed`,
  /** Ours: the clinical concepts of `src/concepts`. */
  concept: `${CANONICAL}/CodeSystem/concept`,
  /** Ours: ids of risk models and simulations. */
  model: `${CANONICAL}/CodeSystem/model`,
  /** Ours: what a model predicts or measures, `total-cvd-10y`. */
  outcome: `${CANONICAL}/CodeSystem/outcome`,
  /** Ours: bands of a score or risk, as its source has them. */
  riskBand: `${CANONICAL}/CodeSystem/risk-band`,
  /** Ours: why a model gave nothing. */
  notComputed: `${CANONICAL}/CodeSystem/not-computed`,
  /** Ours: how whole a prediction is. */
  predictionStatus: `${CANONICAL}/CodeSystem/prediction-status`,
  /** Ours: what a simulation gives: `heart-failure`, `glucose`, `survival`. */
  simulationOutput: `${CANONICAL}/CodeSystem/simulation-output`,
  /** Ours: which statistic over the members of a simulation a component holds: `p5`, `p50`, `p95`. */
  statistic: `${CANONICAL}/CodeSystem/simulation-statistic`,
  /** Ours: short names of what a scenario changes: `metformin`, `exercise`, `meal`. */
  intervention: `${CANONICAL}/CodeSystem/intervention`,
  /** Ours: figures of how good predictions are, `c-statistic`. */
  evaluation: `${CANONICAL}/CodeSystem/model-evaluation`,
  measurePopulation: "http://terminology.hl7.org/CodeSystem/measure-population",
  /** Ours: what a Library holds, `model`. */
  libraryKind: `${CANONICAL}/CodeSystem/library-kind`,
} as const;

/** Values of `meta.tag` (system `SYSTEM.tag`); a resource that has one is in the realm "computed". */
export const TAG = { twin: "twin", prediction: "prediction", simulation: "simulation" } as const;

/** Marks a model that a site has brought itself, its Library and what it predicts. */
export const SITE_MODEL = { system: SYSTEM.libraryKind, code: "site-model", display: "Model of this site" } as const;

export const PROFILE = {
  patientTwin: `${CANONICAL}/StructureDefinition/patient-twin`,
  twinState: `${CANONICAL}/StructureDefinition/twin-state`,
  prediction: `${CANONICAL}/StructureDefinition/prediction`,
  simulatedObservation: `${CANONICAL}/StructureDefinition/simulated-observation`,
  modelLibrary: `${CANONICAL}/StructureDefinition/model-library`,
  drugSafetyIssue: `${CANONICAL}/StructureDefinition/drug-safety-issue`,
} as const;

export const EXTENSION = {
  /** On a twin-state component: where the value comes from (parts source, time, rule, origin). */
  featureSource: `${CANONICAL}/StructureDefinition/feature-source`,
  /** On a RiskAssessment: one input of the model (parts name, value, unit, source, origin). */
  input: `${CANONICAL}/StructureDefinition/model-input`,
  /** On a RiskAssessment prediction: what one input adds against the reference person. */
  contribution: `${CANONICAL}/StructureDefinition/contribution`,
  score: `${CANONICAL}/StructureDefinition/score`,
  /** On a RiskAssessment prediction: the person that the contributions compare with, and that person's risk. */
  reference: `${CANONICAL}/StructureDefinition/prediction-reference`,
  /** On a prediction or computed measure: a further fact by name (sub-score, figure of a rate table). */
  detail: `${CANONICAL}/StructureDefinition/prediction-detail`,
  /** On a RiskAssessment or computed measure: how whole the run is, and the inputs that made it so. */
  predictionStatus: `${CANONICAL}/StructureDefinition/prediction-status`,
  /** On a prediction or computed measure: the rounded value, with its unit. */
  displayValue: `${CANONICAL}/StructureDefinition/display-value`,
  /** On a prediction or computed measure: the result if one input alone were at its target. */
  counterfactual: `${CANONICAL}/StructureDefinition/counterfactual`,
  /** On a prediction or computed measure: between what it could lie if an input were known. */
  resultBounds: `${CANONICAL}/StructureDefinition/result-bounds`,
  /** On a prediction or computed measure: an interval, with the kind of uncertainty that it is of. */
  resultInterval: `${CANONICAL}/StructureDefinition/result-interval`,
  /** On a prediction: the age at which a healthy person has the same risk, where the model's source defines it. */
  riskAge: `${CANONICAL}/StructureDefinition/risk-age`,
  /** On a prediction or computed measure: what it was the last time. */
  previousPrediction: `${CANONICAL}/StructureDefinition/previous-prediction`,
  /** On a RiskAssessment or computed measure: an input that differs from the last time. */
  changedInput: `${CANONICAL}/StructureDefinition/changed-input`,
  /** On what a simulation gave: the name of the scenario. */
  scenario: `${CANONICAL}/StructureDefinition/simulation-scenario`,
  /** On a MeasureReport of `$evaluate-model`: which model, outcome and horizon were evaluated. */
  evaluatedModel: `${CANONICAL}/StructureDefinition/evaluated-model`,
  /** On a figure of the same: its 95 % interval (parts lower, upper, level). */
  figureInterval: `${CANONICAL}/StructureDefinition/figure-interval`,
  /** On the same: predictions against what was observed, drawn. */
  calibrationPlot: `${CANONICAL}/StructureDefinition/calibration-plot`,
  /** On the Provenance of a simulation: what makes the same run again (model, seed, members, method …). */
  simulationRun: `${CANONICAL}/StructureDefinition/simulation-run`,
} as const;
