import type { FlowDefinition } from '../definition/flow.ts';
import type { MetricDefinition } from '../definition/metric.ts';
import { eventTitle, roleTitle, stateTitle } from '../titles.ts';
import { blocks, plain, table } from './page-markdown.ts';
import { listed, many } from './wording.ts';

/** Part five: the numbers that read this flow, and by what in it they move. */
export function impactPart(flow: FlowDefinition, metrics: readonly MetricDefinition[]): string {
  const own = metrics.filter((metric) => reads(flow, metric));
  if (own.length === 0) return 'No metric reads this flow.';
  const titles = new Map(metrics.map(({ id, title }) => [id, title]));
  return blocks(
    table(
      ['Metric', 'Owner', 'Better', 'Target', 'Moved by', 'Look also at'],
      own.map((metric) => [
        `**${plain(metric.title)}**`,
        plain(roleTitle(flow, metric.owner)),
        directions[metric.direction],
        plain(targetText(metric)),
        plain(movedBy(flow, metric)),
        metric.paired === undefined ? '' : plain(titles.get(metric.paired) ?? metric.paired),
      ]),
    ),
    own.map(({ title, description }) => `- **${plain(title)}**: ${plain(description)}`).join('\n'),
  );
}

const directions = { up: 'higher', down: 'lower', band: 'within its target' } as const;

/** Of exceptions and tasks it reads those that cases of this flow own. */
function reads(flow: FlowDefinition, metric: MetricDefinition): boolean {
  if (many(metric.flow).includes(flow.name)) return true;
  return many(metric.flow).includes('exception') && mentioned(metric.formula, 'parent').includes(flow.name);
}

function targetText({ target, unit }: MetricDefinition): string {
  const { from, to } = target ?? {};
  const amount = (value: number) =>
    unit === 'share'
      ? `${Math.round(value * 1000) / 10} %`
      : unit === 'days' || unit === 'hours'
        ? `${value} ${unit}`
        : String(value);
  if (from !== undefined && to !== undefined) return `${amount(from)} to ${amount(to)}`;
  if (from !== undefined) return `at least ${amount(from)}`;
  return to === undefined ? '' : `at most ${amount(to)}`;
}

/** Events and states of the flow that the formula names. */
function movedBy(flow: FlowDefinition, { formula }: MetricDefinition): string {
  const states = [...mentioned(formula, 'enters'), ...mentioned(formula, 'entered')].filter((name) =>
    Object.hasOwn(flow.states, name),
  );
  const events = [...mentioned(formula, 'event'), ...mentioned(formula, 'type')];
  const said = [...states.map((name) => `gets to ${stateTitle(flow, name)}`), ...events.map((name) => eventTitle(flow, name))];
  return listed([...new Set(said)], 'or');
}

/** What a formula says under a word, however deep. */
function mentioned(value: unknown, word: string): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((one) => mentioned(one, word));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === word) return many(inner as unknown).filter((one) => typeof one === 'string');
    return mentioned(inner, word);
  });
}
