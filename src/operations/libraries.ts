/**
 * Models and simulations as Library resources, made from their metadata alone: who it is for, what it needs by code and
 * unit, what it gives, where it is published. `GET /fhir/Library?type=model` is the catalogue.
 * https://hl7.org/fhir/R4/library.html
 */
import type { CodeableConcept, DataRequirement, Library, ParameterDefinition } from "@medplum/fhirtypes";
import { CANONICAL, PROFILE, SITE_MODEL, SYSTEM } from "../codes.ts";
import { type ConceptName, conceptOf } from "../concepts/index.ts";
import type { InputDeclaration, ModelMetadata } from "../models/contract.ts";
import { RISK_MODELS } from "../models/index.ts";
import type { ServedModel } from "../models/served-model.ts";
import type { Simulation, SimulationMetadata } from "../simulation/contract.ts";
import { drugSafetyLibrary } from "./drug-safety-library.ts";
import { selectionText } from "./inputs/selection.ts";
import { validationText } from "./predict/validation-text.ts";

/** Day of the editions served, as the definitions in `profiles/` have it. */
const DATE = "2026-11-24";

/**
 * A Library for every risk model and for each of the simulations; the same every time.
 * @param models those of the server, with the variants and the models that its site has switched on
 */
export function modelLibraries(
  simulations: Iterable<Simulation>,
  models: ReadonlyMap<string, ServedModel> = RISK_MODELS,
): readonly Library[] {
  return [
    ...[...models.values()].map(riskModelLibrary),
    drugSafetyLibrary(),
    ...[...simulations].map(simulationLibrary),
  ];
}

type Metadata = ModelMetadata | SimulationMetadata;

function riskModelLibrary({ metadata, coefficientHash, site }: ServedModel): Library {
  const library = common(metadata, "risk-model", coefficientHash);
  return {
    ...library,
    ...(site === undefined ? {} : siteMarks(library, site.responsible)),
    parameter: [
      ...Object.entries(metadata.inputs).map(inputParameter),
      ...metadata.outputs.map(
        ({ code, display, gives, unit }): ParameterDefinition => ({
          name: code,
          use: "out",
          type: "Quantity",
          documentation: `${display}: ${gives}, in ${unit}`,
        }),
      ),
    ],
  };
}

/** What tells a site's own model from those of the project: a tag, a kind, who answers for it. */
function siteMarks({ meta, type }: ReturnType<typeof common>, responsible: string) {
  return {
    meta: { ...meta, tag: [SITE_MODEL] },
    type: { coding: [...(type.coding ?? []), SITE_MODEL] },
    publisher: responsible,
  };
}

function simulationLibrary({ metadata, coefficientHash }: Simulation): Library {
  const { time, members, interventions, outputs } = metadata;
  const limits = `Time in ${time.unit}: horizon ${time.horizon.standard}, at most ${time.horizon.max}; step ${time.step.standard}, at least ${time.step.min}. Members ${members.standard}, at most ${members.max}.`;
  const library = common(metadata, "simulation", coefficientHash);
  return {
    ...library,
    usage: `${library.usage}\n\n${limits}\n\nInterventions: ${interventions.map(interventionText).join("; ") || "none"}.`,
    parameter: [
      ...Object.entries(metadata.inputs).map(inputParameter),
      ...outputs.map(
        ({ code, display, unit }): ParameterDefinition => ({
          name: code,
          use: "out",
          type: "SampledData",
          documentation: `${display}, in ${unit}`,
        }),
      ),
    ],
  };
}

function interventionText({ code, display, doseUnit, doses, doseRange }: SimulationMetadata["interventions"][number]) {
  const amounts = doses?.join(", ") ?? (doseRange === undefined ? undefined : `${doseRange[0]} to ${doseRange[1]}`);
  const dose = amounts === undefined ? "" : `, dose ${amounts} ${doseUnit ?? ""}`.trimEnd();
  return `${code} (${display}${dose})`;
}

function common(metadata: Metadata, kind: "risk-model" | "simulation", coefficientHash: string) {
  const { id, version, title, sources, population, intendedUse, wrongUse, licence, limits = [], inputs } = metadata;
  const exclusions = (metadata.exclusions ?? []).map(({ says }) => says);
  return {
    resourceType: "Library",
    id,
    meta: { profile: [PROFILE.modelLibrary] },
    url: `${CANONICAL}/Library/${id}`,
    version,
    name: nameOf(id),
    title,
    status: "active",
    experimental: false,
    type: typeOf(kind),
    date: DATE,
    publisher: "FHIR Twin",
    description: `For: ${population}. Coefficients sha256 ${coefficientHash}. Confidence in the published numbers: ${metadata.confidence}.`,
    purpose: intendedUse,
    usage: [
      wrongUse,
      ...(exclusions.length === 0 ? [] : [`Does not apply where: ${exclusions.join("; ")}`]),
      ...limits,
      ...variantTexts(metadata),
      ...("validation" in metadata ? (metadata.validation ?? []).map(validationText) : []),
    ].join("\n\n"),
    copyright: licence,
    relatedArtifact: sources.map(({ citation, doi, url, where }) => ({
      type: "citation" as const,
      citation: where === undefined ? citation : `${citation} (${where})`,
      ...(doi !== undefined ? { url: `https://doi.org/${doi}` } : url !== undefined ? { url } : {}),
    })),
    dataRequirement: Object.values(inputs).map(({ concept }) => dataRequirement(concept)),
  } satisfies Library;
}

