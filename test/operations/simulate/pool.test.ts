import assert from "node:assert/strict";
import { RuleViolation, Unavailable } from "../../../src/errors.ts";
import { QUEUE_LIMIT, runInPool } from "../../../src/operations/simulate/pool.ts";
import type { SimulationRequest } from "../../../src/simulation/contract.ts";
import { PERSON } from "../../simulation/person.ts";

const request = (members: number): SimulationRequest => ({
  model: "ukpds-om2",
  inputs: PERSON,
  scenarios: [{ name: "now", interventions: [] }],
  horizon: 70,
  step: 1,
  members,
  seed: 1,
});
const patience = () => ({ signal: new AbortController().signal });

describe("runs in worker threads", () => {
  it("leave the event loop free", async () => {
    await runInPool(request(1), patience()); // the thread has started
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    await runInPool(request(50_000), patience());
    clearInterval(timer);
    assert.ok(turns > 20, `${turns} turns of the event loop`);
  });

  it("are stopped at the time limit, and the next one runs", async () => {
    await assert.rejects(runInPool(request(50_000), { ...patience(), limitMs: 20 }), (error: Error) => {
      assert.ok(error instanceof RuleViolation && error.code === "too-costly", error.name);
      return /took longer than 0.02 s/.test(error.message);
    });
    assert.ok((await runInPool(request(2), patience())).series.length > 0);
  });

  it("are refused when too many wait", async () => {
    const abort = new AbortController();
    const runs = Array.from({ length: QUEUE_LIMIT + 12 }, () => runInPool(request(50_000), { signal: abort.signal }));
    const settled = Promise.allSettled(runs);
    const first = await Promise.any(
      runs.map((run) =>
        run.then(
          () => undefined,
          (error: unknown) => error,
        ),
      ),
    );
    abort.abort();
    assert.ok(first instanceof Unavailable, String(first));
    assert.match(first.message, /waiting already/);
    await settled;
  });
});
