import assert from "node:assert/strict";
import { InvalidInput } from "../../src/errors.ts";
import { isNotModified, preferences, versionOfIfMatch } from "../../src/fhir/headers.ts";
import type { StoredVersion } from "../../src/storage/port.ts";

const version: StoredVersion = {
  type: "Patient",
  id: "1",
  versionId: "3",
  lastUpdated: "2026-02-01T12:00:00.500Z",
  method: "update",
  json: "{}",
};

describe("versionOfIfMatch", () => {
  for (const value of ['W/"3"', '"3"', "3"]) it(`reads ${value}`, () => assert.equal(versionOfIfMatch(value), "3"));
  for (const value of ["*", 'W/"3", W/"4"', ""]) {
    it(`refuses ${JSON.stringify(value)}`, () => assert.throws(() => versionOfIfMatch(value), InvalidInput));
  }
});

describe("isNotModified", () => {
  const check = (ifNoneMatch?: string, ifModifiedSince?: string) =>
    isNotModified(version, { ifNoneMatch, ifModifiedSince });
  it("compares entity tags weakly", () => {
    assert.equal(check('W/"3"'), true);
    assert.equal(check('"1", "3"'), true);
    assert.equal(check("*"), true);
    assert.equal(check('W/"2"'), false);
  });
  it("compares dates to the second", () => {
    assert.equal(check(undefined, "Sun, 01 Feb 2026 12:00:00 GMT"), true);
    assert.equal(check(undefined, "Sun, 01 Feb 2026 11:59:59 GMT"), false);
    assert.equal(check(undefined, "yesterday"), false);
  });
  it("prefers the tag to the date", () => {
    assert.equal(check('W/"2"', "Sun, 01 Feb 2026 12:00:00 GMT"), false);
  });
});

describe("preferences", () => {
  it("reads several wishes in one header", () => {
    assert.deepEqual(preferences("return=minimal, respond-async; handling=lenient"), {
      return: "minimal",
      isLenient: true,
      respondAsync: true,
    });
  });
  it("ignores what it does not know", () => {
    assert.deepEqual(preferences("return=everything"), { isLenient: false, respondAsync: false });
  });
});
