/**
 * Reads what came as JSON into typed values, and reports every field that is wrong by its path. A file is written by
 * hand: whoever wrote it wants all that is wrong with it at once, not one field a start.
 */

/** Notes what is wrong: the path of the field, and what it must be. */
export type Report = (at: string, says: string) => void;
/** Gives the value as `T`; where anything was reported, what it gives is not to be used. */
export type Reader<T> = (value: unknown, at: string, report: Report) => T;
export type Read<R> = R extends Reader<infer T> ? T : never;

/** A reader of one value: what it must be, and whether it is. */
export const such =
  <T>(says: string, isSuch: (value: unknown) => boolean): Reader<T> =>
  (value, at, report) => {
    if (!isSuch(value)) report(at, `must be ${says}`);
    return value as T; // `isSuch` looked, or it was reported
  };

/** A reader with a look at what it gave, where it reported nothing. */
export const looked =
  <T>(of: Reader<T>, look: (value: T, at: string, report: Report) => void): Reader<T> =>
  (value, at, report) => {
    let isRead = true;
    const read = of(value, at, (where, says) => {
      isRead = false;
      report(where, says);
    });
    if (isRead) look(read, at, report);
    return read;
  };

const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);

export const anyNumber = such<number>("a number", isNumber);
export const positive = such<number>("a number above 0", (value) => isNumber(value) && value > 0);
export const numberBetween = (low: number, high: number): Reader<number> =>
  such(`a number from ${low} to ${high}`, (value) => isNumber(value) && value >= low && value <= high);
export const wholeNumber = (low: number, high: number): Reader<number> =>
  such(
    `a whole number from ${low} to ${high}`,
    (value) => Number.isInteger(value) && isNumber(value) && value >= low && value <= high,
  );
export const isTrue = such<true>("true, or left out", (value) => value === true);
export const flag = such<boolean>("true or false", (value) => typeof value === "boolean");
/** Text that is not empty, without control characters. */
export const text = (max: number): Reader<string> =>
  such(
    `a text of 1 to ${max} letters`,
    (value) => typeof value === "string" && value.length <= max && /^[^\p{Cc}]+$/u.test(value) && value.trim() !== "",
  );
export const matching = (pattern: RegExp, says: string): Reader<string> =>
  such(says, (value) => typeof value === "string" && pattern.test(value));
export const oneOf = <const T extends string>(values: readonly T[]): Reader<T> =>
  such(`one of ${values.join(", ")}`, (value) => values.some((one) => one === value));

/** Of either kind by what the value is. */
export const orNull =
  <T>(of: Reader<T>): Reader<T | null> =>
  (value, at, report) =>
    value === null ? null : of(value, at, report);

export const listOf =
  <T>(of: Reader<T>, { min = 0, max }: { readonly min?: number; readonly max: number }): Reader<readonly T[]> =>
  (value, at, report) => {
    if (!Array.isArray(value) || value.length < min || value.length > max) {
      report(at, `must be a list of ${min} to ${max}`);
      return [];
    }
    return value.map((item: unknown, index) => of(item, `${at}[${index}]`, report));
  };

/** Two values in order: `[low, high]`. */
export const pairOf =
  <T>(of: Reader<T>): Reader<readonly [T, T]> =>
  (value, at, report) => {
    const [first, second, ...rest] = Array.isArray(value) ? (value as readonly unknown[]) : [];
    if (!Array.isArray(value) || value.length !== 2 || rest.length > 0) report(at, "must be a list of two");
    return [of(first, `${at}[0]`, report), of(second, `${at}[1]`, report)];
  };

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Values by name, of which any may be there. */
export const recordOf =
  <T>(
    of: Reader<T>,
    { min = 0, max }: { readonly min?: number; readonly max: number },
  ): Reader<Readonly<Record<string, T>>> =>
  (value, at, report) => {
    if (!isObject(value) || Object.keys(value).length < min || Object.keys(value).length > max) {
      report(at, `must be an object of ${min} to ${max} fields`);
      return {};
    }
    const read = Object.entries(value).map(([key, item]) => [key, of(item, pathOf(at, key), report)] as const);
    // without the names that every object answers to
    return Object.assign(Object.create(null), Object.fromEntries(read)) as Readonly<Record<string, T>>;
  };

type Readers = Readonly<Record<string, Reader<unknown>>>;
type Fields<Needed extends Readers, May extends Readers> = {
  readonly [Name in keyof Needed]: Read<Needed[Name]>;
} & { readonly [Name in keyof May]?: Read<May[Name]> };

/** An object of the fields that it needs and those that it may have; any other is reported. */
export const objectOf =
  <const Needed extends Readers, const May extends Readers>(needed: Needed, may: May): Reader<Fields<Needed, May>> =>
  (value, at, report) => {
    const found = isObject(value) ? value : {};
    if (!isObject(value)) report(at, "must be an object");
    for (const key of Object.keys(found)) {
      if (!Object.hasOwn(needed, key) && !Object.hasOwn(may, key)) report(pathOf(at, key), "is no field that there is");
    }
    const read = ([key, of]: readonly [string, Reader<unknown>]) =>
      Object.hasOwn(found, key) ? [[key, of(found[key], pathOf(at, key), report)] as const] : [];
    if (isObject(value)) {
      for (const key of Object.keys(needed)) if (!Object.hasOwn(found, key)) report(pathOf(at, key), "is needed");
    }
    // field by field as the readers of the type say, or reported
    return Object.fromEntries([...Object.entries(needed), ...Object.entries(may)].flatMap(read)) as Fields<Needed, May>;
  };

/** Path of a field; a caller's text, cut to size. */
const pathOf = (at: string, key: string): string => {
  const name = key.slice(0, 60);
  return at === "" ? name : `${at}.${name}`;
};
