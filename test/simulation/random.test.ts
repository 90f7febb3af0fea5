import assert from "node:assert/strict";
import { randomStream, xoshiro128 } from "../../src/simulation/random.ts";

describe("seeded random numbers", () => {
  it("are those of xoshiro128** as its authors give it", () => {
    // the first output by hand is rotl(2·5, 7)·9 = 11520; the rest as the Rust crate rand_xoshiro tests it
    const { bits } = xoshiro128([1, 2, 3, 4]);
    assert.deepEqual([bits(), bits(), bits(), bits()], [11520, 0, 5927040, 70819200]);
  });

  it("repeat for the same seed and path, and differ for another", () => {
    const draw = (...path: readonly (string | number)[]) => randomStream(7, ...path).uniform();
    assert.equal(draw("effect", 3), draw("effect", 3));
    const values = [draw("effect", 3), draw("effect", 4), draw("paths", 3), randomStream(8, "effect", 3).uniform()];
    assert.equal(new Set(values).size, values.length);
  });

  it("are uniform, and normal, over neighbouring streams", () => {
    const count = 20_000;
    const uniform = Array.from({ length: count }, (_, member) => randomStream(1, "member", member).uniform());
    const normal = Array.from({ length: count }, (_, member) => randomStream(1, "member", member).normal());
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const standardError = 1 / Math.sqrt(count);
    assert.ok(Math.abs(mean(uniform) - 0.5) < 4 * standardError * Math.sqrt(1 / 12));
    assert.ok(Math.abs(mean(normal)) < 4 * standardError);
    assert.ok(Math.abs(mean(normal.map((z) => z * z)) - 1) < 4 * standardError * Math.sqrt(2));
    const neighbours = normal.slice(1).map((z, at) => z * (normal[at] ?? 0));
    assert.ok(Math.abs(mean(neighbours)) < 4 * standardError);
    const tail = normal.filter((z) => Math.abs(z) > 1.959964).length / count;
    assert.ok(Math.abs(tail - 0.05) < 4 * Math.sqrt((0.05 * 0.95) / count));
  });
});
