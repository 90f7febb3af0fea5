/**
 * What the columns of a cohort mean: a small JSON file, described in README.md. It is checked whole before a row is read,
 * so that a misspelt concept or unit stops the run and does not become a missing value.
 */
import { type ConceptName, type ConceptValue, conceptOf, isConceptName } from "../concepts/index.ts";
import { InvalidInput } from "../errors.ts";
import { convertConcept } from "../operations/inputs/convert.ts";

export interface CohortMap {
  readonly title?: string;
  /** What a reader of the report must know of the mapping. */
  readonly notes: readonly string[];
  /** Only rows whose column has one of these values. */
  readonly rows: Readonly<Record<string, readonly string[]>>;
  /** Cells that mean that nothing is known. */
  readonly missing: readonly string[];
  readonly inputs: ReadonlyMap<ConceptName, InputColumn>;
  /** What is taken to be so of the whole cohort where no column says otherwise; the report repeats it. */
  readonly assumed: ReadonlyMap<ConceptName, ConceptValue>;
  readonly outcome?: OutcomeColumns;
  /** False where the outcome is not the one that the model predicts, so that only the order of persons can be judged. */
  readonly recalibrate: boolean;
  /** Subgroups by name. */
  readonly by: ReadonlyMap<string, SubgroupColumn>;
}

export interface InputColumn {
  readonly column: string;
  /** UCUM unit of a quantity. */
  readonly unit?: string;
  /** What each cell means; a cell that is not listed is not understood. */
  readonly values?: Readonly<Record<string, ConceptValue>>;
}
export interface SubgroupColumn {
  readonly column: string;
  readonly values?: Readonly<Record<string, string>>;
}
/** Whether and when something happened; the time counts from the prediction, of those without it to the end of follow-up. */
export interface EventColumns {
  readonly column: string;
  readonly values?: Readonly<Record<string, boolean>>;
  readonly time?: { readonly column: string; readonly unit: TimeUnit };
}
export interface OutcomeColumns extends EventColumns {
  /** A death before the outcome ends the follow-up: the outcome did not happen. */
  readonly death?: EventColumns;
}

/** Days in a UCUM unit of time. */
export const DAYS_IN = { d: 1, wk: 7, mo: 30.4375, a: 365.25 } as const;
export type TimeUnit = keyof typeof DAYS_IN;

const DEFAULT_MISSING = ["", "NA", "NaN", "null", "."];

/** The map of a cohort whose columns are named as the concepts are, in their units. */
export function mapOfNames(header: readonly string[]): CohortMap {
  const names = header.filter(isConceptName);
  const inputs = new Map<ConceptName, InputColumn>(names.map((name) => [name, { column: name }]));
  return {
    notes: [],
    recalibrate: true,
    rows: {},
    missing: DEFAULT_MISSING,
    inputs,
    assumed: new Map(),
    by: new Map(),
  };
}

/** @throws InvalidInput naming the place in the map */
export function parseMap(text: string): CohortMap {
  const map = objectAt(parsed(text), "the map");
  onlyKeys(map, ["title", "notes", "rows", "missing", "inputs", "assumed", "outcome", "recalibrate", "by"], "the map");
  const inputs = Object.entries(objectAt(map.inputs ?? {}, "inputs"));
  const assumed = Object.entries(objectAt(map.assumed ?? {}, "assumed"));
  const by = Object.entries(objectAt(map.by ?? {}, "by"));
  return {
    ...(map.title === undefined ? {} : { title: textAt(map.title, "title") }),
    notes: textsAt(map.notes ?? [], "notes"),
    rows: Object.fromEntries(
      Object.entries(objectAt(map.rows ?? {}, "rows")).map(([column, values]) => [
        column,
        textsAt(values, `rows.${column}`),
      ]),
    ),
    missing: map.missing === undefined ? DEFAULT_MISSING : textsAt(map.missing, "missing"),
    inputs: new Map(inputs.map(([name, rule]) => [conceptNamed(name, "inputs"), inputColumn(name, rule)])),
    assumed: new Map(
      assumed.map(([name, value]) => [conceptNamed(name, "assumed"), conceptValueOf(name, value, `assumed.${name}`)]),
    ),
    ...(map.outcome === undefined ? {} : { outcome: outcomeColumns(map.outcome) }),
    recalibrate: map.recalibrate === undefined ? true : booleanAt(map.recalibrate, "recalibrate"),
    by: new Map(by.map(([name, rule]) => [name, subgroupColumn(rule, `by.${name}`)])),
  };
}

/** All columns that a map speaks of. */
export function columnsOf({ rows, inputs, outcome, by }: CohortMap): readonly string[] {
  const events = [outcome, outcome?.death].flatMap((one) => (one === undefined ? [] : [one.column, one.time?.column]));
  const others = [...inputs.values(), ...by.values()].map(({ column }) => column);
  return [...new Set([...Object.keys(rows), ...others, ...events.filter((column) => column !== undefined)])];
}

type Fields = Readonly<Record<string, unknown>>;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InvalidInput("the map is not JSON", { cause });
  }
}

function conceptNamed(name: string, at: string): ConceptName {
  if (isConceptName(name)) return name;
  throw new InvalidInput(`${at}.${name}: there is no such concept`);
}

