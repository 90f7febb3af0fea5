/**
 * Units: UCUM codes, what senders write instead, and conversions. https://ucum.org
 *
 * Conversions are those of @lhncbc/ucum-lhc, learned once per pair of units as a straight line (every UCUM conversion
 * that is used in medicine is one, the Celsius scale included). Two are clinical, not physical, and are made here:
 * HbA1c between % (NGSP) and mmol/mol (IFCC), where a bare ratio of units gives 70 mmol/mol for 7 %, and a ratio to
 * creatinine between mg/g and mg/mmol.
 */
import { createRequire } from "node:module";
import { UNIT_ALIASES } from "./units/aliases.ts";

/** Analytes whose conversion the units alone do not tell. */
export type Analyte = "hba1c" | "ratio-to-creatinine";

export interface ConversionOptions {
  /** g/mol, to convert between mass and substance concentrations. */
  readonly molarMass?: number;
  readonly analyte?: Analyte;
}

interface LhcUnit {
  readonly moleExp_: number;
  readonly isArbitrary_: boolean;
}
interface Lhc {
  validateUnitString(code: string): { status: "valid" | "invalid" | "error" };
  convertUnitTo(
    from: string,
    value: number,
    to: string,
    options?: { molecularWeight?: number },
  ): { status: "succeeded" | "failed" | "error"; toVal: number | null };
  convertToBaseUnits(
    from: string,
    value: number,
  ): { status: string; magnitude: number; unitToExp?: Record<string, number> };
  getSpecifiedUnit(code: string, mode: "validate"): { unit: LhcUnit | null };
}

let loaded: Lhc | undefined;
/** The library, loaded on first use: it costs 35 ms and 13 MB that a server at rest does not need. */
function lhc(): Lhc {
  loaded ??= (
    createRequire(import.meta.url)("@lhncbc/ucum-lhc") as { UcumLhcUtils: { getInstance(): Lhc } }
  ).UcumLhcUtils.getInstance(); // untyped package
  return loaded;
}

