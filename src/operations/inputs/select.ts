/**
 * From what is known of a person to the inputs that a model or simulation declares: each in its declared unit, or with
 * the reason why it cannot be used. Nothing is defaulted; what the source of the model imputes is marked so.
 */
import { type ConceptName, type ConceptValue, conceptOf, isWholeNumbered } from "../../concepts/index.ts";
import type { InputDeclaration } from "../../models/contract.ts";
import type { KnownInputs, KnownValue } from "../inputs.ts";
import { convertConcept, withoutNoise } from "./convert.ts";
import { chosenValue } from "./selection.ts";

export type InputState = "used" | "clamped" | "imputed" | "missing" | "too-old" | "out-of-range";

export interface SelectedInput {
  readonly key: string;
  readonly declaration: InputDeclaration;
  readonly concept: ConceptName;
  /** UCUM unit of `value`, for a quantity. */
  readonly unit?: string;
  readonly state: InputState;
  /** In the declared unit; absent exactly when `state` is missing, too-old or out-of-range. */
  readonly value?: ConceptValue;
  /** What the value was chosen from, where something is known. */
  readonly known?: KnownValue;
  /** Days from the source's time to `asOf`, where it has one. */
  readonly ageDays?: number;
  /** Whether the model can do without it. */
  readonly optional: boolean;
  /** Why it is not used as it is, in words without patient data; absent when `state` is used. */
  readonly message?: string;
}

export interface Selection {
  /** One per declaration, in its order; none for what is not asked of the person. */
  readonly inputs: readonly SelectedInput[];
  /** The values to compute on, by key. */
  readonly values: Readonly<Record<string, ConceptValue | undefined>>;
  /**
   * What stops the computation: required inputs that are missing or too old, and any that is known but out of range,
   * optional or not, so that a value is never left out silently because it is extreme.
   */
  readonly problems: readonly SelectedInput[];
}

const DAY_MS = 86_400_000;

/** Selects the inputs of a model or simulation. Values of `known` are in the concepts' own units. */
export function selectInputs(
  declarations: Readonly<Record<string, InputDeclaration>>,
  known: Pick<KnownInputs, "asOf" | "values">,
): Selection {
  const inputs = Object.entries(declarations).flatMap(([key, declaration]) => select(key, declaration, known) ?? []);
  return {
    inputs,
    values: Object.fromEntries(inputs.map(({ key, value }) => [key, value])),
    problems: inputs.filter(
      ({ state, optional }) => state === "out-of-range" || (!optional && (state === "missing" || state === "too-old")),
    ),
  };
}

/** By definition and unit: an answer of all models names hundreds of inputs. */
const described = new WeakMap<object, Map<string | undefined, string>>();

/** An input in words: `systolicBloodPressure (Systolic blood pressure, LOINC 8480-6, in mm[Hg])`. */
export function describeInput({ concept, unit }: Pick<SelectedInput, "concept" | "unit">): string {
  const definition = conceptOf(concept);
  const texts = described.get(definition) ?? new Map<string | undefined, string>();
  described.set(definition, texts);
  const text = texts.get(unit) ?? `${concept} (${inWords(definition, unit)})`;
  texts.set(unit, text);
  return text;
}

function inWords(definition: ReturnType<typeof conceptOf>, unit: string | undefined): string {
  const { display } = definition;
  if (definition.kind === "boolean") return `${display}, true or false`;
  if (definition.kind === "code") return `${display}: ${Object.keys(definition.values).join(", ")}`;
  if (definition.kind === "table") {
    return `${display}, a table with the columns ${Object.keys(definition.columns).join(", ")}`;
  }
  const loinc = definition.loinc === undefined ? "" : `, LOINC ${definition.loinc}`;
  return `${display}${loinc}, in ${unit ?? definition.unit}`;
}