const variantTexts = (metadata: Metadata): readonly string[] =>
  "variants" in metadata && metadata.variants !== undefined
    ? [
        `Variants: ${metadata.variants.map(({ code, display }) => `model=${metadata.id}:${code}, ${display}`).join("; ")}. The first whose inputs are known is computed unless one is asked for.`,
      ]
    : [];

const typeOf = (kind: string): CodeableConcept => ({
  coding: [
    { system: SYSTEM.libraryKind, code: "model", display: "Model" },
    { system: SYSTEM.libraryKind, code: kind },
    { system: SYSTEM.libraryType, code: "logic-library", display: "Logic Library" },
  ],
});

/** `t2d-five-year-scenarios` as a name that a computer can use: `T2dFiveYearScenarios`. */
const nameOf = (id: string): string =>
  id
    .split("-")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("")
    .replace(/^(?=\d)/, "Model");

const FAMILY_HISTORY = /^has(Relative|Parent|Family|FirstDegree|SecondDegree)/;
const CONDITION = /^has/;
const DRUG_CLASS = /^on(?!Supplemental)/;

/** The resource type in which an input is looked for, with its LOINC code or the concept's own. */
function dataRequirement(concept: ConceptName): DataRequirement {
  const definition = conceptOf(concept);
  const concepts = { system: SYSTEM.concept, code: concept, display: definition.display };
  if (["age", "sex", "isDeceased", "livesInNorthAmerica", "cardiovascularRiskRegion"].includes(concept)) {
    return { type: "Patient", mustSupport: [MUST_SUPPORT[concept] ?? "address"] };
  }
  if (FAMILY_HISTORY.test(concept)) {
    return { type: "FamilyMemberHistory", codeFilter: [{ path: "condition.code", code: [concepts] }] };
  }
  if (CONDITION.test(concept)) return { type: "Condition", codeFilter: [{ path: "code", code: [concepts] }] };
  if (DRUG_CLASS.test(concept)) {
    return { type: "MedicationRequest", codeFilter: [{ path: "medication", code: [concepts] }] };
  }
  const loinc = definition.kind === "quantity" ? definition.loinc : undefined;
  const code = loinc === undefined ? [concepts] : [{ system: SYSTEM.loinc, code: loinc }, concepts];
  return { type: "Observation", codeFilter: [{ path: "code", code }] };
}

const MUST_SUPPORT: Readonly<Record<string, string>> = { age: "birthDate", sex: "gender", isDeceased: "deceased" };

const PARAMETER_TYPE = { quantity: "Quantity", boolean: "boolean", code: "code", table: "string" } as const;

function inputParameter([key, declaration]: [string, InputDeclaration]): ParameterDefinition {
  const { concept, missing } = declaration;
  const definition = conceptOf(concept);
  return {
    name: key,
    use: "in",
    min: missing === undefined ? 1 : 0,
    max: "1",
    type: PARAMETER_TYPE[definition.kind],
    documentation: documentationOf(declaration),
  };
}

function documentationOf(declaration: InputDeclaration): string {
  const { concept, unit, range, maxExcluded, outOfRange, missing, maxAgeDays, selection } = declaration;
  const definition = conceptOf(concept);
  const unitText = definition.kind === "quantity" ? `, in ${unit ?? definition.unit}` : "";
  const columns =
    definition.kind === "table" ? `, tab-separated, columns ${Object.keys(definition.columns).join(", ")}` : "";
  const values = definition.kind === "code" ? `, one of ${Object.keys(definition.values).join(", ")}` : "";
  return [
    `${definition.display}${unitText}${values}${columns}`,
    ...(range === undefined
      ? []
      : [
          `range ${range[0]} to ${maxExcluded ? "under " : ""}${range[1]}, outside ${outOfRange === "clamp" ? "computed on the nearest bound and marked" : "refused"}`,
        ]),
    ...(selection === undefined ? [] : [selectionText(selection)]),
    ...(maxAgeDays === undefined ? [] : [`not older than ${maxAgeDays} days`]),
    ...(missing === undefined ? ["required"] : [`${missing.rule}: ${missing.says}`]),
  ].join("; ");
}
