/**
 * References between the entries of a transaction: https://hl7.org/fhir/R4/http.html#trules
 *
 * Each resource is walked once, before the write, and the places that hold a reference to another entry are kept as
 * slots. Inside the write, where it is decided which id each entry has, the slots are filled. Filling again is safe, so
 * that the write may be run again.
 */
import { InvalidInput } from "../errors.ts";
import type { ResourceKey } from "../storage/port.ts";
import { elementAt } from "./definitions/elements.ts";

const MAX_DEPTH = 100;
const URI_TYPES = new Set(["uri", "url", "canonical", "oid", "uuid"]);
const URI_CHOICE = /[a-z](Uri|Url|Canonical|Oid|Uuid)$/;
const RELATIVE = /^[A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64}$/;
const RESTFUL = /^(https?:\/\/.+)\/[A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64}$/;
const SUFFIX = /^(.*?)(\/_history\/[A-Za-z0-9\-.]{1,64})?(#.*)?$/s;
const NARRATIVE_LINK = /\b(href|src)=("|')([^"']+)\2/g;

/** A place to fill with where the entry with this position is. */
interface Slot {
  readonly holder: Record<string, unknown>;
  readonly key: string;
  readonly entry: number;
  readonly isVersioned: boolean;
  readonly fragment: string;
}
interface NarrativeSlot {
  readonly holder: Record<string, unknown>;
  readonly original: string;
}
/** A reference such as `Patient?identifier=urn:x|7`, to be resolved inside the write. */
export interface ConditionalReference {
  readonly holder: Record<string, unknown>;
  readonly key: string;
  readonly type: string;
  readonly criteria: string;
  /** FHIRPath below the resource: `subject.reference`. */
  readonly expression: string;
}

/** Where an entry's resource is: its key, and the version that the write gives it. */
export interface Place extends ResourceKey {
  readonly versionId: string | undefined;
}

export class BundleReferences {
  readonly #entryOf = new Map<string, number>();
  readonly #slots: Slot[] = [];
  readonly #narratives: NarrativeSlot[] = [];
  readonly #base: string;

  constructor(base: string) {
    this.#base = base;
  }

  /** @throws InvalidInput if another entry has the same fullUrl */
  name(fullUrl: string, entry: number): void {
    if (this.#entryOf.has(fullUrl)) {
      throw new InvalidInput("two entries have the same fullUrl", {
        code: "duplicate",
        expression: `Bundle.entry[${entry}].fullUrl`,
      });
    }
    this.#entryOf.set(fullUrl, entry);
  }

  /**
   * Keeps the slots of a resource and gives its conditional references.
   * @throws InvalidInput for a reference to a `urn:uuid:` that no entry has, and for nesting past any real resource
   */
  collect(resource: unknown, fullUrl: string | undefined): readonly ConditionalReference[] {
    if (!isObject(resource)) return [];
    const walk: Walk = {
      type: typeof resource.resourceType === "string" ? resource.resourceType : "",
      root: fullUrl === undefined ? undefined : RESTFUL.exec(fullUrl)?.[1],
      path: [],
      conditional: [],
    };
    this.#walk(resource, walk);
    return walk.conditional;
  }

  /** Fills every slot. */
  fill(placeOf: (entry: number) => Place): void {
    const text = (entry: number, isVersioned: boolean) => {
      const { type, id, versionId } = placeOf(entry);
      return isVersioned && versionId !== undefined ? `${type}/${id}/_history/${versionId}` : `${type}/${id}`;
    };
    for (const { holder, key, entry, isVersioned, fragment } of this.#slots) {
      holder[key] = text(entry, isVersioned) + fragment;
    }
    for (const { holder, original } of this.#narratives) {
      holder.div = original.replace(NARRATIVE_LINK, (whole, name: string, quote: string, url: string) => {
        const entry = this.#entryOf.get(url);
        return entry === undefined ? whole : `${name}=${quote}${text(entry, false)}${quote}`;
      });
    }
  }

  /** Entries that some reference names with a version. */
  versionedTargets(): ReadonlySet<number> {
    return new Set(this.#slots.filter((slot) => slot.isVersioned).map((slot) => slot.entry));
  }

  #walk(holder: Record<string, unknown>, walk: Walk): void {
    if (walk.path.length > MAX_DEPTH) {
      throw new InvalidInput(`the resource is nested deeper than ${MAX_DEPTH} levels`, { code: "structure" });
    }
    for (const key of Object.keys(holder)) {
      const value = holder[key];
      if (typeof value === "string") this.#text(holder, key, value, walk);
      else if (isObject(value)) this.#object(key, value, walk);
      else if (Array.isArray(value)) {
        value.forEach((item: unknown, index) => {
          if (isObject(item)) this.#object(`${key}[${index}]`, item, walk);
          else if (typeof item === "string" && this.#entryOf.has(item)) {
            // An array takes an index as a key like an object does.
            this.#text(value as unknown as Record<string, unknown>, String(index), item, walk, key);
          }
        });
      }
    }
  }

  #object(step: string, value: Record<string, unknown>, walk: Walk): void {
    if (value.resourceType === "Bundle") return; // a document has references of its own
    walk.path.push(step);
    this.#walk(value, walk);
    walk.path.pop();
  }

  #text(holder: Record<string, unknown>, key: string, value: string, walk: Walk, element = key): void {
    if (element === "reference") this.#reference(holder, key, value, walk);
    else if (element === "div") {
      if (/\b(href|src)=["'](urn:|http)/.test(value)) this.#narratives.push({ holder, original: value });
    } else {
      const entry = this.#entryOf.get(value);
      if (entry !== undefined && isUri(walk, element)) {
        this.#slots.push({ holder, key, entry, isVersioned: false, fragment: "" });
      }
    }
  }

  #reference(holder: Record<string, unknown>, key: string, value: string, walk: Walk): void {
    const [, url = "", version, fragment = ""] = SUFFIX.exec(value) ?? [];
    const entry =
      this.#entryOf.get(url) ??
      (walk.root !== undefined && RELATIVE.test(url) ? this.#entryOf.get(`${walk.root}/${url}`) : undefined);
    if (entry !== undefined) {
      this.#slots.push({ holder, key, entry, isVersioned: version !== undefined, fragment });
      return;
    }
    const relative = value.startsWith(`${this.#base}/`) ? value.slice(this.#base.length + 1) : value;
    const conditional = /^([A-Z][A-Za-z]+)\?(.+)$/s.exec(relative);
    const expression = [...walk.path, "reference"].join(".");
    if (conditional) {
      const [, type = "", criteria = ""] = conditional;
      walk.conditional.push({ holder, key, type, criteria, expression });
    } else if (value.startsWith("urn:uuid:")) {
      throw new InvalidInput("the reference is to a urn:uuid that no entry of the Bundle has as its fullUrl", {
        code: "not-found",
        expression: `${walk.type}.${expression}`,
      });
    }
  }
}

interface Walk {
  readonly type: string;
  /** Root of the entry's own fullUrl, against which its relative references are resolved. */
  readonly root: string | undefined;
  readonly path: string[];
  readonly conditional: ConditionalReference[];
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Whether the element is of a uri type: only those are rewritten, never an identifier's value. */
function isUri(walk: Walk, element: string): boolean {
  if (URI_CHOICE.test(element)) return true;
  const path = [...walk.path.map((step) => step.replace(/\[\d+\]$/, "")), element].join(".");
  return elementAt(walk.type, path)?.types.some((type) => URI_TYPES.has(type)) ?? false;
}
