/** The pattern that charts fill with what is expected, paused or simulated. */
export const hatchFill = 'url(#chart-hatch)';

/** Defines the pattern once for all charts of a page; takes no room. */
export function HatchPattern() {
  return (
    <svg width="0" height="0" style={{ position: 'absolute' }} aria-hidden="true" focusable="false">
      <defs>
        <pattern id="chart-hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <line x1="0" x2="0" y1="0" y2="5" stroke="var(--ink3)" strokeWidth="1" strokeOpacity="0.55" />
        </pattern>
      </defs>
    </svg>
  );
}
