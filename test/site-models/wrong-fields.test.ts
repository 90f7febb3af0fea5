/** Each wrong field of a site's model file is named by its path. */
import assert from "node:assert/strict";
import { InvalidInput } from "../../src/errors.ts";
import { LOGISTIC, modelOf } from "./model-of.ts";

/** The content with the value at a path replaced, or left out where it is undefined. */
function withValue(content: unknown, [first, ...rest]: readonly (string | number)[], value: unknown): unknown {
  if (first === undefined) return value;
  if (Array.isArray(content)) return content.with(Number(first), withValue(content[Number(first)], rest, value));
  const fields = content as Readonly<Record<string, unknown>>; // an object of the file
  return { ...fields, [first]: withValue(fields[first], rest, value) };
}

const TERM = ["equations", 0, "terms", 0] as const;
const AGE = ["inputs", "age"] as const;
const OUTPUT = ["outputs", 0] as const;
const VECTOR = ["vectors", 0] as const;

const WRONG: readonly (readonly [string, readonly (string | number)[], unknown, RegExp])[] = [
  ["no id", ["id"], undefined, /^id is needed$/],
  ["an id with a colon", ["id"], "a:b", /^id must be lower-case letters/],
  ["an id of another model", ["id"], "pressure", /^id must not be pressure: there is a model of this name$/],
  ["an id of drug safety", ["id"], "drug-safety", /^id must not be drug-safety/],
  ["a version that is none", ["version"], "new", /^version must be a version such as/],
  ["an empty title", ["title"], " ", /^title must be a text/],
  ["a title of two lines", ["title"], "a\nb", /^title must be a text/],
  ["nobody responsible", ["responsible"], undefined, /^responsible is needed$/],
  ["a date that is none", ["date"], "2026", /^date must be a date/],
  ["no sources", ["sources"], [], /^sources must be a list of 1 to/],
  ["a DOI that is none", ["sources", 0, "doi"], "doi:1", /^sources\[0\]\.doi must be a DOI/],
  ["a confidence that is none", ["confidence"], "D", /^confidence must be one of A, B, C$/],
  ["no population", ["population"], undefined, /^population is needed$/],
  ["no intended use", ["intendedUse"], undefined, /^intendedUse is needed$/],
  ["no wrong use", ["wrongUse"], undefined, /^wrongUse is needed$/],
  ["no licence", ["licence"], undefined, /^licence is needed$/],
  ["an unknown field", ["formula"], "process.exit()", /^formula is no field that there is$/],
  ["an unknown concept", [...AGE, "concept"], "shoeSize", /^inputs\.age\.concept must be the name of a concept/],
  [
    "an input that is not named as its concept",
    [...AGE, "concept"],
    "bodyWeight",
    /^inputs\.age must be named as its concept, bodyWeight$/,
  ],
  ["a quantity without unit", [...AGE, "unit"], undefined, /^inputs\.age\.unit is needed of a quantity$/],
  ["a unit of something else", [...AGE, "unit"], "kg", /^inputs\.age\.unit must be a UCUM unit that a converts to$/],
  ["a quantity without range", [...AGE, "range"], undefined, /^inputs\.age\.range is needed of a quantity$/],
  ["a range that falls", [...AGE, "range"], [80, 40], /inputs\.age\.range must rise/],
  [
    "a range of text",
    [...AGE, "range"],
    ["40", "80"],
    /^inputs\.age\.range\[0\] must be a number; inputs\.age\.range\[1\]/,
  ],
  [
    "a unit of a fact",
    ["inputs", "currentSmoker", "unit"],
    "a",
    /^inputs\.currentSmoker\.unit is of quantities alone$/,
  ],
  [
    "an imputation without a value",
    [...AGE, "missing"],
    { rule: "impute", says: "x" },
    /^inputs\.age\.missing\.value is needed/,
  ],
  [
    "an imputation out of range",
    [...AGE, "missing"],
    { rule: "impute", says: "x", value: 9 },
    /^inputs\.age\.missing\.value must be in the range/,
  ],
  [
    "an output that another model gives",
    [...OUTPUT, "code"],
    "event-10y",
    /outputs\[0\]\.code must not be event-10y: another model/,
  ],
  ["a probability in another unit", [...OUTPUT, "unit"], "1", /^outputs\[0\]\.unit must be % of a probability/],
  ["a horizon of no years", [...OUTPUT, "horizonYears"], 0, /^outputs\[0\]\.horizonYears must be a number above 0/],
  ["two horizons", [...OUTPUT, "horizonDays"], 30, /^outputs\[0\]\.horizonDays must not be there beside/],
  [
    "a band that is not known",
    [...OUTPUT, "bands"],
    [{ from: null, code: "worst", display: "x", source: "y" }],
    /^outputs\[0\]\.bands\[0\]\.code must be a code of this server's risk bands$/,
  ],
  [
    "a band from above 1",
    [...OUTPUT, "bands"],
    [{ from: 5, code: "low", display: "x", source: "y" }],
    /^outputs\[0\]\.bands must begin at probabilities/,
  ],
  ["no equations", ["equations"], undefined, /^equations or onnx must be there/],
  [
    "a form that is none",
    ["equations", 0, "form"],
    "forest",
    /^equations\[0\]\.form must be one of logistic, cox, linear, points$/,
  ],
  [
    "an equation of no output",
    ["equations", 0, "output"],
    "other",
    /^equations\[0\]\.output must be the code of an output/,
  ],
  ["an intercept that is none", ["equations", 0, "intercept"], null, /^equations\[0\]\.intercept must be a number$/],
  [
    "an equation for another kind of output",
    [...OUTPUT, "gives"],
    "score",
    /equations\[0\]\.form must be one that gives a score/,
  ],
  [
    "an equation that is never reached",
    ["equations"],
    [LOGISTIC.equations[0], LOGISTIC.equations[0]],
    /^equations\[1\] is never reached/,
  ],
  [
    "an equation for a value that is none",
    ["equations", 0, "when"],
    { currentSmoker: "yes" },
    /^equations\[0\]\.when\.currentSmoker must be true or false/,
  ],
  ["no terms", ["equations", 0, "terms"], [], /^equations\[0\]\.terms must be a list of 1 to 500/],
  [
    "too many terms",
    ["equations", 0, "terms"],
    Array.from({ length: 501 }, () => LOGISTIC.equations[0].terms[0]),
    /^equations\[0\]\.terms must be a list of 1 to 500$/,
  ],
  [
    "a coefficient of text",
    [...TERM, "coefficient"],
    "0.05",
    /^equations\[0\]\.terms\[0\]\.coefficient must be a number$/,
  ],
  [
    "a coefficient that is no number",
    [...TERM, "coefficient"],
    Number.NaN,
    /^equations\[0\]\.terms\[0\]\.coefficient must be a number$/,
  ],
  [
    "a term of no input",
    [...TERM, "of", 0, "input"],
    "bodyWeight",
    /^equations\[0\]\.terms\[0\]\.of\[0\]\.input must be one of the inputs/,
  ],
  [
    "a transform that is none",
    [...TERM, "of", 0, "as"],
    [{ eval: "1" }],
    /^equations\[0\]\.terms\[0\]\.of\[0\]\.as\[0\]\.eval is no field/,
  ],
  [
    "a transform of two fields",
    [...TERM, "of", 0, "as"],
    [{ subtract: 1, divide: 2 }],
    /as\[0\] must have one field of subtract, divide, ln/,
  ],
  ["a division by 0", [...TERM, "of", 0, "as"], [{ divide: 0 }], /as\[0\]\.divide must be a number other than 0$/],
  [
    "knots that fall",
    [...TERM, "of", 0, "as"],
    [{ cubicSpline: { knots: [1, 3, 2], basis: 1 } }],
    /cubicSpline\.knots must rise$/,
  ],
  [
    "an interval that is open at both ends",
    [...TERM, "of", 0, "as"],
    [{ interval: [null, null] }],
    /interval must have an end$/,
  ],
  [
    "a logarithm of nothing in the range",
    [...TERM, "of", 0, "as"],
    [{ subtract: 40 }, { ln: true }],
    /must be a number over the whole range of age: at 40 it is none$/,
  ],
  [
    "a comparison behind another step",
    [...TERM, "of", 0, "as"],
    [{ subtract: 1 }, { is: 5 }],
    /as\[1] must be the first step/,
  ],
  [
    "an input that nothing uses",
    ["equations", 0, "terms"],
    [LOGISTIC.equations[0].terms[1]],
    /^inputs\.age is used by no equation/,
  ],
  ["no reference", ["reference"], undefined, /^reference is needed/],
  [
    "a reference of no input",
    ["reference", "values"],
    { sex: "male" },
    /^reference\.values\.sex must be one of the inputs$/,
  ],
  ["no vectors", ["vectors"], [], /^vectors must be a list of 1 to/],
  ["a vector without an input", [...VECTOR, "inputs"], { age: 60 }, /^vectors\[0\]\.inputs\.currentSmoker is needed$/],
  [
    "a vector out of range",
    [...VECTOR, "inputs", "age"],
    90,
    /^vectors\[0\]\.inputs\.age must be in the range of the input, 40 to 80$/,
  ],
  [
    "a vector of no output",
    [...VECTOR, "expected"],
    { other: 1 },
    /^vectors\[0\]\.expected\.other must be the code of an output/,
  ],
  ["a vector in percent", [...VECTOR, "expected"], { "site-event": 50 }, /must be a probability from 0 to 1$/],
  [
    "a tolerance that lets everything pass",
    [...VECTOR, "tolerance"],
    1,
    /^vectors\[0\]\.tolerance must be at most 0\.005 for site-event$/,
  ],
  ["a vector without source", [...VECTOR, "source"], undefined, /^vectors\[0\]\.source is needed$/],
  [
    "a vector that does not come out",
    [...VECTOR, "expected"],
    { "site-event": 0.4 },
    /^vectors\[0\]\.expected\.site-event is 0\.4 in 'a smoker of 60', and the model gives 0\.5$/,
  ],
  [
    "a model to turn to that is not there",
    ["insteadOf"],
    [{ id: "nope", when: "x" }],
    /^insteadOf\[0\]\.id must be a model of this server$/,
  ],
  [
    "an exclusion of another kind",
    ["exclusions"],
    [{ concept: "isDeceased", when: "yes", says: "x" }],
    /^exclusions\[0\]\.when must be true or false$/,
  ],
];

describe("a site's model file is refused for", () => {
  for (const [what, path, value, message] of WRONG) {
    it(what, async () => {
      const isMessage = (error: unknown) =>
        error instanceof InvalidInput && message.test(error.message) && !error.message.includes("\n");
      await assert.rejects(modelOf(withValue(LOGISTIC, path, value) as object), (error: Error) => {
        assert.ok(isMessage(error), error.message);
        return true;
      });
    });
  }

  it("everything that is wrong at once, up to ten", async () => {
    const content = { ...LOGISTIC, id: 1, version: 2, confidence: "Z" };
    await assert.rejects(modelOf(content), /^InvalidInput: id must be .*; version must be .*; confidence must be/);
    await assert.rejects(modelOf({}), /is needed; and \d+ more$/);
    await assert.rejects(modelOf([]), /^InvalidInput: the file must be an object/);
  });
});
