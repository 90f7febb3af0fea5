/**
 * The REST surface on one screen: which path and method is which interaction. https://hl7.org/fhir/R4/http.html#summary
 *
 * The first shape that fits the path decides; a method that the shape lacks is answered with 405 and what is allowed.
 */
import { NotFound } from "../errors.ts";
import { RESOURCE_TYPES } from "./definitions/resource-types.ts";
import type { FhirAnswer, FhirDeps, FhirRequest, Interaction, Target } from "./exchange.ts";
import { bundle } from "./interactions/bundle.ts";
import { capabilities } from "./interactions/capabilities.ts";
import { create } from "./interactions/create.ts";
import { conditionalDelete, deleteInteraction } from "./interactions/delete.ts";
import { historyInstance, historySystem, historyType } from "./interactions/history.ts";
import { operate } from "./interactions/operate.ts";
import { conditionalPatch, patch } from "./interactions/patch.ts";
import { read } from "./interactions/read.ts";
import { searchCompartment } from "./interactions/search-compartment.ts";
import { searchSystem, searchSystemByPost, searchType, searchTypeByPost } from "./interactions/search-type.ts";
import { conditionalUpdate, update } from "./interactions/update.ts";
import { vread } from "./interactions/vread.ts";
import { MethodNotAllowed } from "./protocol-errors.ts";

type Verb = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
interface Route {
  /** Segments: a word, `[type]`, `[id]`, `[versionId]`, `[member]`, `$` for an operation. */
  readonly shape: string;
  readonly on: Readonly<Partial<Record<Verb, Interaction>>>;
  /** Name for metrics, where the method does not tell the interaction. */
  readonly name?: string;
}

const postBundle: Interaction = (request, _target, deps) => bundle(request, deps, dispatch);

const ROUTES: readonly Route[] = [
  { shape: "", on: { GET: searchSystem, POST: postBundle }, name: "system" },
  { shape: "metadata", on: { GET: capabilities }, name: "capabilities" },
  { shape: "_history", on: { GET: historySystem }, name: "history-system" },
  { shape: "_search", on: { POST: searchSystemByPost }, name: "search-system" },
  { shape: "$", on: { GET: operate, POST: operate }, name: "operation" },
  {
    shape: "[type]",
    on: { GET: searchType, POST: create, PUT: conditionalUpdate, PATCH: conditionalPatch, DELETE: conditionalDelete },
    name: "type",
  },
  { shape: "[type]/_search", on: { POST: searchTypeByPost }, name: "search-type" },
  { shape: "[type]/_history", on: { GET: historyType }, name: "history-type" },
  { shape: "[type]/$", on: { GET: operate, POST: operate }, name: "operation" },
  { shape: "[type]/[id]", on: { GET: read, PUT: update, PATCH: patch, DELETE: deleteInteraction }, name: "instance" },
  { shape: "[type]/[id]/_history", on: { GET: historyInstance }, name: "history-instance" },
  { shape: "[type]/[id]/_history/[versionId]", on: { GET: vread }, name: "vread" },
  { shape: "[type]/[id]/$", on: { GET: operate, POST: operate }, name: "operation" },
  { shape: "[type]/[id]/[member]", on: { GET: searchCompartment }, name: "search-compartment" },
];
const SHAPES = ROUTES.map(({ shape }) => (shape === "" ? [] : shape.split("/")));

/** Runs the interaction that a request asks for. @throws whatever answers with an error */
export async function dispatch(request: FhirRequest, deps: FhirDeps): Promise<FhirAnswer> {
  const { route, target } = routeOf(request.path);
  const verb = request.method === "HEAD" ? "GET" : request.method;
  const interaction = route.on[verb];
  if (!interaction) {
    const allow = Object.keys(route.on).flatMap((name) => (name === "GET" ? ["GET", "HEAD"] : [name]));
    throw new MethodNotAllowed(`${request.method} is not possible here; ${allow.join(", ")} are`, allow);
  }
  return interaction(request, target, deps);
}

/** The route's name for a metric label: from a closed list, never a part of the URL. */
export function routeName(path: readonly string[]): string {
  const index = SHAPES.findIndex((shape) => matchShape(shape, path) !== undefined);
  return ROUTES[index]?.name ?? "unknown";
}

function routeOf(path: readonly string[]): { route: Route; target: Target } {
  for (const [index, route] of ROUTES.entries()) {
    const target = matchShape(SHAPES[index] ?? [], path);
    if (!target) continue;
    if (target.type !== "" && !RESOURCE_TYPES.has(target.type)) {
      throw new NotFound("the path begins with no resource type of R4", { code: "not-supported" });
    }
    return { route, target };
  }
  throw new NotFound("there is nothing at this path", { code: "not-supported" });
}

function matchShape(shape: readonly string[], path: readonly string[]): Target | undefined {
  if (shape.length !== path.length) return undefined;
  const target = { type: "", id: "", versionId: "", operation: "", member: "" };
  for (const [index, part] of shape.entries()) {
    const segment = path[index] ?? "";
    if (part === "$") {
      if (!segment.startsWith("$")) return undefined;
      target.operation = segment.slice(1);
    } else if (part.startsWith("[")) {
      if (segment.startsWith("$") || segment.startsWith("_")) return undefined;
      target[part.slice(1, -1) as keyof Target] = segment; // the shapes above name its keys
    } else if (part !== segment) return undefined;
  }
  return target;
}
