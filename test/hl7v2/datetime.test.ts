import assert from "node:assert/strict";
import { fromMillis, toDate, toDateTime, toInstant, toMillis, toTime } from "../../src/hl7v2/datetime.ts";

const UTC = { zone: "UTC" };

describe("HL7 v2 times", () => {
  for (const [sent, rule, expected] of [
    ["2026", UTC, "2026"],
    ["202603", UTC, "2026-03"],
    ["20260301", UTC, "2026-03-01"],
    ["2026030114", UTC, "2026-03-01T14:00:00Z"],
    ["202603011430", UTC, "2026-03-01T14:30:00Z"],
    ["20260301143015", UTC, "2026-03-01T14:30:15Z"],
    ["20260301143015.1234", UTC, "2026-03-01T14:30:15.1234Z"],
    ["20260301143015-0500", UTC, "2026-03-01T14:30:15-05:00"],
    ["20260301143015", { zone: "UTC", messageOffset: "+02:00" }, "2026-03-01T14:30:15+02:00"],
    // The offset is that of the day, not of today: https://www.iana.org/time-zones
    ["20260115120000", { zone: "Europe/Berlin" }, "2026-01-15T12:00:00+01:00"],
    ["20260715120000", { zone: "Europe/Berlin" }, "2026-07-15T12:00:00+02:00"],
    ["20260715120000", { zone: "America/New_York" }, "2026-07-15T12:00:00-04:00"],
    ["2026-03-01T14:30:15Z", UTC, "2026-03-01T14:30:15Z"],
    ["20240229", UTC, "2024-02-29"],
  ] as const) {
    it(`reads ${sent} as ${expected}`, () => assert.equal(toDateTime(sent, rule), expected));
  }

  for (const sent of [
    "20260230",
    "20261301",
    "2026030125",
    "20260301143060",
    "yesterday",
    "Aug 15, 1942",
    "0000",
    "20260301143015+9900",
    "20250229",
    "",
  ]) {
    it(`takes ${JSON.stringify(sent)} for no time`, () => assert.equal(toDateTime(sent, UTC), undefined));
  }

  it("never shifts a date by an offset", () => assert.equal(toDate("19850101233000-0800"), "1985-01-01"));
  it("makes an instant only of a time of day", () => {
    assert.equal(toInstant("20260301", UTC), undefined);
    assert.equal(toInstant("202603011430", UTC), "2026-03-01T14:30:00Z");
  });
  it("reads a time of day", () =>
    assert.deepEqual(["1430", "143015.5", "14:30", "2500"].map(toTime), [
      "14:30:00",
      "14:30:15.5",
      "14:30:00",
      undefined,
    ]));
  it("writes an instant that it reads back", () => {
    const millis = Date.UTC(2026, 2, 1, 14, 30, 15, 123);
    assert.equal(fromMillis(millis), "20260301143015.123+0000");
    assert.equal(toMillis(fromMillis(millis), UTC), millis);
  });
});
