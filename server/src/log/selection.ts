import type { QueryOf, Routes } from '@throughline/api';
import { isCaseId, type LogSelection, type Seen } from '@throughline/engine';
import { calendarOf, dayNumber, instantOf, type Millis } from '@throughline/language';
import { asRequested } from '../cases/filters.ts';
import { newestFlows } from '../cases/flow-book.ts';
import { ThroughlineError } from '../errors.ts';
import type { Throughline } from '../throughline.ts';
import type { Visible } from '../visible/visible.ts';

export type LogQuestion = Omit<QueryOf<Routes['GET /{database}/log']>, 'limit' | 'after'>;

const casesMax = 100;

/**
 * A question of an address as the engine takes it: what may be seen is part of it. `undefined`: no case has that key, so there is nothing to look for.
 *
 * @throws ThroughlineError filter-invalid
 */
export async function readQuestion(
  throughline: Throughline,
  visible: Visible,
  question: LogQuestion,
): Promise<LogSelection | undefined> {
  const { flow, type, kind, actor, entity, key, deviation, manual, from, to } = question;
  const cases = await casesMeant(throughline, visible, question);
  if (key !== undefined && cases?.length === 0) return undefined;
  const seen = seenBy(visible);
  return {
    ...(flow === undefined ? {} : { flow }),
    ...(type === undefined || type.length === 0 ? {} : { types: type }),
    ...(kind === undefined ? {} : { kind }),
    ...(actor === undefined ? {} : { principal: actor }),
    ...(entity === undefined ? {} : { entity }),
    ...(deviation === true ? { deviation } : {}),
    ...(manual === true ? { manual } : {}),
    ...(from === undefined ? {} : { from: await readInstant(throughline, from, 'from') }),
    ...(to === undefined ? {} : { to: await readInstant(throughline, to, 'to') }),
    ...(cases === undefined ? {} : { cases }),
    ...(seen === undefined ? {} : { seen }),
  };
}

/** The cases of which events are wanted, each with what it owns; `undefined`: of any. */
async function casesMeant(
  throughline: Throughline,
  visible: Visible,
  { key, case: id, flow }: LogQuestion,
): Promise<readonly string[] | undefined> {
  if (key === undefined && id === undefined) return undefined;
  const { engine } = throughline;
  const named = id === undefined ? [] : isCaseId(id) ? [id] : [];
  if (key !== undefined) {
    for (const { name } of await newestFlows(throughline)) {
      if (named.length >= casesMax) break;
      const where = [{ field: '$key', comparison: '=', values: [key] } as const];
      const { cases } = await asRequested(() =>
        engine.list({ flow: name, where, limit: casesMax - named.length, ...visible.selection(name) }),
      );
      named.push(...cases.map((found) => found.id));
    }
  }
  // Whoever asks for a flow wants its cases, not what they own.
  if (flow !== undefined && flow !== 'exception' && flow !== 'task') return named;
  const owned = await Promise.all(named.map((each) => engine.children(each)));
  return [...named, ...owned.flat().map((child) => child.id)].slice(0, 500);
}

/** What may be seen, by flows; `undefined`: everything. */
function seenBy(visible: Visible): Seen | undefined {
  const scopes = visible.flows();
  if (scopes === undefined) return undefined;
  return {
    everywhere: scopes.flatMap(({ flow, entities }) => (entities === undefined ? [flow] : [])),
    within: scopes.flatMap(({ flow, entities = [] }) => entities.map((entity) => ({ flow, entity }))),
  };
}

/** A day begins where the company is. */
async function readInstant(throughline: Throughline, text: string, place: string): Promise<Millis> {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) {
    const day = dayNumber(text);
    const [flow] = await newestFlows(throughline);
    if (day !== undefined) return flow === undefined ? Date.parse(text) : instantOf(calendarOf(flow.calendar.timeZone), day, 0);
  } else if (/^\d{4}-\d{2}-\d{2}T/.test(text) && Number.isFinite(Date.parse(text))) return Date.parse(text);
  throw new ThroughlineError('filter-invalid', `"${text}" is neither a day nor an instant`, {
    place,
    expected: 'such as 2026-11-01 or 2026-11-01T08:00:00Z',
  });
}
