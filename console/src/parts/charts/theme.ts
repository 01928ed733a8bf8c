/* The one theme of all charts, from the tokens of the console. */

export const colours = {
  ink: 'var(--ink)',
  quiet: 'var(--ink3)',
  line: 'var(--line2)',
  series: 'var(--now)',
  before: 'var(--before)',
  target: 'var(--ok)',
  targetBand: 'var(--okw)',
  alarm: 'var(--bad)',
  ground: 'var(--bg)',
} as const;

export const letters = { fontFamily: 'inherit', fontSize: 11.5, fill: colours.quiet } as const;
export const strongLetters = { ...letters, fontSize: 12.5, fontWeight: 620, fill: colours.ink } as const;

/** Room around the plot for what is written there. */
export const room = { top: 30, right: 78, bottom: 24, left: 56 } as const;
