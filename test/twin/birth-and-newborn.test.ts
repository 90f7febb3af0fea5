import assert from "node:assert/strict";
import { coded, LOINC, messagesOf, observation, stateOf, valueIn } from "./resources.ts";

const births = (code: string, valueInteger: number, effectiveDateTime = "2026-01-10") =>
  observation(code, { valueInteger, effectiveDateTime });
const told = (...resources: ReturnType<typeof births>[]) => {
  const state = stateOf(resources);
  return [valueIn(state, "isParous"), valueIn(state, "isNulliparous"), valueIn(state, "nulliparity")];
};
const NOTHING = [undefined, undefined, undefined];

describe("births of a woman", () => {
  it("are told by parity, both ways", () => {
    assert.deepEqual(told(births("11977-6", 2)), [true, false, undefined]);
    assert.deepEqual(told(births("11977-6", 0)), [false, true, "nulliparous"]);
    assert.deepEqual(told(births("11977-6", -1)), NOTHING);
  });

  it("are told by live births that were, and by no pregnancies and no births at all", () => {
    assert.deepEqual(told(births("11636-8", 1)), [true, false, undefined]);
    assert.deepEqual(told(births("11996-6", 0)), [false, true, "nulliparous"]);
    assert.deepEqual(told(births("11640-0", 0)), [false, true, "nulliparous"]);
  });

  it("are not told by no live birth, by pregnancies, or by a total that may hold abortions", () => {
    assert.deepEqual(told(births("11636-8", 0)), NOTHING);
    assert.deepEqual(told(births("11996-6", 3)), NOTHING);
    assert.deepEqual(told(births("11640-0", 1)), NOTHING);
  });

  it("do not tell of the present pregnancy by a number that is older", () => {
    assert.deepEqual(told(births("11977-6", 0, "2024-01-01")), [false, true, undefined]);
  });

  it("are left open where a later number denies an earlier one", () => {
    const state = stateOf([births("11636-8", 1, "2020-01-01"), births("11977-6", 0)]);
    assert.equal(valueIn(state, "isParous"), undefined);
    assert.match(messagesOf(state, "isNulliparous")[0] ?? "", /one by another/);
    assert.deepEqual(told(births("11977-6", 0, "2020-01-01"), births("11977-6", 1)), [true, false, undefined]);
  });
});

/** Signs of one minute: colour, heart rate, reflex irritability, muscle tone, respiration. */
const MINUTE_5 = ["32411-1", "32412-9", "32414-5", "32413-7", "32415-2"];
const MINUTE_1 = ["32406-1", "32407-9", "32409-5", "32408-7", "32410-3"];
const MINUTE_10 = ["32401-2", "32402-0", "32404-6", "32403-8", "32405-3"];
/** Good colour all over, 100 beats and over, grimace and pulling away, active motion, good cry: 2 points each. */
const BEST = ["LA6724-4", "LA6718-6", "LA6721-0", "LA6715-2", "LA6727-7"];
/** Blue hands or feet, fewer than 100 beats, grimace only, some flexion, slow or irregular: 1 point each. */
const MIDDLE = ["LA6723-6", "LA6717-8", "LA6720-2", "LA6714-5", "LA6726-9"];
const signs = (codes: readonly string[], answers: readonly string[], effectiveDateTime = "2026-01-10T10:00:00Z") =>
  codes.map((code, at) =>
    observation(code, { valueCodeableConcept: coded(LOINC, answers[at] ?? ""), effectiveDateTime }),
  );

describe("Apgar scores from their signs", () => {
  it("are the sum of the five signs of each minute", () => {
    const state = stateOf([...signs(MINUTE_1, MIDDLE), ...signs(MINUTE_5, BEST), ...signs(MINUTE_10, BEST)]);
    assert.equal(valueIn(state, "apgarScoreAt1Minute"), 5);
    assert.equal(valueIn(state, "apgarScoreAt5Minutes"), 10);
    assert.equal(valueIn(state, "apgarScoreAt10Minutes"), 10);
    assert.equal(state.features.get("apgarScoreAt5Minutes")?.rule, "sum of the five signs at 5 minutes");
    assert.equal(valueIn(state, "apgarColour"), undefined);
  });

  it("are none where a sign is missing, unknown, of another time or of another minute", () => {
    const four = signs(MINUTE_5.slice(1), BEST.slice(1));
    const [otherMinute] = signs(MINUTE_1, BEST);
    const [otherTime] = signs(MINUTE_5, BEST, "2026-01-10T11:00:00Z");
    const [unknown] = signs(MINUTE_5, ["LA6721-0"]);
    for (const fifth of [undefined, otherMinute, otherTime, unknown]) {
      const state = stateOf([...four, ...(fifth === undefined ? [] : [fifth])]);
      assert.equal(valueIn(state, "apgarScoreAt5Minutes"), undefined);
    }
  });

  it("are the recorded one where there is one", () => {
    const recorded = observation("9274-2", { valueInteger: 8 });
    assert.equal(valueIn(stateOf([recorded, ...signs(MINUTE_5, BEST)]), "apgarScoreAt5Minutes"), 8);
  });
});
