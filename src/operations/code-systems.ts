/**
 * The code systems that follow from what this server can do: concepts, models, outcomes and risk bands. They are made from
 * the same tables that the code runs on, so that neither can lack what the other has.
 * https://hl7.org/fhir/R4/codesystem.html
 */
import type { CodeSystem, CodeSystemConcept, CodeSystemConceptProperty } from "@medplum/fhirtypes";
import { SYSTEM } from "../codes.ts";
import { CONCEPTS, type Concept } from "../concepts/index.ts";
import { siteConcepts } from "../concepts/site.ts";
import { DRUG_SAFETY } from "../drug-safety/metadata.ts";
import { BANDS } from "../models/bands.ts";
import { RISK_MODELS } from "../models/index.ts";
import type { ServedModel } from "../models/served-model.ts";
import type { Simulation } from "../simulation/contract.ts";
import { FINDING_PROPERTIES, findingProperties } from "./concept-properties.ts";

/** Day of the editions served, as the definitions in `profiles/` have it. */
const DATE = "2026-11-24";

/**
 * The code systems; the same every time.
 * @param served the models of the server, with the variants and the models that its site has switched on
 */
export function ownCodeSystems(
  simulations: Iterable<Simulation>,
  served: ReadonlyMap<string, ServedModel> = RISK_MODELS,
): readonly CodeSystem[] {
  const models = [...served.values()].map(({ metadata }) => metadata);
  const concepts: readonly (readonly [string, Concept])[] = [
    ...Object.entries(CONCEPTS),
    ...[...siteConcepts()].map(([name, { concept }]) => [name, concept] as const),
  ];
  return [
    {
      ...codeSystem(SYSTEM.concept, "Concept", "Clinical concepts", concepts.map(clinicalConcept)),
      description:
        "The clinical concepts of a digital twin: one name for each, in the twin, in models and simulations, and in the input parameter of $predict and $simulate. Answers of a concept with a closed list are its children.",
      hierarchyMeaning: "part-of",
      property: [
        { code: "unit", description: "UCUM unit in which the concept is held", type: "string" },
        { code: "loinc", description: "LOINC code under which it is asked for and reported", type: "Coding" },
        ...FINDING_PROPERTIES,
      ],
    },
    {
      ...codeSystem(SYSTEM.model, "Model", "Risk models and simulations", [
        ...[...served.values()].map(modelConcept),
        ...[DRUG_SAFETY, ...[...simulations].map(({ metadata }) => metadata)].map(({ id, title }) => ({
          code: id,
          display: title,
        })),
      ]),
      description:
        "Ids of the risk models of $predict and the simulations of $simulate. Each is described by the Library of the same id. The variants of a model are its children.",
      hierarchyMeaning: "part-of",
    },
    {
      ...codeSystem(
        SYSTEM.outcome,
        "Outcome",
        "What risk models predict or measure",
        models.flatMap(({ id, outputs }) =>
          outputs.map(({ code, display }) => ({ code, display, definition: `Of the model ${id}` })),
        ),
      ),
      description:
        "Outcomes that risk models predict, and measures that they compute; the number of years is the horizon.",
    },
    {
      ...codeSystem(
        SYSTEM.riskBand,
        "RiskBand",
        "Risk bands",
        Object.entries(BANDS).map(([code, definition]) => ({ code, definition })),
      ),
      description: "Bands into which risk models put a result, each as its source has it.",
    },
  ];
}

function modelConcept({ metadata: { id, title, variants = [] }, site }: ServedModel): CodeSystemConcept {
  return {
    code: id,
    display: title,
    ...(site === undefined ? {} : { definition: `Model of this site; ${site.responsible} answers for it` }),
    ...(variants.length === 0
      ? {}
      : { concept: variants.map(({ code, display }) => ({ code: `${id}:${code}`, display })) }),
  };
}

function codeSystem(url: string, name: string, title: string, concept: CodeSystemConcept[]): CodeSystem {
  return {
    resourceType: "CodeSystem",
    id: url.split("/").at(-1) ?? name,
    url,
    version: "1.0.0",
    status: "active",
    experimental: false,
    date: DATE,
    publisher: "FHIR Twin",
    name,
    title,
    caseSensitive: true,
    content: "complete",
    concept,
  };
}

function clinicalConcept([code, concept]: readonly [string, Concept]): CodeSystemConcept {
  const { display } = concept;
  const property = [...unitProperties(concept), ...findingProperties(code, concept)];
  const own = { code, display, ...(property.length === 0 ? {} : { property }) };
  if (concept.kind !== "code") return own;
  const answers = Object.entries(concept.values);
  return { ...own, concept: answers.map(([value, text]) => ({ code: `${code}.${value}`, display: text })) };
}

function unitProperties(concept: Concept): readonly CodeSystemConceptProperty[] {
  if (concept.kind !== "quantity") return [];
  const unit = { code: "unit", valueString: concept.unit };
  if (concept.loinc === undefined) return [unit];
  return [unit, { code: "loinc", valueCoding: { system: SYSTEM.loinc, code: concept.loinc } }];
}
