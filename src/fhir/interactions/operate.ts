/** Operations: finds the one that is called, reads its parameters, runs it. https://hl7.org/fhir/R4/operations.html */
import type { Parameters, ParametersParameter, Resource } from "@medplum/fhirtypes";
import { InvalidInput, NotSupported } from "../../errors.ts";
import { stringifyJson } from "../../json.ts";
import type { FhirDeps, FhirRequest, Interaction, Target } from "../exchange.ts";
import { preferences } from "../headers.ts";
import type { Operation } from "../operation.ts";
import { MethodNotAllowed } from "../protocol-errors.ts";
import { assertValid } from "../validation/validate-resource.ts";
import { everything } from "./everything.ts";
import { validate } from "./validate.ts";

/** Parameters of the protocol, which are not the operation's. */
const PROTOCOL = ["_format", "_pretty"];

export const operate: Interaction = async (request, target, deps) => {
  if (target.operation === "validate") return validate(request, target, deps);
  if (target.operation === "everything") return everything(request, target, deps);
  const operation = operationOf(target, deps);
  if (request.method !== "POST" && !operation.get) {
    throw new MethodNotAllowed(`$${operation.code} is called by POST`, ["POST"]);
  }
  const answer = await operation.run({
    level: levelOf(target),
    ...(target.type === "" ? {} : { type: target.type }),
    ...(target.id === "" ? {} : { id: target.id }),
    parameters: await parametersOf(request),
    method: request.method === "POST" ? "POST" : "GET",
    respondAsync: preferences(request.header("prefer")).respondAsync,
    signal: request.signal,
  });
  return {
    status: answer.status ?? 200,
    ...(answer.headers === undefined ? {} : { headers: answer.headers }),
    ...(answer.resource === undefined ? {} : { json: stringifyJson(answer.resource) }),
    ...(answer.lines === undefined ? {} : { lines: answer.lines }),
  };
};

const levelOf = ({ type, id }: Target) => (type === "" ? "system" : id === "" ? "type" : "instance");

function operationOf(target: Target, deps: FhirDeps): Operation {
  const operation = deps.operations.find(({ code }) => code === target.operation);
  if (!operation) {
    const known = ["validate", "everything", ...deps.operations.map(({ code }) => code)]
      .map((code) => `$${code}`)
      .join(", ");
    throw new NotSupported(`there is no operation $${target.operation}; operations are: ${known}`);
  }
  const { system, type, instance } = operation.levels;
  const level = levelOf(target);
  const isHere =
    level === "system" ? system === true : ((level === "type" ? type : instance)?.includes(target.type) ?? false);
  if (!isHere)
    throw new NotSupported(`$${operation.code} is not called here but at: ${placesOf(operation).join(", ")}`);
  return operation;
}

/** `[base]/$predict`, `Patient/$predict`, `Patient/[id]/$predict` */
export function placesOf({ code, levels }: Operation): readonly string[] {
  return [
    ...(levels.system ? [`[base]/$${code}`] : []),
    ...(levels.type ?? []).map((type) => `${type}/$${code}`),
    ...(levels.instance ?? []).map((type) => `${type}/[id]/$${code}`),
  ];
}

/** The Parameters of the body, or of a bare resource in it, and those of the query string behind them. */
async function parametersOf(request: FhirRequest): Promise<Parameters> {
  const fromQuery = request.query
    .filter(([name]) => !PROTOCOL.includes(name))
    .map(([name, valueString]): ParametersParameter => ({ name, valueString }));
  const body = request.method === "POST" ? await request.body.json() : undefined;
  const given = body === undefined ? [] : parametersOfBody(body);
  return { resourceType: "Parameters", parameter: [...given, ...fromQuery] };
}

function parametersOfBody(body: unknown): readonly ParametersParameter[] {
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw new InvalidInput("the body must be a Parameters resource or one other resource", { code: "structure" });
  }
  assertValid(body);
  const resource: Resource = body;
  return resource.resourceType === "Parameters" ? (resource.parameter ?? []) : [{ name: "resource", resource }];
}