/** Remembers at most this many units or pairs, so that a hostile sender's invented units cannot fill the memory. */
const CACHE_LIMIT = 10_000;
class Memory<V> {
  readonly #values = new Map<string, V>();
  get(key: string, make: () => V): V {
    const known = this.#values.get(key);
    if (known !== undefined || this.#values.has(key)) return known as V; // has() was checked
    const made = make();
    if (this.#values.size >= CACHE_LIMIT) this.#values.clear();
    this.#values.set(key, made);
    return made;
  }
}

interface Line {
  readonly slope: number;
  readonly offset: number;
}
const validity = new Memory<boolean>();
const lines = new Memory<Line | undefined>();
const bases = new Memory<(Line & { readonly code: string }) | undefined>();

/** Longest unit text that is looked at; the longest real ones have about 40 characters. */
const MAX_UNIT_LENGTH = 100;
/** UCUM codes are printable ASCII without spaces; the library writes anything else to the console. */
const PRINTABLE = /^[!-~]+$/;

/** Whether a text is a valid UCUM code, case-sensitively. */
export function isUcum(code: string): boolean {
  // The library takes names such as "constructor", which every JavaScript object answers to, for units it knows.
  if (!PRINTABLE.test(code) || code.length > MAX_UNIT_LENGTH || code in Object.prototype) return false;
  return validity.get(code, () => lhc().validateUnitString(code).status === "valid");
}

/** The UCUM code for a unit as a sender writes it (`mmHg`, `K/uL`, `mg/dl`), or undefined if none is known. */
export function ucumOf(text: string): string | undefined {
  const trimmed = text.trim();
  const key = trimmed.toLowerCase().replace(/\s+/g, " ");
  if (Object.hasOwn(UNIT_ALIASES, key)) return UNIT_ALIASES[key];
  return isUcum(trimmed) ? trimmed : undefined;
}

/** IFCC (mmol/mol) = 10.929 · (NGSP (%) − 2.15): Hoelzel W et al. Clin Chem 2004;50:166, doi:10.1373/clinchem.2003.024802. */
const HBA1C = { slope: 10.929, offset: -10.929 * 2.15 } as const;
/** Molar mass of creatinine, g/mol: 1 mg/mmol = 1000/113.12 mg/g. */
const CREATININE_MOLAR_MASS = 113.12;

/**
 * Converts a value between units given as UCUM codes or as senders write them.
 * @returns undefined where the units do not convert into each other
 */
export function convert(value: number, from: string, to: string, options: ConversionOptions = {}): number | undefined {
  if (from === to) return value;
  const key = `${from}\n${to}\n${options.molarMass ?? ""}\n${options.analyte ?? ""}`;
  const line = lines.get(key, () => learnLine(from, to, options));
  return line === undefined ? undefined : value * line.slope + line.offset;
}

function learnLine(fromText: string, toText: string, options: ConversionOptions): Line | undefined {
  const from = ucumOf(fromText);
  const to = ucumOf(toText);
  if (from === undefined || to === undefined) return undefined;
  if (from === to) return { slope: 1, offset: 0 };
  return clinicalLine(from, to, options.analyte) ?? physicalLine(inMass(from, to), inMass(to, from), options.molarMass);
}

function clinicalLine(from: string, to: string, analyte: Analyte | undefined): Line | undefined {
  if (analyte === "hba1c" && from === "%" && to === "mmol/mol") return HBA1C;
  if (analyte === "hba1c" && from === "mmol/mol" && to === "%") {
    return { slope: 1 / HBA1C.slope, offset: -HBA1C.offset / HBA1C.slope };
  }
  if (analyte !== "ratio-to-creatinine") return undefined;
  const perMole = (unit: string) => /\/[a-z]*mol(\{.*\})?$/.test(unit);
  if (perMole(from) === perMole(to)) return undefined;
  const gramsPerMole = perMole(from) ? 1 / CREATININE_MOLAR_MASS : CREATININE_MOLAR_MASS;
  const withGrams = (unit: string) => unit.replace(/mol(\{.*\})?$/, "g");
  const line = physicalLine(withGrams(from), withGrams(to), undefined);
  return line && { slope: line.slope * gramsPerMole, offset: 0 };
}

const INTERNATIONAL_UNIT = /\[IU\]/g;
/** Of an arbitrary unit the library converts nothing, not even µIU/mL to mIU/L: between two of them any unit stands in. */
const inMass = (unit: string, other: string): string =>
  unit.includes("[IU]") && other.includes("[IU]") ? unit.replace(INTERNATIONAL_UNIT, "g") : unit;

function physicalLine(from: string, to: string, molarMass: number | undefined): Line | undefined {
  // A percentage of haemoglobin and mmol/mol are both plain ratios to UCUM, and clinically are not.
  if ([from, to].includes("%") && [from, to].includes("mmol/mol")) return undefined;
  const at = (value: number) => {
    const answer = lhc().convertUnitTo(from, value, to, molarMass === undefined ? {} : { molecularWeight: molarMass });
    return answer.status === "succeeded" && answer.toVal !== null ? answer.toVal : undefined;
  };
  const zero = at(0);
  const one = at(1);
  if (zero === undefined || one === undefined || !Number.isFinite(zero) || !Number.isFinite(one)) return undefined;
  return zero === 0 ? { slope: one, offset: 0 } : { slope: (at(100) ?? one) / 100 - zero / 100, offset: zero };
}

/**
 * A value in UCUM base units, so that quantities compare across units.
 * @returns the value and a text of the base units, `g.m-1.s-2`; undefined for a unit that does not convert
 */
export function canonicalUnit(value: number, code: string): { value: number; code: string } | undefined {
  const line = bases.get(code, () => learnBase(code));
  return line && { value: value * line.slope + line.offset, code: line.code };
}

function learnBase(code: string): (Line & { readonly code: string }) | undefined {
  if (!isUcum(code)) return undefined;
  const unit = lhc().getSpecifiedUnit(code, "validate").unit;
  if (unit === null || unit.isArbitrary_) return undefined;
  const zero = lhc().convertToBaseUnits(code, 0);
  const hundred = lhc().convertToBaseUnits(code, 100);
  if (hundred.status !== "succeeded") return undefined;
  const offset = zero.status === "succeeded" ? zero.magnitude : 0;
  const slope = (hundred.magnitude - offset) / 100;
  if (!Number.isFinite(slope) || slope === 0) return undefined;
  const exponents = Object.entries(hundred.unitToExp ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const text = exponents.map(([base, exponent]) => (exponent === 1 ? base : `${base}${exponent}`)).join(".") || "1";
  // UCUM counts particles: a mole is a number there. Amounts of substance stay apart from plain numbers here.
  return { slope, offset, code: unit.moleExp_ ? `${text}.mol${unit.moleExp_}` : text };
}
