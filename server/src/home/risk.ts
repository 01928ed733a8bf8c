import type { Money, Risk } from '@throughline/api';
import {
  addDuration,
  type CompiledFlow,
  dayOf,
  formatDay,
  historicRung,
  type Millis,
  type PackRisk,
  rungTitle,
} from '@throughline/language';
import type { Seeing } from '../cases/case-row.ts';
import { newestFlow } from '../cases/flow-book.ts';
import { caseNames } from '../cases/names.ts';
import { declaredRung, declaredRungs, rungTimesText } from '../cases/rungs.ts';
import { untilWritten } from '../sql/until-written.ts';
import type { Throughline } from '../throughline.ts';
import { entitiesOf } from '../visible/scope-columns.ts';
import { type LateCases, readLateCases, readNextDue } from './risk-figures.ts';
import { rungsSoon, type Soon } from './rungs-soon.ts';

/** How far ahead the page looks. */
export const soonDays = 7;

/** Money that is late, by how far its ladder has got; each currency by itself. `null`: there is no case that could be late. */
export async function moneyAtRisk(throughline: Throughline, risk: PackRisk, { now, visible }: Seeing): Promise<Risk | null> {
  if (!(await hasCases(throughline, risk.flow))) return null;
  const flow = await newestFlow(throughline, risk.flow);
  const ladder = flow.ladders.get(risk.ladder);
  if (ladder === undefined) return null;
  // Without the amount, its currency or the day there are no figures of money that is late.
  if ([risk.open, risk.currency, risk.dueOn].some((field) => visible.column(flow.name, field) !== 'shown')) return null;
  const entities = entitiesOf(visible, risk.flow);
  const steps = stepsOf(flow, declaredRungs(flow, risk.ladder), now);
  const days = steps.map(({ due }) => due.to);
  const today = formatDay(dayOf(flow.calendar, now));
  const [late, soon] = await Promise.all([
    untilWritten(throughline, JSON.stringify(['late cases', risk, today, days, entities]), () =>
      readLateCases(throughline.pool, { risk, pausing: [...ladder.pauseWhile], today, days, entities }),
    ),
    rungsSoon(throughline, risk, { now, until: now + soonDays * 86_400_000, visible }),
  ]);
  const running = late.filter(({ paused }) => !paused);
  // A rung that only older versions of the flow have stands with those before the first; one that comes again is one row.
  const declared = declaredRungs(flow, risk.ladder);
  const names = new Set([...declared.map(({ name }) => name), historicRung]);
  const on = (rung: string | null) => (one: { readonly rung: string | null }) =>
    (one.rung !== null && names.has(declaredRung(one.rung)) ? declaredRung(one.rung) : null) === rung;
  const row = (rung: string | null) => rowOf(running.filter(on(rung)), soon.filter(on(rung)));
  const next = late.length === 0 ? await nextDue(throughline, { risk, today, entities }) : null;
  return {
    flow: risk.flow,
    ladder: risk.ladder,
    dueOn: risk.dueOn,
    open: risk.open,
    currency: risk.currency,
    noun: risk.noun,
    ...rowOf(late, soon),
    soonAsking: soonAsking(flow, risk, soon),
    rungs: [
      { rung: null, title: 'Before the first rung', after: null, ...row(null) },
      ...declared.map((rung) => ({
        rung: rung.name,
        title: rungWords(flow, risk.ladder, rung),
        after: rungTimesText(flow, risk.ladder, rung, now),
        ...row(rung.name),
      })),
    ],
    lateBefore: {
      rung: historicRung,
      title: 'Late before you went live: nothing was sent',
      ...row(historicRung),
      ages: agesOf(steps, running.filter(on(historicRung))),
    },
    paused: {
      ...rowOf(
        late.filter(({ paused }) => paused),
        [],
      ),
      states: [...ladder.pauseWhile],
    },
    nextDue: next,
  };
}

async function hasCases({ pool }: Throughline, flow: string): Promise<boolean> {
  const { rows } = await pool.query<{ has: boolean }>('select exists (select from throughline.case_ where flow = $1) as has', [
    flow,
  ]);
  return rows[0]?.has === true;
}

type Step = Pick<Risk['lateBefore']['ages'][number], 'days' | 'due'>;

/** How late a case can be, in the steps of a ladder: from its first day to the first rung, from there to the second, and so on. */
function stepsOf(
  flow: CompiledFlow,
  rungs: readonly { readonly after: Parameters<typeof addDuration>[2] }[],
  now: Millis,
): readonly Step[] {
  const today = dayOf(flow.calendar, now);
  const lengths = rungs.map(({ after }) => dayOf(flow.calendar, addDuration(flow, now, after, { now })) - today);
  const starts = [...new Set([1, ...lengths.filter((length) => length > 1)])].sort((a, b) => a - b);
  return starts.map((from, index) => {
    const next = starts[index + 1];
    return {
      days: { from, to: next === undefined ? null : next - 1 },
      due: { from: next === undefined ? null : formatDay(today - next + 1), to: formatDay(today - from) },
    };
  });
}

function agesOf(steps: readonly Step[], late: readonly LateCases[]): Risk['lateBefore']['ages'] {
  return steps.map((step, index) => {
    const { cases, amounts } = rowOf(
      late.filter(({ age }) => age === index + 1),
      [],
    );
    return { ...step, cases, amounts };
  });
}

function rowOf(late: readonly LateCases[], soon: readonly Soon[]) {
  return { cases: total(late, ({ cases }) => cases), amounts: amountsOf(late), soon: soon.length };
}

function total<T>(all: readonly T[], of: (one: T) => number): number {
  return all.reduce((sum, one) => sum + of(one), 0);
}

/** What amounts come to in each currency, by its code; amounts without one last. */
export function amountsOf(all: readonly { readonly amount: number; readonly currency: string | null }[]): Money[] {
  const sums = new Map<string | null, number>();
  for (const { amount, currency } of all) sums.set(currency, (sums.get(currency) ?? 0) + amount);
  return [...sums]
    .map(([currency, amount]) => ({ amount, currency }))
    .sort((a, b) => ((a.currency ?? '~') < (b.currency ?? '~') ? -1 : 1));
}

interface Rung {
  readonly name: string;
  readonly approval?: unknown;
}

function rungWords(flow: CompiledFlow, ladder: string, { name, approval }: Rung): string {
  const title = rungTitle(flow.definition, ladder, name);
  return approval === undefined ? title : `${title}, to approve`;
}

function soonAsking(flow: CompiledFlow, { ladder }: PackRisk, soon: readonly Soon[]): Risk['soonAsking'] {
  const asking = declaredRungs(flow, ladder).filter(({ approval }) => approval !== undefined);
  return asking.flatMap(({ name }) => {
    const count = soon.filter(({ fires }) => declaredRung(fires) === name).length;
    return count === 0 ? [] : [{ name, title: rungTitle(flow.definition, ladder, name), count }];
  });
}

async function nextDue(throughline: Throughline, of: Parameters<typeof readNextDue>[1]): Promise<Risk['nextDue']> {
  const next = await readNextDue(throughline.pool, of);
  if (next === undefined) return null;
  const name = (await caseNames(throughline, [next.id])).get(next.id);
  return name === undefined ? null : { case: name, on: next.on };
}
