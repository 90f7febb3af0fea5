/**
 * `$convert-data`: the resources that an HL7 v2 message would make, as a Bundle. Nothing is stored, and nothing that is
 * stored is looked at: the message is shown as it would be taken in by an empty server.
 *
 * With `explain` the answer is a Parameters with the Bundle (`return`), one `element` for each FHIR element with the
 * v2 position and the mapping it came from, and one `unmapped` for each valued position that went nowhere.
 */
import type { Bundle, Parameters, ParametersParameter, Resource } from "@medplum/fhirtypes";
import { CANONICAL } from "../codes.ts";
import { InvalidInput, TooLarge } from "../errors.ts";
import { parseJson, stringifyJson } from "../json.ts";
import type { ResourceKey, StoredVersion, WriteTransaction } from "../storage/port.ts";
import { splitBatch } from "./batch.ts";
import { readHeader } from "./header.ts";
import { assertSupported } from "./intake.ts";
import type { ElementAt } from "./mapping/compile.ts";
import { type Conversion, convert, type Draft } from "./mapping/convert.ts";
import { loadMappings, type Mappings } from "./mapping/load.ts";
import { parseMessage } from "./parse.ts";
import { applyMessage, identify } from "./update/apply.ts";
import { idFrom } from "./update/identity.ts";
import type { Validate } from "./update/writer.ts";

export interface ConvertDataDependencies {
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly validate: Validate;
  /** `elementAt` of `src/fhir/definitions/elements.ts`; unused if `mappings` are given. */
  readonly elementAt: ElementAt;
  readonly mappings?: Mappings;
  /** IANA zone of times when a message states no offset; UTC unless given. */
  readonly zone?: string;
}

/** What `src/fhir/operation.ts` calls an Operation; this folder may not import it. */
export interface ConvertDataOperation {
  readonly code: string;
  readonly definition: string;
  readonly levels: { readonly system: true };
  readonly get: false;
  run(request: { readonly parameters: Parameters }): Promise<{ readonly resource: Resource }>;
}

/** Longest message that is converted here; larger ones go to the listener. */
const MAX_INPUT_LENGTH = 16 * 1024 * 1024;

/** Makes the operation. The mappings are loaded at the first call. */
export function convertDataOperation(deps: ConvertDataDependencies): ConvertDataOperation {
  let mappings = deps.mappings;
  return {
    code: "convert-data",
    definition: `${CANONICAL}/OperationDefinition/convert-data`,
    levels: { system: true },
    get: false,
    run: async ({ parameters }) => {
      mappings ??= loadMappings(deps.elementAt);
      const { inputData, isExplained } = readParameters(parameters);
      const { conversion, bundle } = await preview(inputData, mappings, deps);
      return { resource: isExplained ? explained(bundle, conversion) : bundle };
    },
  };
}

function readParameters({ parameter = [] }: Parameters): { readonly inputData: string; readonly isExplained: boolean } {
  const known = ["inputData", "inputDataType", "explain"];
  for (const { name } of parameter) {
    if (!known.includes(name ?? "")) {
      throw new InvalidInput(`Unknown parameter ${name}; known are ${known.join(", ")}`, {
        expression: name ?? "Parameters",
      });
    }
  }
  const textOf = (wanted: string) => {
    const found = parameter.find(({ name }) => name === wanted);
    return found?.valueString ?? found?.valueCode;
  };
  const inputData = textOf("inputData");
  if (inputData === undefined || inputData === "") {
    throw new InvalidInput("Parameter inputData (valueString) is required", {
      code: "required",
      expression: "inputData",
    });
  }
  if (inputData.length > MAX_INPUT_LENGTH) throw new TooLarge("inputData is too long", { expression: "inputData" });
  if (textOf("inputDataType") !== "Hl7v2") {
    throw new InvalidInput("Parameter inputDataType must be Hl7v2", { code: "value", expression: "inputDataType" });
  }
  const explain = parameter.find(({ name }) => name === "explain");
  return { inputData, isExplained: explain?.valueBoolean === true || explain?.valueString === "true" };
}

