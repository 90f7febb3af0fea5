/** `$validate`: https://hl7.org/fhir/R4/resource-operation-validate.html */
import { DomainError, InvalidInput, type Issue, NotSupported } from "../../errors.ts";
import { parseJson, stringifyJson } from "../../json.ts";
import { refuseComputedTag } from "../accepted-resource.ts";
import { jsonOf, refuseUnknownParameters } from "../answer.ts";
import type { FhirAnswer, FhirDeps, FhirRequest, Interaction, Target } from "../exchange.ts";
import { outcomeOf } from "../outcome.ts";
import { assertValid, validateResource } from "../validation/validate-resource.ts";

const MODES = ["create", "update", "delete", "profile"];

export const validate: Interaction = async (request, target, deps) => {
  refuseUnknownParameters(request, ["mode", "profile"]);
  const { resource, mode, profile } = await askedOf(request);
  if (mode !== undefined && !MODES.includes(mode)) {
    throw new InvalidInput(`mode must be one of ${MODES.join(", ")}`, { code: "value", expression: "mode" });
  }
  if (mode === "delete" && target.id !== "") return validateDeletion(target, deps);
  const subject = resource ?? (await storedResource(target, deps));
  const type = target.type === "" ? undefined : target.type;
  refuseProfile(profile, type ?? typeOf(subject));
  const issues = [
    ...validateResource(subject, type === undefined ? {} : { expectedType: type }),
    ...ruleIssues(subject, mode, target.id),
  ];
  return { status: 200, json: stringifyJson(outcomeOf(issues)) };
};

interface Asked {
  readonly resource?: unknown;
  readonly mode?: string;
  readonly profile?: string;
}

/** The three parameters from the query, a Parameters body, or a body that is the resource itself. */
async function askedOf(request: FhirRequest): Promise<Asked> {
  const query = Object.fromEntries(request.query.filter(([name]) => name === "mode" || name === "profile"));
  const body = request.method === "POST" ? await request.body.json() : undefined;
  if (body === undefined || typeOf(body) !== "Parameters")
    return { ...query, ...(body === undefined ? {} : { resource: body }) };
  const { parameter } = body as { parameter?: unknown }; // its shape is checked below
  const parameters = (Array.isArray(parameter) ? parameter : []) as readonly Record<string, unknown>[];
  const named = (name: string) => parameters.find((item) => item?.name === name);
  const resource = named("resource")?.resource;
  if (resource === undefined) assertValid(body, "Parameters");
  const mode = named("mode")?.valueCode;
  const profile = named("profile")?.valueUri ?? named("profile")?.valueCanonical;
  return {
    ...query,
    ...(resource === undefined ? {} : { resource }),
    ...(typeof mode === "string" ? { mode } : {}),
    ...(typeof profile === "string" ? { profile } : {}),
  };
}

async function storedResource({ type, id }: Target, deps: FhirDeps): Promise<unknown> {
  if (id === "")
    throw new InvalidInput("parameter 'resource' is missing", { code: "required", expression: "resource" });
  return parseJson(jsonOf(await deps.store.read({ type, id }), `${type}/${id}`));
}

async function validateDeletion({ type, id }: Target, deps: FhirDeps): Promise<FhirAnswer> {
  jsonOf(await deps.store.read({ type, id }), `${type}/${id}`);
  return { status: 200, json: stringifyJson(outcomeOf([])) };
}

/** Only the base definitions are checked; saying so is safer than an answer that leaves the profile out. */
function refuseProfile(profile: string | undefined, type: string): void {
  if (profile === undefined || profile === `http://hl7.org/fhir/StructureDefinition/${type}`) return;
  throw new NotSupported("resources are validated against the base R4 definition only, not against profiles", {
    expression: "profile",
  });
}

/** The rules of the write that `mode` announces, beside the definitions. */
function ruleIssues(resource: unknown, mode: string | undefined, id: string): readonly Issue[] {
  if (mode !== "create" && mode !== "update") return [];
  const checked = resource as Parameters<typeof refuseComputedTag>[0]; // only `meta.tag` is looked at, guarded below
  const issues: Issue[] = [];
  try {
    if (Array.isArray(checked.meta?.tag)) refuseComputedTag(checked);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    issues.push(...error.issues);
  }
  if (mode === "update" && id !== "" && checked.id !== id) {
    const expression = `${typeOf(resource)}.id`;
    issues.push({
      severity: "error",
      code: "value",
      message: "the resource's id is not the id in the URL",
      expression,
    });
  }
  return issues;
}

function typeOf(value: unknown): string {
  const type = typeof value === "object" && value !== null && "resourceType" in value ? value.resourceType : undefined;
  return typeof type === "string" ? type : "Resource";
}
