/** Of an empty list 0. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** Standard deviation of normally spread values, by the median absolute deviation: a few wild ones do not move it. 1.4826 is 1 / (75 % point of N(0, 1)). */
export function spread(residuals: readonly number[]): number {
  const middle = median(residuals);
  return 1.4826 * median(residuals.map((value) => Math.abs(value - middle)));
}

/**
 * Theil-Sen with fewer pairs: the median of the slopes between points a third, a half and two thirds of the series apart. Near pairs say little of the slope, and
 * to take all would cost the square of the length. Up to a quarter of the points may be wrong. `points`: `x` ascending.
 */
export function slopeOf(points: readonly { readonly x: number; readonly y: number }[]): number {
  const apart = new Set([1 / 3, 1 / 2, 2 / 3].map((share) => Math.max(1, Math.round(points.length * share))));
  const slopes: number[] = [];
  for (const distance of apart)
    points.slice(distance).forEach((later, index) => {
      const earlier = points[index];
      if (earlier !== undefined && later.x > earlier.x) slopes.push((later.y - earlier.y) / (later.x - earlier.x));
    });
  return median(slopes);
}
