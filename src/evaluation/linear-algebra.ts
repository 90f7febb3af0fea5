/** The one piece of linear algebra that the fits need: symmetric positive definite systems. */

/**
 * Solves A x = b for a symmetric positive definite A, by Cholesky's decomposition.
 * @param matrix rows of A, [n][n]; only the lower triangle is read
 * @throws RangeError if A is not positive definite, which in a fit means that columns depend on each other
 */
export function solvePositiveDefinite(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const lower = cholesky(matrix);
  const size = right.length;
  const forward = new Array<number>(size).fill(0);
  for (let i = 0; i < size; i++) {
    let sum = right[i] ?? 0;
    for (let k = 0; k < i; k++) sum -= (lower[i]?.[k] ?? 0) * (forward[k] ?? 0);
    forward[i] = sum / (lower[i]?.[i] ?? 1);
  }
  const solution = new Array<number>(size).fill(0);
  for (let i = size - 1; i >= 0; i--) {
    let sum = forward[i] ?? 0;
    for (let k = i + 1; k < size; k++) sum -= (lower[k]?.[i] ?? 0) * (solution[k] ?? 0);
    solution[i] = sum / (lower[i]?.[i] ?? 1);
  }
  return solution;
}

/** Inverse of a symmetric positive definite matrix: the covariance that belongs to an information matrix. */
export function invertPositiveDefinite(matrix: readonly (readonly number[])[]): number[][] {
  return matrix.map((_, column) =>
    solvePositiveDefinite(
      matrix,
      matrix.map((_row, at) => (at === column ? 1 : 0)),
    ),
  );
}

function cholesky(matrix: readonly (readonly number[])[]): number[][] {
  const lower = matrix.map((row) => row.map(() => 0));
  for (const [i, row] of lower.entries()) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i]?.[j] ?? 0;
      for (let k = 0; k < j; k++) sum -= (row[k] ?? 0) * (lower[j]?.[k] ?? 0);
      if (i !== j) row[j] = sum / (lower[j]?.[j] ?? 1);
      else if (sum > 0) row[j] = Math.sqrt(sum);
      else throw new RangeError("the matrix is not positive definite: a column depends on the others");
    }
  }
  return lower;
}
