/** The metadata of a site's model as its file has it: the fields of `ModelMetadata`, each checked. */
import { type ConceptName, isConceptName } from "../../concepts/index.ts";
import { BANDS, type BandCode } from "../bands.ts";
import {
  anyNumber,
  flag,
  isTrue,
  listOf,
  matching,
  numberBetween,
  objectOf,
  oneOf,
  orNull,
  pairOf,
  positive,
  type Read,
  recordOf,
  such,
  text,
  wholeNumber,
} from "./readers.ts";
import { conceptValue } from "./transforms.ts";

/** Limits of what one file may hold. */
export const LIMITS = { inputs: 200, outputs: 20, vectors: 1000, listed: 50 } as const;
/** Longest text: a population, a licence. */
const MAX_TEXT = 2000;
const MAX_DAYS = 36_525;
const MAX_YEARS = 100;

const CODE = /^[a-z0-9]+(-[a-z0-9]+)*$/;
export const code = matching(
  new RegExp(`^(?=.{1,60}$)${CODE.source.slice(1)}`),
  "lower-case letters, digits and hyphens, at most 60",
);
export const conceptName = such<ConceptName>(
  "the name of a concept of this server, or of one that the file declares",
  (value) => typeof value === "string" && isConceptName(value),
);
const day = matching(/^\d{4}-\d\d-\d\d$/, "a date, YYYY-MM-DD");

const source = objectOf(
  { citation: text(MAX_TEXT) },
  {
    doi: matching(/^10\.\S{4,100}$/, "a DOI such as 10.1000/182"),
    url: matching(/^https?:\/\/\S{1,500}$/, "an http URL"),
    where: text(MAX_TEXT),
  },
);

const input = objectOf(
  { concept: conceptName },
  {
    unit: text(100),
    range: pairOf(anyNumber),
    maxExcluded: flag,
    completed: flag,
    outOfRange: oneOf(["refuse", "clamp"]),
    missing: objectOf(
      { rule: oneOf(["optional", "impute"]), says: text(MAX_TEXT) },
      { value: conceptValue, isOpen: isTrue },
    ),
    maxAgeDays: wholeNumber(1, MAX_DAYS),
    modifiable: flag,
  },
);

const band = objectOf(
  {
    from: orNull(anyNumber),
    code: such<BandCode>(
      "a code of this server's risk bands",
      (value) => typeof value === "string" && Object.hasOwn(BANDS, value),
    ),
    display: text(200),
    source: text(MAX_TEXT),
  },
  {},
);
/** A band of an output from a number upwards: of a probability 0 to 1, a score or a measure. */
export type Band = Read<typeof band>;

const output = objectOf(
  { code, display: text(200), gives: oneOf(["probability", "score", "measure"]), unit: text(100) },
  {
    loinc: matching(/^\d{1,7}-\d$/, "a LOINC code"),
    category: oneOf(["laboratory", "vital-signs", "procedure", "therapy"]),
    horizonYears: such<number>(
      `a number above 0, at most ${MAX_YEARS}`,
      (value) => typeof value === "number" && value > 0 && value <= MAX_YEARS,
    ),
    horizonDays: wholeNumber(1, MAX_DAYS),
    bands: listOf(band, { min: 1, max: LIMITS.listed }),
  },
);
/** What the model gives, with the horizon and the bands that a model in code adds to its results. */
export type SiteOutput = Read<typeof output>;

const validation = objectOf(
  { cohort: text(MAX_TEXT), source: text(MAX_TEXT) },
  {
    year: wholeNumber(1900, 2200),
    cStatistic: numberBetween(0.5, 1),
    observedToExpected: positive,
    failures: listOf(text(MAX_TEXT), { max: LIMITS.listed }),
  },
);

const vector = objectOf(
  {
    name: text(200),
    inputs: recordOf(conceptValue, { max: LIMITS.inputs }),
    expected: recordOf(anyNumber, { min: 1, max: LIMITS.outputs }),
    tolerance: such<number>(
      "a number, 0 or above",
      (value) => typeof value === "number" && Number.isFinite(value) && value >= 0,
    ),
    source: text(MAX_TEXT),
  },
  {},
);
/** A case whose result is known from elsewhere: inputs in the file's units, expected numbers by code of the output. */
export type Vector = Read<typeof vector>;

/** Fields that every model of a site must have. */
export const NEEDED = {
  id: code,
  version: matching(/^\d+(\.\d+){0,2}(-[0-9A-Za-z.-]{1,30})?$/, "a version such as 1.0.0"),
  title: text(200),
  responsible: text(200),
  date: day,
  sources: listOf(source, { min: 1, max: LIMITS.listed }),
  confidence: oneOf(["A", "B", "C"]),
  population: text(MAX_TEXT),
  intendedUse: text(MAX_TEXT),
  wrongUse: text(MAX_TEXT),
  licence: text(MAX_TEXT),
  inputs: recordOf(input, { min: 1, max: LIMITS.inputs }),
  outputs: listOf(output, { min: 1, max: LIMITS.outputs }),
  vectors: listOf(vector, { min: 1, max: LIMITS.vectors }),
} as const;

/** Fields that it may have. */
export const MAY = {
  // read before the others, by `concept-readers.ts`
  concepts: such<object>("an object", (value) => typeof value === "object"),
  exclusions: listOf(objectOf({ concept: conceptName, when: conceptValue, says: text(MAX_TEXT) }, {}), {
    max: LIMITS.listed,
  }),
  limits: listOf(text(MAX_TEXT), { max: LIMITS.listed }),
  validation: listOf(validation, { max: LIMITS.listed }),
  insteadOf: listOf(objectOf({ id: code, when: text(MAX_TEXT) }, {}), { max: LIMITS.listed }),
} as const;
