import assert from "node:assert/strict";
import { type CalibrationPoint, calibrationPlot } from "../../src/plot/calibration-plot.ts";
import { ticksTo } from "../../src/plot/ticks.ts";

const POINTS: readonly CalibrationPoint[] = [
  { persons: 40, meanPrediction: 0.05, observed: 0.1, interval: [0.04, 0.23] },
  { persons: 41, meanPrediction: 0.2, observed: 0.15, interval: [0.07, 0.3] },
];

describe("calibration plot", () => {
  const svg = calibrationPlot({ title: "A <model> & its cohort", lines: ["81 persons"], points: POINTS });

  it("is one SVG element whose tags are closed in order", () => {
    const open: string[] = [];
    for (const [, close, name = "", selfClosed] of svg.matchAll(/<(\/?)([a-z]+)(?:\s[^<>]*?)?(\/?)>/g)) {
      if (close) assert.equal(open.pop(), name);
      else if (!selfClosed) open.push(name);
    }
    assert.deepEqual(open, []);
    assert.match(svg, /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
  });

  it("escapes what it is given", () => {
    assert.match(svg, /A &lt;model&gt; &amp; its cohort/);
    assert.doesNotMatch(svg, /<model>/);
    assert.ok(!calibrationPlot({ title: "a\u0000b", points: [] }).includes("\u0000"));
  });

  it("names itself and each group for a screen reader", () => {
    assert.match(svg, /role="img" aria-labelledby="plot-title plot-desc"/);
    assert.match(svg, /<desc id="plot-desc">81 persons\n2 groups of persons by prediction\./);
    assert.match(svg, /Predicted 5\.0 %, observed 10\.0 % \(4\.0 to 23\.0 %\), 40 persons\./);
  });

  it("puts each group on equal axes, from 0 to the end of the widest interval", () => {
    // two lines of text of 16 and a gap of 24: the axes go from 56 to 452, and from 64 to 460, for 0 to 30 %
    const circles = [...svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)].map(([, x, y]) => [Number(x), Number(y)]);
    // 5 % is a sixth of 396 right of 64, 20 % two thirds; 10 % is a third above 452, 15 % a half
    assert.deepEqual(circles, [
      [130, 320],
      [328, 254],
    ]);
    assert.match(svg, /class="diagonal" d="M64 452L460 56"/);
  });

  it("breaks long lines of text", () => {
    const long = calibrationPlot({ title: "word ".repeat(30).trim(), points: [] });
    assert.equal([...long.matchAll(/font-weight="bold"/g)].length, 3);
  });

  it("draws axes where there is nothing to show", () => {
    assert.match(calibrationPlot({ title: "nobody", points: [] }), /0 groups/);
  });
});

describe("ticks", () => {
  it("are steps of 1, 2 or 5 that reach the value", () => {
    assert.deepEqual(ticksTo(0.3), [0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3]);
    assert.deepEqual(ticksTo(1), [0, 0.2, 0.4, 0.6, 0.8, 1]);
    assert.deepEqual(ticksTo(0.61), [0, 0.2, 0.4, 0.6, 0.8]);
    assert.deepEqual(ticksTo(0.001), [0, 0.0002, 0.0004, 0.0006, 0.0008, 0.001]);
  });
});
