/** Operations that the driver never ends. */
import assert from "node:assert/strict";
import { Unavailable } from "../../src/errors.ts";
import { Outages } from "../../src/storage/mongodb/outages.ts";

describe("MongoDB outages", () => {
  const never = () => new Promise<never>(() => {});

  it("end an operation that was under way when the server was lost and does not end", async () => {
    const outages = new Outages(1);
    const hanging = assert.rejects(outages.guard(never, 0), Unavailable);
    outages.lost();
    await hanging;
  });

  it("leave an operation its result, or its own error, and those begun afterwards alone", async () => {
    const outages = new Outages(1);
    const [result, error] = [outages.guard(async () => 7, 0), outages.guard(() => Promise.reject(new RangeError()), 0)];
    outages.lost();
    const later = outages.guard(() => new Promise((resolve) => setTimeout(resolve, 20, 8)), 0);
    assert.equal(await result, 7);
    await assert.rejects(error, RangeError);
    assert.equal(await later, 8);
  });

  it("end an operation at its limit, lost or not", async () => {
    await assert.rejects(new Outages().guard(never, 1), Unavailable);
  });
});
