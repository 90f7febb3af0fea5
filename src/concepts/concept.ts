/**
 * A clinical concept has one name everywhere: in the twin, in every model and simulation, in the `input` parameter of
 * `$predict` and `$simulate`. How a concept is found in a patient's resources is decided in `twin/`.
 */

interface Named {
  /** For people, as in "Systolic blood pressure". */
  readonly display: string;
}

/** A number with a unit. Values are converted to `unit` (UCUM) on the way in. */
export interface QuantityConcept extends Named {
  readonly kind: "quantity";
  readonly unit: string;
  /** LOINC code under which it is asked for and reported; more are accepted (`twin/`). */
  readonly loinc?: string;
  /** Values outside are implausible in any living person and are never used: a limit of ours, in `unit`. */
  readonly plausible: readonly [number, number];
  /** Molar mass in g/mol where mass and substance concentrations are both in use. */
  readonly molarMass?: number;
  /** Where units alone do not tell how to convert (`src/units.ts`). */
  readonly analyte?: "hba1c" | "ratio-to-creatinine";
  /** Values between the whole numbers occur, though the unit is one of points or counts (`isWholeNumbered`). */
  readonly hasFractions?: true;
  /** Days after which a value no longer tells of now and is left out of the twin: a limit of ours. */
  readonly staleAfterDays?: number;
}
/** A condition, a drug class in use, a habit: true or false; unknown is absence of a value, never false. */
export interface BooleanConcept extends Named {
  readonly kind: "boolean";
}
/** One of a closed list of codes of ours. */
export interface CodeConcept extends Named {
  readonly kind: "code";
  readonly values: Readonly<Record<string, string>>;
}

/** A column of a table. The values of the first column name its rows and are unlike. */
export interface TableColumn {
  readonly holds: "text" | "number";
  readonly range?: readonly [number, number];
  /** Rows may leave it empty, or say NA. */
  readonly mayBeEmpty?: boolean;
}
/** Rows of columns, given as tab-separated text with a header line; the value is text of `table.ts`. */
export interface TableConcept extends Named {
  readonly kind: "table";
  /** By header, in the order of the value's text; others are left out. */
  readonly columns: Readonly<Record<string, TableColumn>>;
  /** Headers that change what the others mean: a table that has one is refused. */
  readonly refused: readonly string[];
  readonly maxRows: number;
}

export type Concept = QuantityConcept | BooleanConcept | CodeConcept | TableConcept;
/** A value of a concept in its own unit: a number, a boolean, a code or the text of a table. */
export type ConceptValue = number | boolean | string;

export const quantity = (
  display: string,
  unit: string,
  plausible: readonly [number, number],
  more: Pick<QuantityConcept, "loinc" | "molarMass" | "analyte" | "hasFractions" | "staleAfterDays"> = {},
): QuantityConcept => ({ kind: "quantity", display, unit, plausible, ...more });
const COUNTED_UNITS: ReadonlySet<string> = new Set(["{score}", "{count}", "{grade}", "{level}", "{decile}"]);
/** Whether the values are points, counts or grades, of which there is none between two whole numbers. */
export const isWholeNumbered = ({ unit, hasFractions }: QuantityConcept): boolean =>
  hasFractions !== true && COUNTED_UNITS.has(unit);

export const fact = (display: string): BooleanConcept => ({ kind: "boolean", display });
export const choice = (display: string, values: Readonly<Record<string, string>>): CodeConcept => ({
  kind: "code",
  display,
  values,
});
