/**
 * Update rules for the elements of one resource: absent keeps, `""` clears, a value replaces. A list that several v2
 * fields feed is replaced entry by entry, by the key that `mappings/base/merge.csv` names. A message that is older than
 * what is stored fills gaps and changes nothing else.
 */
import { copyJson } from "../../json.ts";
import type { Clear } from "../mapping/compile.ts";

export type Content = Record<string, unknown>;

/** Choice elements: setting one type of it removes the others. */
const CHOICES = /^(deceased|multipleBirth|effective|value|onset|abatement|occurrence)(?=[A-Z])/;

export interface MergeInput {
  readonly type: string;
  readonly stored: Content;
  readonly content: Content;
  readonly clears: readonly Clear[];
  readonly isOlder: boolean;
  /** Key `Patient.telecom`. */
  readonly policies: ReadonlyMap<string, string>;
}

/** The stored resource with what a message says of it; neither argument is changed. */
export function mergeFields({ type, stored, content, clears, isOlder, policies }: MergeInput): Content {
  const merged = copyJson(stored);
  if (!isOlder) for (const clear of clears) remove(merged, clear);
  for (const [name, value] of Object.entries(content)) {
    // A reason why something is absent does not take the place of what is there.
    if (isAbsence(value) && merged[name] !== undefined) continue;
    const policy = policies.get(`${type}.${name.replace(/^_/, "")}`) ?? "replace";
    if (policy.startsWith("by:")) merged[name] = mergeList(merged[name], value, policy.slice(3).split("+"), isOlder);
    else if (policy === "parts") merged[name] = mergeParts(merged[name], value, isOlder);
    else if (!isOlder || (merged[name] === undefined && !hasOtherChoice(merged, name))) setElement(merged, name, value);
  }
  return merged;
}

function setElement(merged: Content, name: string, value: unknown): void {
  const choice = CHOICES.exec(name)?.[0];
  for (const other of Object.keys(merged)) if (choice !== undefined && isChoice(other, choice)) delete merged[other];
  // A new primitive value does not keep the extensions of the one it replaces.
  delete merged[`_${name}`];
  merged[name] = value;
}

const isChoice = (name: string, choice: string) => new RegExp(`^_?${choice}[A-Z]`).test(name);

function hasOtherChoice(merged: Content, name: string): boolean {
  const choice = CHOICES.exec(name)?.[0];
  return choice !== undefined && Object.keys(merged).some((other) => isChoice(other, choice));
}

function mergeList(stored: unknown, sent: unknown, keys: readonly string[], isOlder: boolean): unknown {
  const [old, fresh] = [asList(stored), asList(sent)];
  const keyOf = (entry: Content) => JSON.stringify(keys.map((key) => entry[key] ?? null));
  const [oldKeys, freshKeys] = [new Set(old.map(keyOf)), new Set(fresh.map(keyOf))];
  if (isOlder) return [...old, ...fresh.filter((entry) => !oldKeys.has(keyOf(entry)))];
  return [...old.filter((entry) => !freshKeys.has(keyOf(entry))), ...fresh];
}

function mergeParts(stored: unknown, sent: unknown, isOlder: boolean): unknown {
  const [old, fresh] = [asContent(stored), asContent(sent)];
  return isOlder ? { ...fresh, ...old } : { ...old, ...fresh };
}

function remove(merged: Content, { element, constants }: Clear): void {
  if (Object.keys(constants).length === 0) {
    delete merged[element];
    delete merged[`_${element}`];
    return;
  }
  const rest = asList(merged[element]).filter((entry) =>
    Object.entries(constants).some(([key, value]) => entry[key] !== value),
  );
  if (rest.length > 0) merged[element] = rest;
  else delete merged[element];
}

const ABSENT_REASON = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";

function isAbsence(value: unknown): boolean {
  const { extension, ...rest } = asContent(value);
  return Object.keys(rest).length === 0 && asList(extension)[0]?.["url"] === ABSENT_REASON;
}

const asList = (value: unknown) => (Array.isArray(value) ? (value as Content[]) : []); // lists of complex elements
const asContent = (value: unknown) => (typeof value === "object" && value !== null ? (value as Content) : {}); // same
