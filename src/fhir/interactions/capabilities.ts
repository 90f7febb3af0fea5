/** capabilities: made from what is really there. https://hl7.org/fhir/R4/http.html#capabilities */
import type {
  CapabilityStatement,
  CapabilityStatementRest,
  CapabilityStatementRestResource,
  CapabilityStatementRestResourceOperation,
  CapabilityStatementRestResourceSearchParam,
} from "@medplum/fhirtypes";
import { CANONICAL } from "../../codes.ts";
import { InvalidInput } from "../../errors.ts";
import { stringifyJson } from "../../json.ts";
import { refuseUnknownParameters } from "../answer.ts";
import { RESOURCE_TYPES } from "../definitions/resource-types.ts";
import type { FhirDeps, Interaction } from "../exchange.ts";
import type { Operation } from "../operation.ts";
import { includesOf, revincludesOf, searchParametersOf } from "../search/parameters.ts";

const VALIDATE = { name: "validate", definition: "http://hl7.org/fhir/OperationDefinition/Resource-validate" };
const EVERYTHING = { name: "everything", definition: "http://hl7.org/fhir/OperationDefinition/Patient-everything" };
/** When what this file says last changed. */
const DATE = "2026-11-24";

const texts = new WeakMap<FhirDeps, Map<string, string>>();

export const capabilities: Interaction = async (request, _target, deps) => {
  refuseUnknownParameters(request, ["mode"]);
  const mode = request.query.find(([name]) => name === "mode")?.[1] ?? "full";
  if (mode !== "full") {
    throw new InvalidInput("mode must be full", { code: "not-supported", expression: "mode" });
  }
  const ofServer = texts.get(deps) ?? new Map<string, string>();
  texts.set(deps, ofServer);
  const text = ofServer.get(request.base) ?? stringifyJson(capabilityStatement(request.base, deps));
  if (ofServer.size < 10) ofServer.set(request.base, text); // a client can make up any number of host names
  return { status: 200, json: text };
};

/** The CapabilityStatement of a server at `base`. */
export function capabilityStatement(base: string, deps: FhirDeps): CapabilityStatement {
  return {
    resourceType: "CapabilityStatement",
    url: `${CANONICAL}/CapabilityStatement/fhir-twin`,
    version: deps.software.version,
    name: "FhirTwin",
    title: "FHIR Twin",
    status: "active",
    date: DATE,
    publisher: "FHIR Twin",
    description:
      "FHIR R4 and HL7 v2 in, a digital twin per patient, published risk models and simulations out. JSON only. For research; not a medical device.",
    kind: "instance",
    software: { name: deps.software.name, version: deps.software.version },
    implementation: { description: `FHIR Twin on ${deps.store.features.name}`, url: base },
    fhirVersion: "4.0.1",
    format: ["json", "application/fhir+json"],
    patchFormat: ["application/json-patch+json"],
    rest: [restOf(deps)],
  };
}

function restOf(deps: FhirDeps): CapabilityStatementRest {
  const operations = deps.operations.filter(({ levels }) => levels.system).map(statementOf);
  return {
    mode: "server",
    documentation:
      "Unknown or unsupported search parameters are refused unless the client sends `Prefer: handling=lenient`. Searches do not return what this server computed (twins, predictions, simulations) unless the query asks for it.",
    interaction: [
      ...(deps.store.features.transactions ? [{ code: "transaction" as const }] : []),
      { code: "batch" },
      { code: "history-system" },
    ],
    resource: [...RESOURCE_TYPES].sort().map((type) => resourceOf(type, deps)),
    operation: [...operations, VALIDATE],
    compartment: ["http://hl7.org/fhir/CompartmentDefinition/patient"],
  };
}

const statementOf = ({ code, definition, documentation }: Operation): CapabilityStatementRestResourceOperation => ({
  name: code,
  definition,
  ...(documentation === undefined ? {} : { documentation }),
});

const CODES = [
  "read",
  "vread",
  "update",
  "patch",
  "delete",
  "history-instance",
  "history-type",
  "create",
  "search-type",
] as const;

function resourceOf(type: string, deps: FhirDeps): CapabilityStatementRestResource {
  const operation: CapabilityStatementRestResourceOperation[] = deps.operations
    .filter(({ levels }) => levels.type?.includes(type) || levels.instance?.includes(type))
    .map(statementOf);
  const included = [...includesOf(type)];
  const revincluded = [...revincludesOf(type)];
  return {
    type: type as NonNullable<CapabilityStatementRestResource["type"]>, // RESOURCE_TYPES holds R4 types only
    interaction: CODES.map((code) => ({ code })),
    versioning: "versioned-update",
    readHistory: true,
    updateCreate: true,
    conditionalCreate: true,
    conditionalRead: "full-support",
    conditionalUpdate: true,
    conditionalDelete: "single",
    referencePolicy: ["literal", "logical"],
    ...(included.length > 0 ? { searchInclude: included } : {}),
    ...(revincluded.length > 0 ? { searchRevInclude: revincluded } : {}),
    searchParam: searchParametersOf(type).map(({ code, definition, type: kind }) => ({
      name: code,
      definition,
      type: kind as NonNullable<CapabilityStatementRestResourceSearchParam["type"]>, // from HL7's definitions
    })),
    operation: [...operation, VALIDATE, ...(type === "Patient" ? [EVERYTHING] : [])],
  };
}
