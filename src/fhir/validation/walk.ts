/** Where a validation is: the path of the element, the resource it is in, what was found, and the limits. */
import type { Issue, IssueCode } from "../../errors.ts";
import { RESOURCE_TYPES } from "../definitions/resource-types.ts";

/** Nesting of objects. The deepest example of the specification has 14 levels. */
export const MAX_DEPTH = 100;
/** Errors after which the rest of the input is not read, and findings after which no warning is added. */
export const MAX_ISSUES = 100;

/** Evaluations of FHIRPath for one resource or Bundle, about half a second. */
export const MAX_EVALUATIONS = 20_000;

/** A JSON object of which nothing is known yet. */
export type JsonObject = Record<string, unknown>;

/** The resource that the walk is in. */
export interface ResourceFrame {
  readonly type: string;
  readonly resource: JsonObject;
  /** The resource that contains this one. */
  readonly container: ResourceFrame | undefined;
  /** Types of the contained resources by id. */
  readonly contained: ReadonlyMap<string, string>;
  /** The Bundle whose entry this is. */
  readonly bundle: BundleIndex | undefined;
  /** Ids that a reference, canonical or uri with `#` names; "" is the container itself. */
  readonly localReferences: Set<string>;
}

/** Types of the resources in a Bundle by fullUrl. */
export type BundleIndex = ReadonlyMap<string, string>;

export class Walk {
  readonly issues: Issue[] = [];
  /** Names and positions from the resource type down. */
  readonly path: (string | number)[] = [];
  depth = 0;
  errors = 0;
  /** FHIRPath evaluations so far. */
  evaluations = 0;
  frame: ResourceFrame | undefined;

  /** Whether so many errors were found that the rest is not worth reading. */
  get isFull(): boolean {
    return this.errors > MAX_ISSUES;
  }

  error(code: IssueCode, message: string): void {
    this.errors++;
    this.#add("error", code, message);
  }

  warning(code: IssueCode, message: string): void {
    this.#add("warning", code, message);
  }

  /** An error at an element below the current one. */
  errorAt(name: string, code: IssueCode, message: string): void {
    this.path.push(name);
    this.error(code, message);
    this.path.pop();
  }

  #add(severity: "error" | "warning", code: IssueCode, message: string): void {
    if (severity === "error" ? this.isFull : this.issues.length >= MAX_ISSUES) return;
    const expression = this.expression();
    this.issues.push({ severity, code, message, ...(expression === "" ? {} : { expression }) });
  }

  /** The current element as a path of JSON names with positions: `Patient.name[0].given[1]`. */
  expression(): string {
    let text = "";
    for (const part of this.path) {
      text += typeof part === "number" ? `[${part}]` : text === "" ? part : `.${part}`;
    }
    return text;
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isResourceType(value: unknown): value is string {
  return typeof value === "string" && RESOURCE_TYPES.has(value);
}
