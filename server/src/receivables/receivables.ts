import type { QueryOf, Receivables, Routes } from '@throughline/api';
import {
  type CompiledFlow,
  calendarOf,
  dayOf,
  formatDay,
  historicRung,
  type Millis,
  type PackReceivables,
  rungTitle,
} from '@throughline/language';
import { builtInPacks } from '../built-in-packs.ts';
import { caseRows, iso } from '../cases/case-row.ts';
import { titleOfField } from '../cases/fields.ts';
import { readFilters } from '../cases/filters.ts';
import { loadFlows, newestFlow, newestFlows } from '../cases/flow-book.ts';
import { nameOf } from '../cases/names.ts';
import { declaredRung, declaredRungs, rungTimesText } from '../cases/rungs.ts';
import { subjectOf } from '../cases/subject.ts';
import { ThroughlineError } from '../errors.ts';
import { amountsOf } from '../home/risk.ts';
import { untilWritten } from '../sql/until-written.ts';
import type { Throughline } from '../throughline.ts';
import { requireColumn } from '../visible/require-column.ts';
import type { Visible } from '../visible/visible.ts';
import { worthOf } from '../work/pending-approvals.ts';
import { currencyColumn, disputesOf, leakageOf, shortfallsOf } from './parts.ts';
import { type OwedGroup, type OwedSelection, readLeft, readOwed } from './read-receivables.ts';

export type ReceivablesQuestion = QueryOf<Routes['GET /{database}/receivables']>;

export interface ReceivablesContext {
  readonly visible: Visible;
  readonly now: Millis;
}

/** From so many days past the day on. */
const ageSteps = [1, 8, 15, 31, 46] as const;
const groupsMax = 200;
const promisesMax = 20;
const promiseDays = 30;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/**
 * What customers owe, from the first pack that says where that is. `null`: no pack says so, or its flow is not deployed.
 *
 * @throws ThroughlineError field-unknown, field-hidden, filter-invalid
 */
export async function receivables(
  throughline: Throughline,
  context: ReceivablesContext,
  question: ReceivablesQuestion,
): Promise<Receivables | null> {
  const pack = builtInPacks.find((each) => each.receivables !== undefined);
  const hint = pack?.receivables;
  const deployed = await newestFlows(throughline);
  if (hint === undefined || !deployed.some(({ name }) => name === hint.flow)) return null;
  const flow = await newestFlow(throughline, hint.flow);
  const { visible, now } = context;
  requireColumn(visible, flow, hint.open, 'open');
  const { where = [], by = defaultField(flow) } = question;
  const choices = dimensionsOf(flow, hint, visible);
  if (!choices.some(({ name }) => name === by)) {
    const expected = choices.map(({ name }) => name).join(', ');
    throw new ThroughlineError('field-unknown', `What is owed cannot be told by ${by}`, { place: 'by', expected });
  }
  const selection = selectionOf(flow, hint, { where, context });
  const [owed, promises, disputes, shortfalls, leakage] = await Promise.all([
    untilWritten(throughline, JSON.stringify(['owed', selection, by]), () => readOwed(throughline.pool, selection, by)),
    promisesOf(throughline, flow, { hint, where, context, selection }),
    disputesOf(throughline, hint, { where, visible }),
    shortfallsOf(throughline, hint, { where, visible }),
    leakageOf(throughline, hint, { where, visible }),
  ]);
  const today = formatDay(dayOf(calendarOf(flow.calendar.timeZone), now));
  const ages = agesOf(flow, hint, { now, where });
  const owing = [...where, `${hint.open}>0`];
  return {
    now: iso(now),
    flow: hint.flow,
    currency: currencyColumn(flow, hint.currency, visible),
    noun: hint.noun,
    open: { ...totalOf(owed), where: [...owing, `${hint.dueOn}>=0001-01-01`] },
    late: { ...totalOf(owed.filter(({ age }) => age > 0)), where: [...owing, `${hint.dueOn}<${today}`] },
    ages: ages.map((age, index) => ({ ...age, ...totalOf(owed.filter((group) => group.age === index)) })),
    groups: groupsOf(owed, { by, choices, where: owing, ages: ages.length, dueOn: hint.dueOn }),
    ladder: ladderOf(flow, owed, { hint, now, where: [...owing, `${hint.dueOn}<${today}`], pausing: selection.pausing }),
    promises,
    disputes,
    shortfalls,
    leakage,
  };
}

