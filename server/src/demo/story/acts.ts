import type { Submission } from '@throughline/engine';
import type { JsonObject, Millis } from '@throughline/language';
import { actorOf, automation, headquarters } from '../company.ts';

/*
 * What the people of systems do on days that the story says, whatever chance draws: they keep the catalogue, weigh requests, agree on
 * changes, and lead incidents. Each act is what its person asks for, at an hour at which the company works.
 */

/** What somebody asks of a case on a day. */
export interface Act {
  /** A working day, `YYYY-MM-DD`. */
  readonly on: string;
  /** In UTC, one of the hours at which the company works. Default 8. */
  readonly hour?: 8 | 14;
  /** The beginning of a mail address, `lea.winter`; or the name of a program. */
  readonly who: string;
  readonly flow: string;
  readonly key: string;
  readonly type: string;
  readonly data?: JsonObject;
  readonly reason?: string;
}

export function instantOf({ on, hour = 8 }: Pick<Act, 'on' | 'hour'>): Millis {
  return Date.parse(`${on}T00:00:00Z`) + hour * 3_600_000;
}

/** Requests belong to no legal unit, but to the company as a whole. */
const ofWholeCompany: ReadonlySet<string> = new Set(['request', 'plan', 'roadmap-item', 'feedback']);
const wholeCompany = 'company';

export function entityOf(flow: string): string {
  return ofWholeCompany.has(flow) ? wholeCompany : headquarters.name;
}

export function submissionOf({ who, flow, key, type, data = {}, reason }: Act): Submission {
  // A program holds the role that is named as it is.
  const actor = actorOf(`${who}@halden.example`) ?? { ...automation(who), roles: [who] };
  return {
    case: { flow, entity: entityOf(flow), key },
    input: { kind: 'command', type, data, actor, ...(reason === undefined ? {} : { reason }) },
  };
}

const dayMs = 86_400_000;

/** So many working days after a day, or before it. */
export function workingDay(day: string, offset: number): string {
  const step = Math.sign(offset) * dayMs;
  let at = Date.parse(day);
  for (let left = Math.abs(offset); left > 0; ) {
    at += step;
    const weekday = new Date(at).getUTCDay();
    if (weekday !== 0 && weekday !== 6) left -= 1;
  }
  return new Date(at).toISOString().slice(0, 10);
}
