/** How often causes of so many attributes are found, by how much they add. */
export interface Curve {
  readonly order: number;
  readonly points: readonly {
    /** Cases added, as a share of all affected ones. */
    readonly effect: number;
    readonly found: number;
    readonly bounds: readonly [number, number];
    readonly oracle: number;
  }[];
}

const size = { width: 720, height: 400 };
const frame = { left: 64, right: 150, top: 48, bottom: 56 };
/** Told apart by shape as well as by colour. */
const marks = ['circle', 'square', 'triangle'] as const;

const apart = 5;

/** Power against effect size as an SVG that follows the light or dark of its page. */
export function powerPicture(curves: readonly Curve[], worlds: number): string {
  const widest = Math.max(...curves.flatMap(({ points }) => points.map(({ effect }) => effect)));
  const x = (effect: number) => frame.left + (effect / widest) * (size.width - frame.left - frame.right);
  const y = (share: number) => size.height - frame.bottom - share * (size.height - frame.top - frame.bottom);
  const grid = [0, 0.25, 0.5, 0.75, 1].map(
    (share) =>
      `<line class="grid" x1="${x(0)}" x2="${x(widest)}" y1="${y(share)}" y2="${y(share)}"/><text x="${x(0) - 8}" y="${y(share) + 4}" text-anchor="end">${share * 100} %</text>`,
  );
  const ticks = (curves[0]?.points ?? []).map(
    ({ effect }) =>
      `<text x="${x(effect).toFixed(1)}" y="${y(0) + 20}" text-anchor="middle">${Math.round(effect * 100)} %</text>`,
  );
  const lines = curves.map(({ order, points }, index) => {
    // Beside each other, so that no bar hides another.
    const at = (effect: number) => x(effect) + (index - 1) * apart;
    const path = (of: (point: Curve['points'][number]) => number) =>
      points
        .map((point, position) => `${position === 0 ? 'M' : 'L'}${at(point.effect).toFixed(1)} ${y(of(point)).toFixed(1)}`)
        .join(' ');
    const bars = points.map(
      ({ effect, bounds: [low, high] }) =>
        `<line x1="${at(effect).toFixed(1)}" x2="${at(effect).toFixed(1)}" y1="${y(low).toFixed(1)}" y2="${y(high).toFixed(1)}" stroke-opacity="0.4"/>`,
    );
    const dots = points.map(({ effect, found }) => mark(index, at(effect), y(found)));
    const legendY = frame.top + 24 + index * 26;
    const legendX = size.width - frame.right + 16;
    return `<g class="c${index}"><path d="${path(({ oracle }) => oracle)}" class="oracle"/>${bars.join('')}<path d="${path(({ found }) => found)}" class="ours"/>${dots.join('')}${mark(index, legendX, legendY)}<text x="${legendX + 12}" y="${legendY + 4}">${order} attribute${order === 1 ? '' : 's'}</text></g>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" role="img" aria-label="Share of planted causes that are named exactly, by the share of affected cases that they add">
<style>
  svg { font: 13px system-ui, sans-serif; background: #ffffff; }
  text { fill: #343a40; stroke: none; } .title { font-weight: 600; font-size: 15px; } .grid { stroke: #dee2e6; }
  .ours { fill: none; stroke-width: 2; } .oracle { fill: none; stroke-width: 1.2; stroke-dasharray: 5 4; stroke-opacity: 0.8; }
  .c0 { stroke: #1864ab; fill: #1864ab; } .c1 { stroke: #d9480f; fill: #d9480f; } .c2 { stroke: #5f3dc4; fill: #5f3dc4; }
  @media (prefers-color-scheme: dark) {
    svg { background: #1a1b1e; } text { fill: #ced4da; } .grid { stroke: #373a40; }
    .c0 { stroke: #74c0fc; fill: #74c0fc; } .c1 { stroke: #ffa94d; fill: #ffa94d; } .c2 { stroke: #b197fc; fill: #b197fc; }
  }
</style>
<rect width="100%" height="100%" fill="none"/>
<text class="title" x="${frame.left}" y="26">Causes named exactly (${worlds} worlds a point; bars: 95 %; dashed: oracle)</text>
${grid.join('\n')}
${ticks.join('\n')}
<text x="${(x(0) + x(widest)) / 2}" y="${size.height - 12}" text-anchor="middle">affected cases that the cause adds, of all in the period</text>
${lines.join('\n')}
</svg>
`;
}

function mark(index: number, x: number, y: number): string {
  const [cx, cy] = [x.toFixed(1), y.toFixed(1)];
  const shapes = {
    circle: `<circle cx="${cx}" cy="${cy}" r="4"/>`,
    square: `<rect x="${(x - 4).toFixed(1)}" y="${(y - 4).toFixed(1)}" width="8" height="8"/>`,
    triangle: `<path d="M${cx} ${(y - 5).toFixed(1)} L${(x + 5).toFixed(1)} ${(y + 4).toFixed(1)} L${(x - 5).toFixed(1)} ${(y + 4).toFixed(1)} Z"/>`,
  };
  return shapes[marks[index % marks.length] ?? 'circle'];
}
