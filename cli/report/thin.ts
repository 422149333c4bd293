/** Fewer points of a curve, which looks the same. */
import type { Point } from "../jobDetails/metrics";

/**
 * Reduces a curve to the lowest and the highest point of ranges of the same number of points, so that no peak is lost. The first and the
 * last point stay.
 * @param limit Number of points, at least 4.
 */
export function thin(points: readonly Point[], limit: number): Point[] {
  const first = points[0];
  const last = points.at(-1);
  if (points.length <= limit || !first || !last) {
    return [...points];
  }
  const inner = points.slice(1, -1);
  const ranges = Math.floor((limit - 2) / 2);
  const kept = Array.from({ length: ranges }, (_, index) =>
    extremes(
      inner.slice(
        Math.floor((index * inner.length) / ranges),
        Math.floor(((index + 1) * inner.length) / ranges),
      ),
    ),
  );
  return [first, ...kept.flat(), last];
}

/** Returns the lowest and the highest point in the order of their steps. */
function extremes(points: readonly Point[]): Point[] {
  let [lowest] = points;
  let highest = lowest;
  for (const point of points) {
    lowest = !lowest || point.value < lowest.value ? point : lowest;
    highest = !highest || point.value > highest.value ? point : highest;
  }
  if (!lowest || !highest || lowest === highest) {
    return lowest ? [lowest] : [];
  }
  return lowest.step < highest.step ? [lowest, highest] : [highest, lowest];
}