function select(
  key: string,
  declaration: InputDeclaration,
  known: Pick<KnownInputs, "asOf" | "values">,
): SelectedInput | undefined {
  const { concept } = declaration;
  const definition = conceptOf(concept);
  const unit = definition.kind === "quantity" ? (declaration.unit ?? definition.unit) : undefined;
  const common = {
    key,
    declaration,
    concept,
    ...(unit === undefined ? {} : { unit }),
    optional: declaration.missing !== undefined && !isAskedOf(declaration, known),
  };
  const value = chosenValue(declaration, known.values);
  const unmet = unmetCondition(declaration, known);
  if (unmet !== undefined) return contradiction(common, value, unmet);
  if (value === undefined) return withoutValue(common, "missing", "is not known");
  const ageDays = ageInDays(value, known.asOf);
  const found = { ...common, known: value, ...(ageDays === undefined ? {} : { ageDays }) };
  if (declaration.maxAgeDays !== undefined && ageDays !== undefined && ageDays > declaration.maxAgeDays) {
    return withoutValue(found, "too-old", `is ${ageDays} days old; at most ${declaration.maxAgeDays} are accepted`);
  }
  return inRange(found, unit === undefined ? value.value : inUnit(value.value, concept, unit));
}

type Condition = NonNullable<InputDeclaration["onlyOf"]>[number];

/** Whether it is known that the input is asked of the person. */
const isAskedOf = ({ onlyOf }: InputDeclaration, { values }: Pick<KnownInputs, "values">): boolean =>
  onlyOf?.every(({ concept, is }) => values.get(concept)?.value === is) ?? false;

/** The first condition that is known not to hold; undefined where the input is asked, or nothing is known. */
const unmetCondition = (
  { onlyOf = [] }: InputDeclaration,
  { values }: Pick<KnownInputs, "values">,
): Condition | undefined => onlyOf.find(({ concept, is }) => (values.get(concept)?.value ?? is) !== is);

/** Of someone of whom it is not asked a value that says something is refused, and any other left aside. */
function contradiction(common: Common, known: KnownValue | undefined, unmet: Condition): SelectedInput | undefined {
  if (known === undefined || common.declaration.contradictsOthers !== true) return undefined;
  if (known.value === false || known.value === 0) return undefined;
  const message = `${describeInput(common)} goes only with ${unmet.concept} ${unmet.is}: check both`;
  return { ...common, known, state: "out-of-range", message };
}

type Common = Omit<SelectedInput, "state" | "value" | "message">;

function withoutValue(common: Common, state: "missing" | "too-old", why: string): SelectedInput {
  const { missing } = common.declaration;
  if (missing?.rule === "impute" && missing.value !== undefined) {
    return {
      ...common,
      state: "imputed",
      value: missing.value,
      message: `${describeInput(common)} ${why}: ${missing.says}`,
    };
  }
  const rule = missing === undefined ? "" : `: ${missing.says}`;
  return { ...common, state, message: `${describeInput(common)} ${why}${rule}` };
}

/** A value is as old as its first source: a body mass index as its weight, a derived eGFR as its creatinine. */
function ageInDays({ sources }: KnownValue, asOf: string): number | undefined {
  const taken = Date.parse(sources[0]?.time ?? "");
  return Number.isNaN(taken) ? undefined : Math.max(0, Math.floor((Date.parse(asOf) - taken) / DAY_MS));
}

function inUnit(value: ConceptValue, concept: ConceptName, unit: string): ConceptValue {
  const definition = conceptOf(concept);
  if (definition.kind !== "quantity" || typeof value !== "number" || definition.unit === unit) return value;
  const converted = convertConcept(definition, value, definition.unit, unit);
  if (converted === undefined) throw new Error(`${concept} is declared in ${unit}, which ${definition.unit} is not`);
  return converted;
}

function inRange(common: Common, found: ConceptValue): SelectedInput {
  const { range, maxExcluded, completed, outOfRange } = common.declaration;
  if (typeof found !== "number") return { ...common, state: "used", value: found };
  const exact = withoutNoise(found);
  const definition = conceptOf(common.concept);
  if (definition.kind === "quantity" && isWholeNumbered(definition) && !Number.isInteger(exact)) {
    return { ...common, state: "out-of-range", message: `${describeInput(common)} must be a whole number` };
  }
  const value = completed ? Math.floor(exact) : exact;
  if (range === undefined) return { ...common, state: "used", value };
  const [low, high] = range;
  if (value >= low && (maxExcluded ? value < high : value <= high)) return { ...common, state: "used", value };
  const span = maxExcluded ? `from ${low} to under ${high}` : `from ${low} to ${high}`;
  const message = `${describeInput(common)} is outside the model's range, ${span}`;
  if (outOfRange !== "clamp") return { ...common, state: "out-of-range", message };
  return { ...common, state: "clamped", value: Math.min(Math.max(value, low), high), message };
}
