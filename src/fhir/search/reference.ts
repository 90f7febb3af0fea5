/** References: https://hl7.org/fhir/R4/search.html#reference */
import type { Attachment, Reference } from "@medplum/fhirtypes";
import type { IndexEntry, ReferenceEntry, SimpleClause } from "../../storage/port.ts";
import type { ElementPath } from "./element-path.ts";
import { malformed, splitUnescaped, unescapeValue, unsupported } from "./search-value.ts";

const RELATIVE = /^([A-Z][A-Za-z]+)\/([A-Za-z0-9.-]{1,64})(?:\/_history\/[A-Za-z0-9.-]{1,64})?$/;
const ABSOLUTE = /^https?:\/\/[^ ]+\/([A-Z][A-Za-z]+)\/[A-Za-z0-9.-]{1,64}(?:\/_history\/[A-Za-z0-9.-]{1,64})?$/;
const LOGICAL_ID = /^[A-Za-z0-9.-]{1,64}$/;

/**
 * Adds what an element refers to. Of a versioned reference the version is left out; a contained resource is no target.
 * A path with a target (`where(resolve() is Patient)`) takes only references whose text or `type` says that type.
 */
export function indexReference(out: IndexEntry[], param: string, value: unknown, { type, target }: ElementPath): void {
  if (type !== "Reference") {
    const url = type === "Attachment" ? (value as Attachment).url : value; // the element's type, by the definitions
    if (typeof url === "string") pushUrl(out, param, url);
    return;
  }
  const { reference, identifier, type: declared } = value as Reference; // likewise
  if (reference !== undefined && !reference.startsWith("#")) {
    const relative = RELATIVE.exec(reference);
    const typeName = relative?.[1] ?? ABSOLUTE.exec(reference)?.[1] ?? declared;
    if (target !== undefined && typeName !== target) return;
    if (relative) out.push({ kind: "reference", param, type: relative[1] ?? "", id: relative[2] ?? "" });
    else pushUrl(out, param, reference);
  }
  if (identifier?.value !== undefined && (target === undefined || (declared ?? target) === target)) {
    const { system = "", value: text } = identifier;
    out.push({ kind: "reference", param, identifier: { system, value: text } });
  }
}

/** An absolute URL, or a canonical one, which is also found without its version. */
function pushUrl(out: IndexEntry[], param: string, url: string): void {
  if (url.startsWith("#")) return;
  const relative = RELATIVE.exec(url);
  if (relative) {
    out.push({ kind: "reference", param, type: relative[1] ?? "", id: relative[2] ?? "" });
    return;
  }
  const whole = url.replace(/\/_history\/[A-Za-z0-9.-]{1,64}$/, "");
  out.push({ kind: "reference", param, url: whole } satisfies ReferenceEntry);
  const bar = whole.indexOf("|");
  if (bar > 0) out.push({ kind: "reference", param, url: whole.slice(0, bar) });
}

export interface ReferenceRules {
  /** The types that the parameter's references may have; absent for any. */
  readonly target?: readonly string[];
  /** The type that the modifier names: `subject:Patient=7`. */
  readonly type?: string;
  /** Own base URL, `https://example.org/fhir`; references below it are to resources here. */
  readonly base?: string;
  readonly isType: (name: string) => boolean;
}

/** Reads `7`, `Patient/7`, an absolute or a canonical URL. @throws InvalidInput for anything else */
export function referenceClause(param: string, text: string, name: string, rules: ReferenceRules): SimpleClause {
  const given = unescapeValue(text, name);
  const { base } = rules;
  const value = base !== undefined && given.startsWith(`${base}/`) ? given.slice(base.length + 1) : given;
  if (LOGICAL_ID.test(value)) {
    const type = rules.type ?? (rules.target?.length === 1 ? rules.target[0] : undefined);
    return { kind: "reference", param, ...(type === undefined ? {} : { type }), id: value };
  }
  const [, type, id] = RELATIVE.exec(value) ?? [];
  if (type !== undefined && id !== undefined) {
    if (!rules.isType(type)) throw malformed(name, `refers to '${type}', which is no resource type of R4`);
    if (rules.type !== undefined && rules.type !== type) {
      throw malformed(name, `refers to ${type}, but its modifier says ${rules.type}`);
    }
    return { kind: "reference", param, type, id };
  }
  if (!/^[a-z][a-z0-9+.-]*:\S+$/i.test(value)) throw malformed(name, "needs a reference such as Patient/7 or a URL");
  return { kind: "reference", param, url: value.replace(/\/_history\/[A-Za-z0-9.-]{1,64}$/, "") };
}

/** Reads `system|value`, `|value` or `value` of `:identifier`. @throws InvalidInput for anything else */
export function identifierClause(param: string, text: string, name: string): SimpleClause {
  const parts = splitUnescaped(text, "|").map((part) => unescapeValue(part, name));
  const [first = "", second] = parts;
  if (parts.length > 2) throw malformed(name, String.raw`has more than one '|': write \| for one within a value`);
  if (second === "") throw unsupported(name, `'${name}' needs the identifier's value: system|value`);
  const identifier = second === undefined ? { value: first } : { system: first, value: second };
  return { kind: "reference", param, identifier };
}
