/**
 * Dormand–Prince 5(4): an explicit Runge–Kutta method for non-stiff systems, with step size control and dense output.
 *
 * Sources   Dormand JR, Prince PJ. J Comput Appl Math 1980;6:19-26. doi:10.1016/0771-050X(80)90013-3 (tableau)
 *           Hairer E, Nørsett SP, Wanner G. Solving Ordinary Differential Equations I, 2nd ed. Springer 1993: II.4 (step
 *           size by a PI controller, first step), II.6 (continuous extension of order 4)
 *
 * A right-hand side with jumps (a meal begins, a bolus ends) is not smooth there, and a step across a jump loses the
 * method's order. The caller names those instants in `stops`; each piece between them is integrated for itself, so that
 * the right-hand side is asked about one piece at a time: `piece` counts them from 0. Steps allocate nothing.
 */

/** The stages' times, weights and error weights, rows in the order of the paper's table 2. */
export const TABLEAU = {
  c: [0, 1 / 5, 3 / 10, 4 / 5, 8 / 9, 1, 1],
  a: [
    [],
    [1 / 5],
    [3 / 40, 9 / 40],
    [44 / 45, -56 / 15, 32 / 9],
    [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
    [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
    [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
  ],
  /** Fifth order; equal to the last row of `a` ("first same as last"). */
  b: [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84, 0],
  /** Fourth order, embedded. */
  bHat: [5179 / 57600, 0, 7571 / 16695, 393 / 640, -92097 / 339200, 187 / 2100, 1 / 40],
} as const;

/** Weights of the continuous extension's quartic term (Hairer et al., II.6). */
const D = [
  -12715105075 / 11282082432,
  0,
  87487479700 / 32700410799,
  -10690763975 / 1880347072,
  701980252875 / 199316789632,
  -1453857185 / 822651844,
  69997945 / 29380423,
] as const;

const ERROR = TABLEAU.b.map((weight, stage) => weight - (TABLEAU.bHat[stage] ?? 0));
const SAFETY = 0.9;
/** PI controller: exponents of the present and the previous error (Hairer et al., II.4, β = 0.04). */
const BETA = 0.04;
const ALPHA = 0.2 - 0.75 * BETA;
const MAX_GROWTH = 10;
const MAX_SHRINK = 0.2;

/** Writes dy/dt at `t` into `out`; keeps neither array. `piece` counts the intervals between stops from 0. */
export type Derivatives = (t: number, y: Float64Array, out: Float64Array, piece: number) => void;

export interface OdeProblem {
  readonly derivatives: Derivatives;
  readonly initial: ArrayLike<number>;
  readonly start: number;
  readonly end: number;
  /** Instants at which the right-hand side jumps, in any order; those outside (start, end) are ignored. */
  readonly stops?: readonly number[];
  /** Instants at which the state is wanted, ascending, within [start, end]. */
  readonly times: readonly number[];
  readonly relativeTolerance?: number;
  readonly absoluteTolerance?: number;
  /** Largest number of attempted steps; more throw RangeError. */
  readonly maxSteps?: number;
  /** Takes steps of this size and ignores the error estimate: for tests of the order of convergence. */
  readonly fixedStep?: number;
}

export interface OdeSolution {
  /** `[time][state]` as one array, row after row. */
  readonly states: Float64Array;
  readonly steps: number;
  readonly rejected: number;
  readonly evaluations: number;
}

/** Integrates from start to end. @throws RangeError when the steps run out or the state is no longer finite */
export function integrate(problem: OdeProblem): OdeSolution {
  return new Integration(problem).run();
}

class Integration {
  private readonly n: number;
  private readonly f: Derivatives;
  private readonly relative: number;
  private readonly absolute: number;
  private readonly y: Float64Array;
  private readonly next: Float64Array;
  private readonly stage: Float64Array;
  private readonly k: readonly Float64Array[];
  private readonly states: Float64Array;
  private readonly problem: OdeProblem;
  private steps = 0;
  private rejected = 0;
  private evaluations = 0;
  private written = 0;
  private error = 0;

  constructor(problem: OdeProblem) {
    this.problem = problem;
    this.n = problem.initial.length;
    this.f = problem.derivatives;
    this.relative = problem.relativeTolerance ?? 1e-6;
    this.absolute = problem.absoluteTolerance ?? 1e-9;
    this.y = Float64Array.from(problem.initial);
    this.next = new Float64Array(this.n);
    this.stage = new Float64Array(this.n);
    this.k = Array.from({ length: 7 }, () => new Float64Array(this.n));
    this.states = new Float64Array(problem.times.length * this.n);
  }

  run(): OdeSolution {
    const { start, end, stops = [] } = this.problem;
    const ends = [...new Set(stops.filter((stop) => stop > start && stop < end))].sort((a, b) => a - b);
    ends.push(end);
    let from = start;
    this.writeAt(start);
    for (const [piece, to] of ends.entries()) {
      this.runPiece(from, to, piece);
      from = to;
    }
    return { states: this.states, steps: this.steps, rejected: this.rejected, evaluations: this.evaluations };
  }

  /** Integrates one smooth piece; `y` holds the state at its start and, afterwards, at its end. */
  private runPiece(from: number, to: number, piece: number): void {
    const fixed = this.problem.fixedStep;
    const maxSteps = this.problem.maxSteps ?? 100_000;
    let t = from;
    this.evaluate(t, this.y, 0, piece);
    let h = fixed ?? Math.min(this.firstStep(), to - from);
    let previousError = 1e-4;
    while (t < to) {
      if (this.steps + this.rejected >= maxSteps) throw new RangeError(`more than ${maxSteps} steps of the solver`);
      // The last step ends exactly on the stop, without a sliver left by rounding.
      const last = t + 1.0000001 * h >= to;
      if (last) h = to - t;
      this.attempt(t, h, piece);
      const error = fixed === undefined ? this.error : 0;
      if (!Number.isFinite(this.error)) throw new RangeError("the state of the simulation is no longer finite");
      if (error <= 1) {
        const arrived = last ? to : t + h;
        this.writeBetween(t, h, arrived);
        this.accept();
        t = arrived;
        this.steps++;
        const growth = SAFETY * Math.max(error, 1e-10) ** -ALPHA * previousError ** BETA;
        h *= fixed === undefined ? Math.min(MAX_GROWTH, Math.max(MAX_SHRINK, growth)) : 1;
        previousError = Math.max(error, 1e-4);
      } else {
        this.rejected++;
        h *= Math.max(MAX_SHRINK, SAFETY * error ** -ALPHA);
      }
    }
    this.writeAt(to);
  }

  private evaluate(t: number, y: Float64Array, stage: number, piece: number): void {
    this.f(t, y, this.k[stage] as Float64Array, piece); // stages 0 to 6 exist
    this.evaluations++;
  }

  /** One step of size h: fills the stages, `next` and `error` (weighted root mean square). */
  private attempt(t: number, h: number, piece: number): void {
    const { n, k, y } = this;
    for (let stage = 1; stage < 7; stage++) {
      const row = TABLEAU.a[stage] as readonly number[]; // seven rows
      const target = stage === 6 ? this.next : this.stage;
      for (let i = 0; i < n; i++) {
        let sum = 0;
        for (let j = 0; j < stage; j++) sum += (row[j] as number) * ((k[j] as Float64Array)[i] as number);
        target[i] = (y[i] as number) + h * sum;
      }
      this.evaluate(t + (TABLEAU.c[stage] as number) * h, target, stage, piece);
    }
    let squares = 0;
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let j = 0; j < 7; j++) sum += (ERROR[j] as number) * ((k[j] as Float64Array)[i] as number);
      const size = Math.max(Math.abs(y[i] as number), Math.abs(this.next[i] as number));
      const ratio = (h * sum) / (this.absolute + this.relative * size);
      squares += ratio * ratio;
    }
    this.error = Math.sqrt(squares / n);
  }

  private accept(): void {
    this.y.set(this.next);
    (this.k[0] as Float64Array).set(this.k[6] as Float64Array);
  }

  /** A first step from the size of the state and of its derivative (Hairer et al., II.4, without the Euler probe). */
  private firstStep(): number {
    let size = 0;
    let slope = 0;
    const k0 = this.k[0] as Float64Array;
    for (let i = 0; i < this.n; i++) {
      const scale = this.absolute + this.relative * Math.abs(this.y[i] as number);
      size += ((this.y[i] as number) / scale) ** 2;
      slope += ((k0[i] as number) / scale) ** 2;
    }
    return slope < 1e-10 ? 1e-3 : Math.max(1e-6, 0.01 * Math.sqrt(size / slope));
  }

  /** Writes the wanted instants inside the step (t, arrived) by the continuous extension. */
  private writeBetween(t: number, h: number, arrived: number): void {
    const { times } = this.problem;
    const { n, k, y, next } = this;
    for (let time = times[this.written]; time !== undefined && time < arrived; time = times[this.written]) {
      const theta = (time - t) / h;
      const rest = 1 - theta;
      for (let i = 0; i < n; i++) {
        const difference = (next[i] as number) - (y[i] as number);
        const bump = h * ((k[0] as Float64Array)[i] as number) - difference;
        let quartic = 0;
        for (let j = 0; j < 7; j++) quartic += (D[j] as number) * ((k[j] as Float64Array)[i] as number);
        const last = difference - h * ((k[6] as Float64Array)[i] as number) - bump;
        this.states[this.written * n + i] =
          (y[i] as number) + theta * (difference + rest * (bump + theta * (last + rest * h * quartic)));
      }
      this.written++;
    }
  }

  /** Writes the wanted instants equal to the time of `y`. */
  private writeAt(t: number): void {
    while (this.problem.times[this.written] === t) {
      this.states.set(this.y, this.written * this.n);
      this.written++;
    }
  }
}