/** The field by which people know whose a case is, else its entity. */
function defaultField(flow: CompiledFlow): string {
  return flow.listed.some(({ name }) => name === 'customer') ? 'customer' : '$entity';
}

/** Text columns that the reader sees everywhere, and the entity. */
function dimensionsOf(
  flow: CompiledFlow,
  hint: PackReceivables,
  visible: Visible,
): { readonly name: string; readonly title: string }[] {
  const columns = flow.listed.filter(
    ({ name, kind, of }) =>
      kind === 'text' && of === 'data' && name !== hint.currency && visible.column(flow.name, name) === 'shown',
  );
  return [...columns.map(({ name }) => ({ name, title: titleOfField(flow, name) })), { name: '$entity', title: 'Entity' }];
}

interface Asked {
  readonly where: readonly string[];
  readonly context: ReceivablesContext;
}

function selectionOf(flow: CompiledFlow, hint: PackReceivables, { where, context: { visible, now } }: Asked): OwedSelection {
  const equals = readFilters(flow, where).map(({ field, comparison, values }, index) => {
    const [value, ...others] = values;
    const known = field === '$entity' || flow.listed.some(({ name, kind }) => name === field && kind === 'text');
    if (!known) throw new ThroughlineError('field-unknown', `${field} is no text column`, { place: `where[${index}]` });
    if (field !== '$entity') requireColumn(visible, flow, field, `where[${index}]`);
    if (comparison === '=' && others.length === 0) return { field, value: String(value) };
    throw new ThroughlineError('filter-invalid', 'What is owed is narrowed by single values', {
      place: `where[${index}]`,
      expected: '<field>=<value>',
    });
  });
  const today = dayOf(calendarOf(flow.calendar.timeZone), now);
  const scopes = visible.flows();
  const scope =
    scopes === undefined ? undefined : (scopes.find((each) => each.flow === hint.flow) ?? { flow: hint.flow, entities: [] });
  return {
    hint,
    equals,
    days: ageSteps.map((days) => formatDay(today - days)),
    pausing: [...(flow.ladders.get(hint.ladder)?.pauseWhile ?? [])],
    scope,
  };
}

function totalOf(groups: readonly OwedGroup[]) {
  return { cases: groups.reduce((sum, { cases }) => sum + cases, 0), amounts: amountsOf(groups) };
}

/** The ages as lists find them. */
function agesOf(
  flow: CompiledFlow,
  { dueOn, open }: PackReceivables,
  { now, where }: { readonly now: Millis; readonly where: readonly string[] },
) {
  const today = dayOf(calendarOf(flow.calendar.timeZone), now);
  const day = (back: number) => formatDay(today - back);
  const owing = [...where, `${open}>0`];
  return [
    { title: 'Not due', late: false, where: [...owing, `${dueOn}>=${day(0)}`] },
    ...ageSteps.map((from, index) => {
      const next = ageSteps[index + 1];
      return {
        title: next === undefined ? `${from}+ d` : `${from}–${next - 1} d`,
        late: true,
        where: [...owing, `${dueOn}<=${day(from)}`, ...(next === undefined ? [] : [`${dueOn}>${day(next)}`])],
      };
    }),
  ];
}

interface GroupsAround {
  readonly by: string;
  readonly choices: Receivables['groups']['choices'];
  readonly where: readonly string[];
  readonly ages: number;
  readonly dueOn: string;
}

function groupsOf(rows: readonly OwedGroup[], { by, choices, where, ages, dueOn }: GroupsAround): Receivables['groups'] {
  const grouped = [...Map.groupBy(rows, ({ value }) => value)].map(([value, all]) => ({
    value,
    ...totalOf(all),
    where: [...where, `${dueOn}>=0001-01-01`, ...(value === null ? [] : [`${by}=${value.replaceAll(/[\\,]/g, '\\$&')}`])],
    ages: Array.from({ length: ages }, (_, index) => totalOf(all.filter(({ age }) => age === index))),
  }));
  const items = grouped.sort((a, b) => b.cases - a.cases || ((a.value ?? '~') < (b.value ?? '~') ? -1 : 1));
  return { by, choices, items: items.slice(0, groupsMax), more: Math.max(0, items.length - groupsMax) };
}