function inputColumn(name: string, rule: unknown): InputColumn {
  const at = `inputs.${name}`;
  const fields = objectAt(rule, at);
  onlyKeys(fields, ["column", "unit", "values"], at);
  const concept = conceptOf(conceptNamed(name, "inputs"));
  if (concept.kind === "table") throw new InvalidInput(`${at}: a table does not fit into a column`);
  const unit = fields.unit === undefined ? undefined : textAt(fields.unit, `${at}.unit`);
  if (concept.kind === "quantity" && unit === undefined) throw new InvalidInput(`${at}: a quantity needs its unit`);
  if (concept.kind !== "quantity" && unit !== undefined) throw new InvalidInput(`${at}: only a quantity has a unit`);
  if (concept.kind === "quantity" && convertConcept(concept, 1, unit ?? "", concept.unit) === undefined) {
    throw new InvalidInput(`${at}.unit: '${unit}' does not convert to ${concept.unit}`);
  }
  const values = Object.entries(objectAt(fields.values ?? {}, `${at}.values`));
  return {
    column: textAt(fields.column, `${at}.column`),
    ...(unit === undefined ? {} : { unit }),
    ...(fields.values === undefined
      ? {}
      : {
          values: Object.fromEntries(
            values.map(([cell, value]) => [cell, conceptValueOf(name, value, `${at}.values.${cell}`)]),
          ),
        }),
  };
}

/** A value that the concept may have. */
function conceptValueOf(name: string, value: unknown, at: string): ConceptValue {
  const concept = conceptOf(conceptNamed(name, at));
  if (concept.kind === "boolean" && typeof value === "boolean") return value;
  if (concept.kind === "quantity" && typeof value === "number") return value;
  if (concept.kind === "code" && typeof value === "string" && Object.hasOwn(concept.values, value)) return value;
  const wanted = concept.kind === "code" ? `one of ${Object.keys(concept.values).join(", ")}` : `a ${concept.kind}`;
  throw new InvalidInput(`${at}: ${name} must be ${wanted}`);
}

function outcomeColumns(rule: unknown): OutcomeColumns {
  const { death, ...own } = objectAt(rule, "outcome");
  const event = eventColumns(own, "outcome");
  return death === undefined
    ? event
    : { ...event, death: eventColumns(objectAt(death, "outcome.death"), "outcome.death") };
}

function eventColumns(fields: Fields, at: string): EventColumns {
  onlyKeys(fields, ["column", "values", "time"], at);
  const values = fields.values === undefined ? undefined : objectAt(fields.values, `${at}.values`);
  if (values !== undefined && !isBooleans(values)) throw new InvalidInput(`${at}.values: each is true or false`);
  const time = fields.time === undefined ? undefined : objectAt(fields.time, `${at}.time`);
  if (time !== undefined) onlyKeys(time, ["column", "unit"], `${at}.time`);
  const unit = time?.unit;
  if (time !== undefined && !isTimeUnit(unit)) {
    throw new InvalidInput(`${at}.time.unit: must be one of ${Object.keys(DAYS_IN).join(", ")}`);
  }
  return {
    column: textAt(fields.column, `${at}.column`),
    ...(values === undefined ? {} : { values }),
    ...(time === undefined || !isTimeUnit(unit)
      ? {}
      : { time: { column: textAt(time.column, `${at}.time.column`), unit } }),
  };
}

function subgroupColumn(rule: unknown, at: string): SubgroupColumn {
  const fields = objectAt(rule, at);
  onlyKeys(fields, ["column", "values"], at);
  const values = Object.entries(objectAt(fields.values ?? {}, `${at}.values`));
  return {
    column: textAt(fields.column, `${at}.column`),
    ...(fields.values === undefined
      ? {}
      : { values: Object.fromEntries(values.map(([cell, value]) => [cell, textAt(value, `${at}.values.${cell}`)])) }),
  };
}

const isTimeUnit = (unit: unknown): unit is TimeUnit => typeof unit === "string" && Object.hasOwn(DAYS_IN, unit);
const isBooleans = (values: Fields): values is Readonly<Record<string, boolean>> =>
  Object.values(values).every((value) => typeof value === "boolean");

function objectAt(value: unknown, at: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new InvalidInput(`${at}: must be an object`);
  return value as Fields; // any object has fields by name
}

function onlyKeys(fields: Fields, known: readonly string[], at: string): void {
  const unknown = Object.keys(fields).find((key) => !known.includes(key));
  if (unknown !== undefined) throw new InvalidInput(`${at}: unknown key '${unknown}'; known are ${known.join(", ")}`);
}

function booleanAt(value: unknown, at: string): boolean {
  if (typeof value === "boolean") return value;
  throw new InvalidInput(`${at}: must be true or false`);
}

function textAt(value: unknown, at: string): string {
  if (typeof value === "string" && value !== "") return value;
  throw new InvalidInput(`${at}: must be a text`);
}

function textsAt(value: unknown, at: string): readonly string[] {
  if (Array.isArray(value) && value.every((one) => typeof one === "string")) return value;
  throw new InvalidInput(`${at}: must be a list of texts`);
}
