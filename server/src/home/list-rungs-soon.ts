import type { ResponseOf, Routes } from '@throughline/api';
import { type CompiledFlow, rungTitle } from '@throughline/language';
import { caseRows, iso, type Seeing } from '../cases/case-row.ts';
import { caseViews } from '../cases/case-views.ts';
import { loadFlows, newestFlow } from '../cases/flow-book.ts';
import { declaredRung } from '../cases/rungs.ts';
import { subjectSeen } from '../cases/subject.ts';
import { ThroughlineError } from '../errors.ts';
import type { Throughline } from '../throughline.ts';
import { readCursor, writeCursor } from '../work/page-cursor.ts';
import { worthOf } from '../work/pending-approvals.ts';
import { soonDays } from './risk.ts';
import { rungsSoon, type Soon } from './rungs-soon.ts';

type RungSoon = ResponseOf<Routes['GET /{database}/rungs']>['items'][number];

export interface RungsQuery {
  readonly flow: string;
  readonly ladder: string;
  /** Only cases that have reached this rung; `$none`: none yet; `$historic`: late before they were live. */
  readonly reached?: string;
  readonly limit: number;
  readonly after?: string;
}

/**
 * The rungs of a ladder that fire in the next days, as the first page counts them; the soonest first.
 *
 * @throws ThroughlineError flow-unknown, field-unknown, cursor-invalid
 */
export async function listRungsSoon(
  throughline: Throughline,
  context: Seeing,
  { limit, after, reached, ...of }: RungsQuery,
): Promise<{ readonly items: RungSoon[]; readonly next?: string }> {
  requireLadder(await newestFlow(throughline, of.flow), of.ladder);
  const question = ['rungs', of.flow, of.ladder, reached ?? null];
  const place = after === undefined ? undefined : readCursor(question, after);
  const all = await rungsSoon(throughline, of, {
    ...{ now: context.now, visible: context.visible },
    until: context.now + soonDays * 86_400_000,
  });
  const chosen = all.filter(({ rung }) => reached === undefined || standsOn(rung, reached)).sort(inOrder);
  const rest = place === undefined ? chosen : chosen.filter((one) => compare(placeOf(one), place) > 0);
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  const hasNext = last !== undefined && rest.length > limit;
  return {
    items: await views(throughline, context, of.ladder, page),
    ...(hasNext ? { next: writeCursor(question, placeOf(last)) } : {}),
  };
}

/** A rung that comes again is asked for by its name alone. */
function standsOn(rung: string | null, reached: string): boolean {
  return reached === '$none' ? rung === null : rung !== null && (rung === reached || declaredRung(rung) === reached);
}

function requireLadder(flow: CompiledFlow, ladder: string): void {
  if (flow.ladders.has(ladder)) return;
  throw new ThroughlineError('field-unknown', `${flow.name} has no ladder called ${ladder}`, {
    place: 'ladder',
    expected: [...flow.ladders.keys()].join(', '),
  });
}

const placeOf = (one: Soon): (string | number)[] => [one.dueAt, one.id, one.fires];
const inOrder = (a: Soon, b: Soon) => compare(placeOf(a), placeOf(b));

function compare(a: readonly (string | number)[], b: readonly (string | number | null)[]): number {
  for (const [index, one] of a.entries()) {
    const other = b[index] ?? '';
    if (one !== other) return one < other ? -1 : 1;
  }
  return 0;
}

async function views(throughline: Throughline, context: Seeing, ladder: string, page: readonly Soon[]): Promise<RungSoon[]> {
  const cases = await caseViews(
    throughline,
    page.map(({ id }) => id),
  );
  const rows = new Map((await caseRows(throughline, [...cases.values()], context)).map((row) => [row.id, row]));
  const flowOf = await loadFlows(throughline, [...cases.values()]);
  return page.flatMap(({ id, fires, dueAt }): RungSoon[] => {
    const [found, row] = [cases.get(id), rows.get(id)];
    if (found === undefined || row === undefined) return [];
    const flow = flowOf(found);
    const rung = flow.ladders.get(ladder)?.rungs.find(({ name }) => name === fires);
    return [
      {
        case: row,
        subject: subjectSeen(flow, found, context.visible.hidden(flow, found.entity)),
        amount: worthOf(flow, row, found.data),
        name: fires,
        title: rungTitle(flow.definition, ladder, fires),
        needsPerson: rung?.approval !== undefined,
        dueAt: iso(dueAt),
      },
    ];
  });
}
