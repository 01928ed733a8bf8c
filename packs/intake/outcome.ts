/*
 * Whether the number went where it was to go, decided by the flow itself. The target says in which direction: below the baseline is down.
 * Whoever measures brings the value only.
 */

/** Whole, where the request says what it is to move: an emergency may have begun without. */
const known = 'has(data.target) && has(data.baseline)';

export const isMet = `${known} && (data.target < data.baseline ? event.value <= data.target : event.value >= data.target)`;

const percent = '100.0 * (event.value - data.baseline) / (data.target - data.baseline)';
const rounded = `int(${percent} + (${percent} < 0.0 ? -0.5 : 0.5))`;
/** Of the way from the baseline to the target, how much was gone, to the nearest percent, between -1,000 and 1,000. */
export const attained = `${known} && data.target != data.baseline ? dyn(min(max(${rounded}, -1000), 1000)) : null`;
