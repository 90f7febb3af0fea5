/** How well predictions tell persons with the event from those without. */

/**
 * C-statistic of a binary outcome: the share of pairs, one with and one without the event, in which the one with the event
 * has the higher prediction; ties count half. Equal to the area under the ROC curve.
 * Hanley JA, McNeil BJ. Radiology 1982;143:29-36, doi:10.1148/radiology.143.1.7063747.
 * @returns NaN where there is no event or nothing else
 */
export function cStatistic(predictions: readonly number[], events: readonly number[]): number {
  const order = predictions.map((_, at) => at).sort((a, b) => (predictions[a] ?? 0) - (predictions[b] ?? 0));
  let rankSum = 0;
  let positives = 0;
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to < order.length && predictions[order[to] ?? 0] === predictions[order[from] ?? 0]) to++;
    const meanRank = (from + 1 + to) / 2;
    for (let at = from; at < to; at++) {
      if (events[order[at] ?? 0] !== 1) continue;
      rankSum += meanRank;
      positives++;
    }
    from = to;
  }
  const negatives = order.length - positives;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/**
 * Harrell's C of a censored outcome: over the pairs in which it is known who had the event first. A person censored at the
 * time of another's event is taken to have outlived it. Harrell FE et al. Stat Med 1996;15:361-387.
 * @param risks the higher, the sooner the event is predicted
 */
export function harrellC(risks: readonly number[], times: readonly number[], events: readonly number[]): number {
  let usable = 0;
  let concordant = 0;
  for (const [i, event] of events.entries()) {
    if (event !== 1) continue;
    const time = times[i] ?? 0;
    for (const [j, other] of times.entries()) {
      const isLater = other > time || (other === time && events[j] !== 1);
      if (!isLater) continue;
      usable++;
      const difference = (risks[i] ?? 0) - (risks[j] ?? 0);
      concordant += difference > 0 ? 1 : difference === 0 ? 0.5 : 0;
    }
  }
  return concordant / usable;
}
