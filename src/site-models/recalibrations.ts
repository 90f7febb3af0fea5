/**
 * The recalibrated variants that a site has switched on: the files `*.recalibrated.json` of a folder, as
 * `npm run calibrate` writes them. A file that does not fit the model as it is here stops the start: a recalibration of
 * other coefficients would be a wrong number with a right name.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { InvalidInput } from "../errors.ts";
import { variantCodeOf, withRecalibrations } from "../models/recalibrated-model.ts";
import { RECALIBRATION_NAME, type Recalibration } from "../models/recalibration.ts";
import type { ServedModel } from "../models/served-model.ts";

type Models = ReadonlyMap<string, ServedModel>;

const SUFFIX = ".recalibrated.json";

/**
 * The models, those with recalibrations in the folder as models with further variants.
 * @throws InvalidInput in one line that names the file and what is wrong
 */
export function withSiteRecalibrations(models: Models, folder: string): Models {
  const recalibrations = filesIn(folder).map((file) => checked(join(folder, file), models));
  const codes = recalibrations.map((one) => `${one.model}:${variantCodeOf(one)}`);
  const twice = codes.find((code, at) => codes.indexOf(code) !== at);
  if (twice !== undefined) throw new InvalidInput(`${folder} has two files for ${twice}`);
  return new Map(
    [...models].map(([id, model]) => {
      const own = recalibrations.filter((one) => one.model === id);
      return [id, own.length === 0 ? model : withRecalibrations(model, own)];
    }),
  );
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((file) => file.endsWith(SUFFIX))
      .sort();
  } catch (cause) {
    throw new InvalidInput(`the folder of models ${folder} cannot be read`, { cause });
  }
}

function checked(path: string, models: Models): Recalibration {
  const refuse = (why: string, cause?: unknown) => new InvalidInput(`${path}: ${why}`, { cause });
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    throw refuse("is not JSON", cause);
  }
  const malformed = malformedField(content);
  if (malformed !== undefined) throw refuse(malformed);
  const recalibration = content as Recalibration; // every field was checked one line above
  const misfit = misfitOf(recalibration, models.get(recalibration.model));
  if (misfit !== undefined) throw refuse(misfit);
  return recalibration;
}

const isText = (value: unknown) => typeof value === "string" && value !== "" && value.length <= 200;
const isNumber = (value: unknown) => typeof value === "number" && Number.isFinite(value);
const isAbove0 = (value: unknown) => typeof value === "number" && Number.isFinite(value) && value > 0;
const isOptional = (check: (value: unknown) => boolean) => (value: unknown) => value === undefined || check(value);

/** Checks of the fields; each says what is wanted. */
const FIELDS: Readonly<Record<keyof Recalibration, readonly [(value: unknown) => boolean, string]>> = {
  name: [(value) => typeof value === "string" && RECALIBRATION_NAME.test(value), "lower-case letters, digits, hyphens"],
  model: [isText, "the id of a model"],
  modelVersion: [isText, "a version"],
  coefficientHash: [isText, "a hash"],
  variant: [isOptional(isText), "the code of a variant"],
  result: [isText, "the code of a result"],
  horizonYears: [isOptional(isAbove0), "a number above 0"],
  intercept: [isNumber, "a number"],
  interceptStandardError: [isAbove0, "a number above 0"],
  slope: [isAbove0, "a number above 0"],
  slopeStandardError: [isAbove0, "a number above 0"],
  persons: [Number.isInteger, "a whole number"],
  events: [Number.isInteger, "a whole number"],
  cohort: [isText, "a text of at most 200 letters"],
  outcome: [isText, "a text of at most 200 letters"],
  date: [(value) => typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value), "a date, YYYY-MM-DD"],
};

function malformedField(content: unknown): string | undefined {
  if (typeof content !== "object" || content === null || Array.isArray(content)) return "is no JSON object";
  const fields = content as Readonly<Record<string, unknown>>; // any object has fields by name
  const unknown = Object.keys(fields).find((key) => !Object.hasOwn(FIELDS, key));
  if (unknown !== undefined) return `unknown field '${unknown.slice(0, 60)}'`;
  const wrong = Object.entries(FIELDS).find(([key, [isRight]]) => !isRight(fields[key]));
  return wrong === undefined ? undefined : `${wrong[0]} must be ${wrong[1][1]}`;
}

/** Why a recalibration is not of the model as it is here. */
function misfitOf(recalibration: Recalibration, model: ServedModel | undefined): string | undefined {
  const { modelVersion, coefficientHash, variant, result } = recalibration;
  if (model === undefined) return `there is no model '${recalibration.model}'`;
  const { id, version, variants = [], outputs } = model.metadata;
  if (version !== modelVersion) return `is of ${id} version ${modelVersion}, and here is ${version}`;
  if (model.coefficientHash !== coefficientHash) return `is of other coefficients of ${id}: ${coefficientHash}`;
  if (variants.length > 0 && !variants.some(({ code }) => code === variant)) {
    return `${id} has no variant '${variant ?? ""}'; its variants are ${variants.map(({ code }) => code).join(", ")}`;
  }
  if (variants.length === 0 && variant !== undefined) return `${id} has no variants`;
  const gives = outputs.some((output) => output.code === result && output.gives !== "measure");
  return gives ? undefined : `${id} gives no '${result}'`;
}
