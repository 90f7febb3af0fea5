/**
 * From a search's query to its plan. https://hl7.org/fhir/R4/search.html
 *
 * Strict: a parameter, modifier or value that this server does not take is refused, never left out, because a filter that
 * is dropped returns wrong patients. A lenient search (`Prefer: handling=lenient`) may leave out what is not supported,
 * and says so in `ignored`; a malformed value is an error there too.
 */
import { InvalidInput } from "../../errors.ts";
import type { Clause, Realm, SearchPlan } from "../../storage/port.ts";
import { isResourceType, parameterOf } from "./parameters.ts";
import { parseFilter } from "./parse-filter.ts";
import { isResultParameter, parseResultParameters, type ResultParameters } from "./parse-result.ts";

export { referencesOf } from "./index-resource.ts";
export type { Include } from "./parse-result.ts";

export interface SearchOptions {
  readonly lenient: boolean;
  /** ms since 1970, for `ap` on dates. */
  readonly now: number;
  readonly maxCount: number;
  readonly defaultCount: number;
  /** Own base URL; a reference value below it is a reference to a resource here. */
  readonly base?: string;
}

export interface SearchRequest extends Omit<ResultParameters, "sort" | "count"> {
  readonly plan: SearchPlan;
  /** Names of parameters that a lenient search left out. */
  readonly ignored: readonly string[];
  /** What was used, for the self link. */
  readonly applied: readonly (readonly [string, string])[];
}

type Query = readonly (readonly [string, string])[];

/** Parameters about the answer's form, which the caller handles. */
const PASSED_OVER = new Set(["_format", "_pretty"]);
/** Ends the time that a hostile query can take. */
const MAX_PARAMETERS = 200;

/**
 * @param type resource type
 * @param query names and values, decoded, in order
 * @throws InvalidInput with the parameter as `expression`; its code is `not-supported` for what this server does not do
 */
export function parseSearch(type: string, query: Query, options: SearchOptions): SearchRequest {
  if (!isResourceType(type)) throw new InvalidInput(`'${type}' is no resource type of R4`);
  if (query.length > MAX_PARAMETERS) {
    throw new InvalidInput(`a search takes at most ${MAX_PARAMETERS} parameters`, { code: "too-costly" });
  }
  const ignored: string[] = [];
  const applied: (readonly [string, string])[] = [];
  const results: [string, string][] = [];
  const where: Clause[] = [];
  for (const [name, value] of query) {
    if (PASSED_OVER.has(name)) continue;
    const isUsed = orIgnored(options.lenient, name, ignored, () => {
      if (isResultParameter(name)) {
        parseResultParameters(type, [[name, value]], options); // for its errors, one by one
        results.push([name, value]);
      } else where.push(parseFilter(type, name, value, options));
    });
    if (isUsed) applied.push([name, value]);
  }
  const { sort, count, ...rest } = parseResultParameters(type, results, options);
  const realm = realmOf(type, applied);
  const total = rest.total === "none" ? {} : { total: true };
  return { plan: { type, where, realm, sort, count, ...total }, ...rest, ignored, applied };
}

/** Runs `parse`; a lenient search notes what is not supported and goes on. */
function orIgnored(lenient: boolean, name: string, ignored: string[], parse: () => void): boolean {
  try {
    parse();
    return true;
  } catch (error) {
    if (!(lenient && error instanceof InvalidInput && error.code === "not-supported")) throw error;
    ignored.push(name);
    return false;
  }
}

/**
 * A search returns what this server computed only if it asks for it: by tag, profile or id, or by a Device, which a twin
 * is (`src/decisions/0003`).
 */
function realmOf(type: string, query: Query): Realm | "any" {
  return query.some(([name, value]) => namesComputed(type, name, value)) ? "any" : "record";
}

const NAMING = new Set(["_tag", "_profile", "_id"]);
const NEGATIVE = new Set(["not", "missing"]);

function namesComputed(type: string, name: string, value: string): boolean {
  const [head = ""] = name.split(".");
  const [code = "", modifier] = head.split(":");
  if (modifier !== undefined && NEGATIVE.has(modifier)) return false;
  if (NAMING.has(code)) return true;
  const parameter = parameterOf(type, code);
  if (parameter?.type !== "reference") return false;
  if (code === "device" || code === "focus" || modifier === "Device") return true;
  return /(^|[,/])Device\//.test(value);
}
