/** The equations of a coefficient table as its file has them. */
import { code, conceptName } from "./metadata-readers.ts";
import {
  anyNumber,
  listOf,
  numberBetween,
  objectOf,
  oneOf,
  orNull,
  type Read,
  type Reader,
  recordOf,
  such,
  text,
} from "./readers.ts";
import { conceptValue, transforms } from "./transforms.ts";

/** Terms of one equation, or rows of points. */
export const MAX_TERMS = 500;
const MAX_FACTORS = 4;
const MAX_EQUATIONS = 60;

const factor = objectOf({ input: conceptName }, { as: transforms });
/** An input and what is made of it. */
export type Factor = Read<typeof factor>;

const term = objectOf(
  { coefficient: anyNumber, of: listOf(factor, { min: 1, max: MAX_FACTORS }) },
  // the term in the words of its source, for a reader of the file
  { says: text(200) },
);
/** A coefficient and the factors whose product it weights. */
export type TableTerm = Read<typeof term>;

const terms = listOf(term, { min: 1, max: MAX_TERMS });
/** Of which persons an equation is, by values of inputs: `{ "sex": "female" }`. */
const when = recordOf(conceptValue, { min: 1, max: 5 });
const common = { output: code };
const openInterval = such<number>(
  "a number between 0 and 1",
  (value) => typeof value === "number" && value > 0 && value < 1,
);

const logistic = objectOf({ form: oneOf(["logistic"]), ...common, intercept: anyNumber, terms }, { when });
const cox = objectOf(
  { form: oneOf(["cox"]), ...common, baselineSurvival: openInterval, meanLinearPredictor: anyNumber, terms },
  { when },
);
const linear = objectOf(
  { form: oneOf(["linear"]), ...common, intercept: anyNumber, terms },
  // the sum is the natural logarithm of the measure
  { when, link: oneOf(["identity", "log"]) },
);
const bandOfPoints = objectOf({ from: orNull(anyNumber), points: anyNumber }, {});
const pointsRow = objectOf(
  { input: conceptName },
  { bands: listOf(bandOfPoints, { min: 1, max: 100 }), values: recordOf(anyNumber, { min: 1, max: 100 }) },
);
/** The points of one input: of a quantity by bands, of anything else by value. */
export type PointsRow = Read<typeof pointsRow>;
const points = objectOf(
  { form: oneOf(["points"]), ...common, points: listOf(pointsRow, { min: 1, max: MAX_TERMS }) },
  {
    when,
    risks: listOf(objectOf({ from: orNull(anyNumber), probability: numberBetween(0, 1) }, {}), { min: 1, max: 200 }),
  },
);

export type Logistic = Read<typeof logistic>;
export type Cox = Read<typeof cox>;
export type Linear = Read<typeof linear>;
export type PointsTable = Read<typeof points>;
export type TableEquation = Logistic | Cox | Linear | PointsTable;

const FORMS: Readonly<Record<string, Reader<TableEquation>>> = { logistic, cox, linear, points };

const equation: Reader<TableEquation> = (value, at, report) => {
  const form = typeof value === "object" && value !== null && "form" in value ? value.form : undefined;
  const reader = typeof form === "string" && Object.hasOwn(FORMS, form) ? FORMS[form] : undefined;
  if (reader !== undefined) return reader(value, at, report);
  report(`${at}.form`, `must be one of ${Object.keys(FORMS).join(", ")}`);
  return logistic({}, at, () => {}); // not used: it was reported
};

export const equations = listOf(equation, { min: 1, max: MAX_EQUATIONS });

/** Values of the person to whom contributions are told; an input that is not named stays the person's own. */
export const reference = objectOf({ says: text(500), values: recordOf(conceptValue, { max: 200 }) }, {});
export type Reference = Read<typeof reference>;
export { factor };
