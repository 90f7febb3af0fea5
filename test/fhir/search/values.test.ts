/** Dates, numbers and texts as search values: expectations from https://hl7.org/fhir/R4/search.html, worked by hand. */
import assert from "node:assert/strict";
import { dateComparison, dateInterval } from "../../../src/fhir/search/date.ts";
import { fold } from "../../../src/fhir/search/fold.ts";
import { numberComparison, preciseNumber } from "../../../src/fhir/search/number.ts";
import { splitUnescaped, unescapeValue } from "../../../src/fhir/search/search-value.ts";

const utc = (text: string) => Date.parse(text);

describe("dateInterval", () => {
  const cases: readonly (readonly [text: string, low: string, high: string])[] = [
    ["2024", "2024-01-01T00:00:00Z", "2025-01-01T00:00:00Z"],
    ["2024-02", "2024-02-01T00:00:00Z", "2024-03-01T00:00:00Z"],
    ["2024-12", "2024-12-01T00:00:00Z", "2025-01-01T00:00:00Z"],
    ["2024-02-29", "2024-02-29T00:00:00Z", "2024-03-01T00:00:00Z"],
    ["2024-05-01T10:20", "2024-05-01T10:20:00Z", "2024-05-01T10:21:00Z"],
    ["2024-05-01T10:20:30", "2024-05-01T10:20:30Z", "2024-05-01T10:20:31Z"],
    ["2024-05-01T10:20:30Z", "2024-05-01T10:20:30Z", "2024-05-01T10:20:31Z"],
    ["2024-05-01T10:20:30.5Z", "2024-05-01T10:20:30.500Z", "2024-05-01T10:20:30.501Z"],
    ["2024-05-01T10:20:30.123456Z", "2024-05-01T10:20:30.123Z", "2024-05-01T10:20:30.124Z"],
    ["2024-05-01T00:30:00+02:00", "2024-04-30T22:30:00Z", "2024-04-30T22:30:01Z"],
    ["2024-05-01T23:30:00-05:00", "2024-05-02T04:30:00Z", "2024-05-02T04:30:01Z"],
    ["0033-04-03", "0033-04-03T00:00:00Z", "0033-04-04T00:00:00Z"],
  ];
  for (const [text, low, high] of cases) {
    it(`takes ${text} for what its precision covers`, () => {
      assert.deepEqual(dateInterval(text), { low: utc(low), high: utc(high) });
    });
  }
  const none = [
    "",
    "24",
    "2024-13",
    "2024-00",
    "2023-02-29",
    "2024-04-31",
    "2024-05-01T24:00:00Z",
    "2024-05-01T10",
    "0000",
  ];
  for (const text of [
    ...none,
    "2024-5-1",
    "2024-05-01Z",
    "2024-05-01T10:20:30+15:00",
    "x2024",
    "2024-05-01T10:60:00Z",
  ]) {
    it(`takes '${text}' for no date`, () => assert.equal(dateInterval(text), undefined));
  }
});

describe("dateComparison", () => {
  it("reads the prefix", () => {
    assert.deepEqual(dateComparison("ge2024", "date", 0), { comparator: "ge", ...dateInterval("2024") });
  });
  it("widens ap by a tenth of the distance from now", () => {
    const day = 86_400_000;
    // Ten days from noon to noon: a day on either side.
    const { comparator, low, high } = dateComparison("ap2024-05-01", "date", utc("2024-05-11T12:00:00Z"));
    assert.deepEqual(
      [comparator, low, high],
      ["ap", utc("2024-05-01T00:00:00Z") - day, utc("2024-05-02T00:00:00Z") + day],
    );
  });
  it("takes the space of an undecoded + for the sign of the zone", () => {
    assert.equal(dateComparison("2024-05-01T10:00:00 02:00", "date", 0).low, utc("2024-05-01T08:00:00Z"));
  });
  for (const text of ["ge20x", "***", "1973-02-30", "05", "zz2024", "ge", "2024,2025"]) {
    it(`refuses '${text}'`, () => {
      assert.throws(() => dateComparison(text, "date", 0), { name: "InvalidInput", code: "value", expression: "date" });
    });
  }
});

describe("preciseNumber", () => {
  const cases: readonly (readonly [text: string, value: number, low: number, high: number])[] = [
    // The first three are the standard's own examples.
    ["100", 100, 99.5, 100.5],
    ["100.00", 100, 99.995, 100.005],
    ["1e2", 100, 95, 105],
    ["5.4", 5.4, 5.35, 5.45],
    ["5.40e-3", 0.0054, 0.005395, 0.005405],
    ["-2", -2, -2.5, -1.5],
    ["0", 0, -0.5, 0.5],
  ];
  for (const [text, value, low, high] of cases) {
    it(`takes ${text} for ${low} to ${high}`, () => assert.deepEqual(preciseNumber(text), { value, low, high }));
  }
  it("never leaves the value out of its interval", () => {
    const { value, low, high } = preciseNumber("27.369107054387296") ?? { value: 0, low: 1, high: -1 };
    assert.ok(low <= value && value <= high);
  });
  for (const text of ["", "foo", "1,5", "1e999", "5".repeat(47), "0x10", "1.", ".5", "NaN", "Infinity"]) {
    it(`takes '${text}' for no number`, () => assert.equal(preciseNumber(text), undefined));
  }
  it("widens ap by a tenth of the value", () => {
    assert.deepEqual(numberComparison("ap-50", "n"), { comparator: "ap", value: -50, low: -55, high: -45 });
  });
});

describe("fold", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["Müller", "muller"],
    ["  Anna \t Maria ", "anna maria"],
    ["ÅNGSTRÖM", "angstrom"],
    ["Straße", "strasse"],
    ["Nguyễn", "nguyen"],
    ["Iñtërnâtiônàl", "internationalization".slice(0, 13)],
    ["Ярослав", "ярослав"],
    ["山田", "山田"],
  ];
  for (const [text, folded] of cases) it(`makes ${folded} of '${text}'`, () => assert.equal(fold(text), folded));
});

describe("escapes", () => {
  it("split nothing", () => {
    assert.deepEqual(splitUnescaped(String.raw`a\,b,c`, ","), [String.raw`a\,b`, "c"]);
    assert.deepEqual(splitUnescaped(String.raw`a\\,b`, ","), [String.raw`a\\`, "b"]);
  });
  it("are taken out", () => assert.equal(unescapeValue(String.raw`a\,\|\$\\b`, "x"), String.raw`a,|$\b`));
  it("are refused before anything else, and at the end", () => {
    for (const text of [String.raw`a\b`, "a\\"]) {
      assert.throws(() => unescapeValue(text, "identifier"), { name: "InvalidInput", expression: "identifier" });
    }
  });
});
