/*
 * Colours of the pictures. Text on its ground keeps a contrast of 4.5 to 1 (WCAG 2.2, 1.4.3), in light and dark; no meaning is in
 * colour alone: kinds of ends, changes and marks have signs or words too.
 */

export type Theme = 'auto' | 'light' | 'dark';

type Colours = Readonly<
  Record<
    | 'ground'
    | 'card'
    | 'edge'
    | 'ink'
    | 'muted'
    | 'line'
    | 'alarm'
    | 'done'
    | 'failed'
    | 'cancelled'
    | 'added'
    | 'removed'
    | 'changed',
    string
  >
>;

const light: Colours = {
  ground: '#ffffff',
  card: '#f6f8fa',
  edge: '#afb8c1',
  ink: '#1f2328',
  muted: '#57606a',
  line: '#6e7781',
  alarm: '#9a3412',
  done: '#1a7f37',
  failed: '#b42318',
  cancelled: '#57606a',
  added: '#1a7f37',
  removed: '#b42318',
  changed: '#8a5300',
};

const dark: Colours = {
  ground: '#16191d',
  card: '#21262c',
  edge: '#4b535d',
  ink: '#e6e9ec',
  muted: '#a5aeb8',
  line: '#8b949e',
  alarm: '#f0a36b',
  done: '#56c271',
  failed: '#ff8a7a',
  cancelled: '#a5aeb8',
  added: '#56c271',
  removed: '#ff8a7a',
  changed: '#e0b04a',
};

const fonts = "Inter, 'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', sans-serif";

/** The style sheet of a picture; every rule is scoped, since a picture may stand inside a page. */
export function styleSheet(theme: Theme): string {
  const fixed = `.tlp text{font-family:${fonts}}.tlp .bold{font-weight:600}.tlp .box{stroke-width:1.2}.tlp .line{fill:none;stroke-width:1.3}.tlp .dashed{stroke-dasharray:5 4}.tlp .icon{fill:none;stroke-width:1.3;stroke-linecap:round;stroke-linejoin:round}`;
  if (theme === 'light') return fixed + rules(light);
  if (theme === 'dark') return fixed + rules(dark);
  return `${fixed}${rules(light)}@media (prefers-color-scheme:dark){${rules(dark)}}`;
}

function rules(colours: Colours): string {
  const { ground, card, edge, ink, muted, line, alarm } = colours;
  const tone = (name: keyof Colours) =>
    `.tlp .t-${name}{fill:${colours[name]}}.tlp .i-${name}{stroke:${colours[name]}}.tlp .line.l-${name}{stroke:${colours[name]}}.tlp .head.l-${name}{fill:${colours[name]}}.tlp .box.b-${name}{stroke:${colours[name]};stroke-width:2}`;
  return [
    `.tlp .ground{fill:${ground}}`,
    `.tlp .box{fill:${card};stroke:${edge}}`,
    `.tlp .dot{fill:${ink}}`,
    `.tlp .t-ink{fill:${ink}}.tlp .t-muted{fill:${muted}}.tlp .t-alarm{fill:${alarm}}`,
    `.tlp .i-ink{stroke:${ink}}.tlp .i-muted{stroke:${muted}}.tlp .i-alarm{stroke:${alarm}}`,
    `.tlp .line{stroke:${line}}.tlp .head{fill:${line}}`,
    ...(['done', 'failed', 'cancelled', 'added', 'removed', 'changed'] as const).map(tone),
  ].join('');
}
