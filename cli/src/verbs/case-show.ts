import { type CaseStory, showCase, withThroughline } from '@throughline/server';
import { commonOf, defineDemo, defineJson, present, wholeNumber } from '../options.ts';
import { caseCell } from '../output/case-fields.ts';
import { type Locale, localeOf } from '../output/locale.ts';
import { type Paint, paintFor } from '../output/paint.ts';
import { printJson, printLines } from '../output/print.ts';
import { shown, table } from '../output/table.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface CaseShowOptions {
  readonly case: string;
  readonly flow?: string;
  readonly entity?: string;
  readonly events: number;
  readonly json: boolean;
  readonly database: 'main' | 'demo';
}

export const caseShow = verb<CaseShowOptions>({
  words: ['case', 'show'],
  summary: 'show one case: where it stands, how it got there, what comes next and why then',
  examples: [
    'case show INV-1001',
    'case show --demo --flow invoice INV-1042',
    'case show 0f3c1c9e-0a51-4c6e-9d0e-5b8c2f6a7d11 --json',
  ],
  define(command) {
    command
      .argument('<case>', 'its business key, or its id')
      .option('--flow <name>', 'where cases of several flows have the key')
      .option('--entity <name>', 'where cases of several legal units have the key')
      .option('--events <number>', 'how many of its latest events', wholeNumber(1, 1000), 100);
    defineDemo(command);
    defineJson(command);
  },
  options(command) {
    const { flow, entity, events } = command.opts<{ flow?: string; entity?: string; events: number }>();
    return { ...commonOf(command), case: command.args[0] ?? '', events, ...present({ flow, entity }) };
  },
  run({ database, json, ...request }, { env, stdout }) {
    return withThroughline({ env, database }, async (throughline) => {
      const story = await showCase(throughline, request);
      if (json) printJson(stdout, story);
      else printLines(stdout, storyLines(story, localeOf(env, story.timeZone), paintFor(stdout, env)));
      return exitCodes.ok;
    });
  },
});

function storyLines(story: CaseStory, locale: Locale, paint: Paint): readonly string[] {
  const { case: record, owner } = story;
  const head = [
    ['state', paint('bold', record.state)],
    ['since', locale.instant(record.enteredAt)],
    ...(owner === undefined ? [] : [['owner', owner]]),
    ['entity', shown(record.entity)],
    ['flow', `${record.flow}, version ${record.version}`],
    ['id', record.id],
  ];
  return [
    paint('bold', `${record.flow} ${shown(record.key)}`),
    ...head.map(([name, value]) => `  ${String(name).padEnd(8)} ${value}`),
    ...section('Data', dataRows(story, locale), paint),
    ...section('What comes next', deadlineRows(story, locale, true), paint),
    ...section('Exceptions and tasks', childRows(story, locale), paint),
    ...section(
      'Links',
      story.links.map(
        (link) =>
          `${link.direction === 'out' ? '→' : '←'} ${link.name}: ${link.flow ?? ''} ${shown(link.key ?? link.id)} ${link.state === undefined ? '(not there yet)' : `(${link.state})`}`,
      ),
      paint,
    ),
    ...section('Deadlines that have passed', deadlineRows(story, locale, false), paint),
    ...section('What happened', eventRows(story, locale, paint), paint),
  ];
}

function section(title: string, lines: readonly string[], paint: Paint): readonly string[] {
  return lines.length === 0 ? [] : ['', paint('bold', title), ...lines.map((line) => `  ${line}`)];
}

function dataRows({ fields, case: { data }, computed }: CaseStory, locale: Locale): readonly string[] {
  const names = new Map(fields.map((field) => [field.name, field]));
  const all = { ...data, ...computed };
  const currency = names.get('currency');
  const rows = Object.keys(all).map((name) => {
    // A computed sum of money has no schema of its own: it is money where what it is made of is.
    const field =
      names.get(name) ?? ({ name, kind: currency === undefined || typeof all[name] !== 'number' ? 'text' : 'money' } as const);
    return `${name.padEnd(20)} ${caseCell(field, all, locale)}`;
  });
  return rows;
}

const ahead: readonly string[] = ['pending', 'paused', 'held', 'awaiting'];

function deadlineRows({ deadlines }: CaseStory, locale: Locale, isAhead: boolean): readonly string[] {
  const rows = deadlines
    .filter(({ standing }) => ahead.includes(standing) === isAhead)
    .toSorted((a, b) => (a.dueAt ?? Infinity) - (b.dueAt ?? Infinity))
    .map(({ dueAt, name, standing, why }) => [dueAt === null ? '' : locale.day(dueAt), name, standing, why]);
  return rows.length === 0
    ? []
    : table([{ title: 'when' }, { title: 'what' }, { title: 'standing' }, { title: 'why then' }], rows);
}

function childRows({ children }: CaseStory, locale: Locale): readonly string[] {
  const rows = children.map(({ flow, key, state, data, enteredAt }) => [
    flow,
    shown(key, 40),
    state,
    typeof data['owner'] === 'string' ? data['owner'] : '',
    locale.day(enteredAt),
    typeof data['resolution'] === 'string' ? shown(data['resolution']) : '',
  ]);
  const columns = ['kind', 'name', 'state', 'owner', 'since', 'resolution'].map((title) => ({ title }));
  return rows.length === 0 ? [] : table(columns, rows);
}

function eventRows({ events, eventsBefore }: CaseStory, locale: Locale, paint: Paint): readonly string[] {
  const rows = events.map(({ seq, occurredAt, type, kind, from, to, actor, deviation, outcome, reason }) => {
    const { fired, raised = [], tasks = [], resolved = [], effects = [], awaiting } = outcome;
    const came = [
      ...(deviation === null ? [] : [paint('yellow', `deviation: ${shown(deviation.message, 80)}`)]),
      ...(fired === undefined ? [] : [`fired ${fired}`]),
      ...(awaiting === undefined ? [] : [`waits for approval of ${awaiting}`]),
      ...raised.map((name) => `raised ${name}`),
      ...resolved.map((name) => `resolved ${name}`),
      ...tasks.map((name) => `task ${shown(name, 40)}`),
      ...(effects.length === 0 ? [] : [`${effects.length} ${effects.length === 1 ? 'effect' : 'effects'}`]),
      ...(reason === null ? [] : [`“${shown(reason, 60)}”`]),
    ];
    const moved = from === to ? '' : `${from ?? '(new)'} → ${to}`;
    return [String(seq), locale.instant(occurredAt), type, kind, moved, shown(actor, 30), came.join(', ')];
  });
  const columns = [
    { title: '#', right: true },
    ...['when', 'event', 'kind', 'moved', 'by', 'what came of it'].map((title) => ({ title })),
  ];
  return [...(eventsBefore === 0 ? [] : [`${eventsBefore} earlier events are not shown (--events)`]), ...table(columns, rows)];
}