async function preview(
  text: string,
  mappings: Mappings,
  deps: ConvertDataDependencies,
): Promise<{ readonly conversion: Conversion; readonly bundle: Bundle }> {
  const bytes = Buffer.from(text, "utf-8");
  const { messages, isBatch } = splitBatch(bytes);
  const [only] = messages;
  if (isBatch || only === undefined) {
    throw new InvalidInput("inputData is one message, not a batch", { code: "structure", expression: "inputData" });
  }
  const message = parseMessage(only);
  const header = readHeader(message, deps.zone ?? "UTC");
  assertSupported(header, mappings);
  const conversion = convert(message, header, mappings, { explain: true });
  const tx = new PreviewTransaction(new Date(deps.clock()).toISOString(), text);
  const journalId = idFrom("preview", text);
  const input = { conversion, mappings, validate: deps.validate, journalId, receivedMillis: deps.clock() };
  await applyMessage(tx, input, identify(conversion, mappings, "separate"));
  return { conversion, bundle: bundleOf(tx.resources()) };
}

/** A collection whose entries refer to each other by `urn:uuid:`, as there is no server that they are on. */
function bundleOf(resources: readonly Resource[]): Bundle {
  let text = stringifyJson({
    resourceType: "Bundle",
    type: "collection",
    entry: resources.map((resource) => ({ fullUrl: urn(resource), resource })),
  });
  for (const resource of resources)
    text = text.replaceAll(`"${resource.resourceType}/${resource.id}"`, `"${urn(resource)}"`);
  return parseJson(text) as Bundle; // made above
}

function urn({ resourceType, id }: Resource): string {
  const hex = idFrom("urn", resourceType, id ?? "").slice(3);
  // RFC 9562 version 8: a UUID of one's own making.
  return `urn:uuid:${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function explained(bundle: Bundle, conversion: Conversion): Parameters {
  const elements: ParametersParameter[] = draftsOf(conversion).flatMap((draft) => {
    const { id, occurrence } = draft.segment;
    const numbered = occurrence === 1 ? id : `${id}[${occurrence}]`;
    return conversion.traceOf(draft.content).map(({ element, source, origin }) => ({
      name: "element",
      part: [
        { name: "path", valueString: `${draft.type}.${element}` },
        { name: "source", valueString: source.startsWith(id) ? numbered + source.slice(id.length) : source },
        { name: "map", valueString: origin },
      ],
    }));
  });
  const unmapped = conversion.unmapped.map((position) => ({ name: "unmapped", valueString: position }));
  return { resourceType: "Parameters", parameter: [{ name: "return", resource: bundle }, ...elements, ...unmapped] };
}

function draftsOf({ patients }: Conversion): Draft[] {
  return patients.flatMap((patient) => [
    patient.patient,
    ...(patient.encounter === undefined ? [] : [patient.encounter]),
    ...(patient.allergies ?? []),
    ...(patient.diagnoses ?? []),
    ...(patient.nextOfKin ?? []),
    ...(patient.coverages ?? []),
    ...patient.orders.flatMap(({ report, request, results }) => [
      report,
      ...(request === undefined ? [] : [request]),
      ...results,
    ]),
    ...patient.observations,
  ]);
}

/** A transaction on an empty store that keeps what is put into it and forgets it afterwards. */
class PreviewTransaction implements WriteTransaction {
  readonly at: string;
  readonly #seed: string;
  readonly #resources = new Map<string, Resource>();
  #ids = 0;

  constructor(at: string, seed: string) {
    this.at = at;
    this.#seed = seed;
  }

  resources(): readonly Resource[] {
    return [...this.#resources.values()];
  }

  /** Ids follow from the message, so that the same message gives the same Bundle. */
  newId(): string {
    return idFrom("preview", this.#seed, String(this.#ids++));
  }

  async read({ type, id }: ResourceKey): Promise<StoredVersion | undefined> {
    const resource = this.#resources.get(`${type}/${id}`);
    return resource && this.#version(resource);
  }

  async search(): Promise<readonly StoredVersion[]> {
    return [];
  }

  async match(): Promise<readonly StoredVersion[]> {
    return [];
  }

  async put(resource: Resource): Promise<StoredVersion> {
    this.#resources.set(`${resource.resourceType}/${resource.id}`, resource);
    return this.#version(resource);
  }

  async delete(): Promise<undefined> {}
  async setConsumerPosition(): Promise<void> {}
  async requireLease(): Promise<void> {}
  async journal(): Promise<void> {}
  async journalByKey(): Promise<undefined> {}

  #version(resource: Resource): StoredVersion {
    const { resourceType: type, id = "" } = resource;
    return { type, id, versionId: "1", lastUpdated: this.at, method: "create", json: stringifyJson(resource) };
  }
}