interface LadderAround {
  readonly hint: PackReceivables;
  readonly now: Millis;
  readonly where: readonly string[];
  readonly pausing: readonly string[];
}

function ladderOf(
  flow: CompiledFlow,
  owed: readonly OwedGroup[],
  { hint, now, where, pausing }: LadderAround,
): Receivables['ladder'] {
  const declared = declaredRungs(flow, hint.ladder);
  const names = [...declared.map(({ name }) => name), historicRung];
  const late = owed.filter(({ age }) => age > 0);
  const on = (rung: string | null) =>
    late.filter((one) => {
      const reached = one.rung === null ? null : declaredRung(one.rung);
      return !one.paused && (reached !== null && names.includes(reached) ? reached : null) === rung;
    });
  const field = `$rung.${hint.ladder}`;
  const running = pausing.length === 0 ? [] : [`$state!=${pausing.join(',')}`];
  const row = (rung: string | null, title: string, after: string | null) => ({
    ...{ rung, title, after, paused: false },
    ...totalOf(on(rung)),
    where: [...where, ...running, rung === null ? `${field}!=${names.join(',')}` : `${field}=${rung}`],
  });
  const historic = row(historicRung, 'Late before you went live', null);
  return [
    row(null, 'Before the first rung', null),
    ...declared.map((rung) =>
      row(rung.name, rungTitle(flow.definition, hint.ladder, rung.name), rungTimesText(flow, hint.ladder, rung, now)),
    ),
    ...(historic.cases === 0 ? [] : [historic]),
    ...(pausing.length === 0
      ? []
      : [
          {
            ...{ rung: null, title: 'Paused', after: null, paused: true },
            ...totalOf(late.filter(({ paused }) => paused)),
            where: [...where, `$state=${pausing.join(',')}`],
          },
        ]),
  ];
}

async function promisesOf(
  throughline: Throughline,
  flow: CompiledFlow,
  { hint, where, context, selection }: Asked & { readonly hint: PackReceivables; readonly selection: OwedSelection },
): Promise<Receivables['promises']> {
  const { promised, open } = hint;
  const { visible, now } = context;
  const filters = [...where, `$state=${promised.state}`, `${open}>0`];
  const query = { flow: hint.flow, open: true, where: readFilters(flow, filters), ...visible.selection(hint.flow) };
  const { engine, pool } = throughline;
  const [totals, page, ended] = await Promise.all([
    engine.totals(query, { sum: open, by: hint.currency }),
    engine.list({ ...query, limit: 1000 }),
    untilWritten(throughline, JSON.stringify(['promises left', now - (now % hourMs), selection.scope]), () =>
      readLeft(pool, {
        flow: hint.flow,
        state: promised.state,
        types: leaving(flow, promised.state),
        since: now - promiseDays * dayMs,
        scope: selection.scope,
      }),
    ),
  ]);
  const today = formatDay(dayOf(calendarOf(flow.calendar.timeZone), now));
  const flowOf = await loadFlows(throughline, page.cases);
  const rows = await caseRows(throughline, page.cases, { now, visible });
  const items = page.cases.map((found, index) => {
    const on = found.data[promised.on];
    const row = rows[index];
    return {
      case: nameOf(flowOf(found), found),
      subject: subjectOf(flowOf(found), found.data) ?? null,
      on: typeof on === 'string' ? on : null,
      late: typeof on === 'string' && on < today,
      amount: row === undefined ? null : worthOf(flowOf(found), row, found.data),
    };
  });
  return {
    cases: totals.cases,
    amounts: amountsOf(totals.sums.map(({ by, sum }) => ({ amount: sum, currency: by }))),
    where: filters,
    items: items.sort((a, b) => ((a.on ?? '~') < (b.on ?? '~') ? -1 : 1)).slice(0, promisesMax),
    ended:
      where.length > 0
        ? []
        : ended.slice(0, 20).map(({ state, count }) => ({ state, count, title: flow.definition.states[state]?.title ?? state })),
    since: iso(now - promiseDays * dayMs),
  };
}

/** Types of event by which a state can be left. */
function leaving({ definition }: CompiledFlow, state: string): readonly string[] {
  return [
    ...Object.keys(definition.states[state]?.on ?? {}),
    ...Object.keys(definition.events ?? {}),
    'rung',
    'repair',
    'approve',
  ];
}
