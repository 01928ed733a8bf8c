import type { CaseEvent } from '@throughline/api';
import { hiddenText } from '@throughline/api';
import type { CaseView, EffectView, EventView } from '@throughline/engine';
import {
  type Calendar,
  type CompiledFlow,
  dayOf,
  eventTitle,
  exceptionTitle,
  inWords,
  isJsonObject,
  type Millis,
} from '@throughline/language';
import type { Hidden } from '../visible/visible.ts';
import { ladderRungTitle } from './case-row.ts';
import { addressOf, isSimulated } from './effects.ts';
import { aboutApproval, commentOf } from './event-title.ts';
import { roleName } from './names.ts';

type Outcome = CaseEvent['outcomes'][number];

/** What is known of a case beside its events. */
export interface Surroundings {
  readonly flow: CompiledFlow;
  /** That of the case. */
  readonly calendar: Calendar;
  /** Owned cases by flow and key, such as `task/dunning/finance#1`. */
  readonly children: ReadonlyMap<string, CaseView>;
  readonly effects: ReadonlyMap<string, EffectView>;
  /** Whether the reader sees to whom mails go. */
  readonly recipients: 'shown' | Hidden;
}

const outcomesMax = 100;

/** What came of an event, one line each. */
export function outcomesOf(around: Surroundings, event: EventView): Outcome[] {
  const { flow } = around;
  const { outcome } = event;
  const about = (name: string) => aboutApproval(flow, name);
  const rungs = (names: readonly string[]) => names.map((name) => ladderRungTitle(flow, name)).join(', ');
  const lines: (Outcome | undefined)[] = [
    line('comment', commentOf(event)),
    ...(outcome.raised ?? []).map((kind) => line('raised', `Raised: ${titleOfException(flow, kind)}`)),
    ...(outcome.resolved ?? []).map((kind) => line('resolved', `Resolved: ${titleOfException(flow, kind)}`)),
    outcome.awaiting === undefined ? undefined : line('awaiting', `Waits for approval: ${about(outcome.awaiting)}`),
    ...(outcome.tasks ?? []).map((name) => line('task', taskText(around, event, name))),
    ...(outcome.effects ?? []).map((key) => line('effect', effectText(around, event, key))),
    ...(outcome.sent ?? []).map((name) => line('sent', sentText(flow, name))),
    outcome.superseded === undefined ? undefined : line('superseded', `Passed over: ${rungs(outcome.superseded)}`),
    outcome.stopped === undefined ? undefined : line('stopped', `Ended: ${rungs(outcome.stopped)}`),
    outcome.overtaken === undefined ? undefined : line('overtaken', `Overtaken, as is known now: ${rungs(outcome.overtaken)}`),
    outcome.missing === undefined || outcome.missingRoles !== undefined
      ? undefined
      : line('missing', outcome.missing === 1 ? 'One more must approve' : `${outcome.missing} more must approve`),
    outcome.missingRoles === undefined
      ? undefined
      : line('missing', `Still to agree: ${outcome.missingRoles.map((role) => roleName(flow, role).title).join(', ')}`),
    ...(outcome.voided ?? []).map((name) => line('voided', `No longer to be approved: ${about(name)}`)),
    outcome.manual === true ? line('manual', 'Done by hand: the flow lets an automation do it, or it was a repair') : undefined,
    lateText(around, event),
    outcome.late === true ? line('late', 'Older than the state: the case stays where it is') : undefined,
    ...(outcome.failures ?? []).map((text) => line('failure', text)),
  ];
  return lines.filter((each) => each !== undefined).slice(0, outcomesMax);
}

function line(kind: string, text: string | undefined): Outcome | undefined {
  return text === undefined ? undefined : { kind, text };
}

const minuteMs = 60_000;

/** How long after it was due something happened, where that is more than a server in good order needs: nobody worked, or it was not known to be due. */
function lateText({ calendar }: Surroundings, { kind, outcome, occurredAt }: EventView): Outcome | undefined {
  const { due } = outcome;
  if (kind !== 'deadline' || due === undefined) return undefined;
  const minutes = Math.floor((occurredAt - due) / minuteMs);
  return minutes < 1
    ? undefined
    : line('overdue', `${inTwoUnits(minutes)} late: it was due ${localTime(calendar, due, occurredAt)}`);
}

/** `3 d 4 h`, `2 h 5 min`, `7 min` */
function inTwoUnits(minutes: number): string {
  const parts = [
    [Math.floor(minutes / 1440), 'd'],
    [Math.floor(minutes / 60) % 24, 'h'],
    [minutes % 60, 'min'],
  ] as const;
  const first = parts.findIndex(([count]) => count > 0);
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ');
}

function titleOfException({ definition, exceptions }: CompiledFlow, kind: string): string {
  return exceptions.get(kind)?.title ?? exceptionTitle(definition, kind);
}

/** The task marks an approval: that waits, and says so itself. */
function taskText({ flow, children }: Surroundings, { patch }: EventView, name: string): string | undefined {
  if (name.startsWith('approve ')) return undefined;
  const slots = patch?.clocks?.['children'];
  const slot = isJsonObject(slots) ? slots[`task/${name}`] : undefined;
  const ordinal = isJsonObject(slot) ? slot['count'] : undefined;
  const task = children.get(`task/${name}#${ordinal}`);
  if (task === undefined) return `Task: ${name.includes('/') ? ladderRungTitle(flow, name) : eventTitle(flow.definition, name)}`;
  return `Task for ${roleName(flow, String(task.data['owner'])).title}: ${String(task.data['title'])}`;
}

function effectText({ calendar, effects, recipients }: Surroundings, { occurredAt }: EventView, key: string): string {
  const effect = effects.get(key);
  if (effect === undefined) return `Mail ${key}`;
  const { to, subject } = addressOf(effect);
  return `Mail "${subject ?? ''}" to ${recipients === 'shown' ? (to ?? 'nobody') : hiddenText}: ${progressOf(calendar, effect, occurredAt)}`;
}

const progress: Readonly<Record<EffectView['status'], string>> = {
  pending: 'waits to be sent',
  held: 'held back',
  done: 'sent',
  refused: 'refused',
  dead: 'could not be sent',
  unknown: 'not known whether it was sent',
  cancelled: 'cancelled',
};

function progressOf(calendar: Calendar, effect: EffectView, occurredAt: Millis): string {
  const words = isSimulated(effect) ? 'simulated' : progress[effect.status];
  return effect.finishedAt === null || isSimulated(effect)
    ? words
    : `${words} ${localTime(calendar, effect.finishedAt, occurredAt)}`;
}

/** The time of day in the zone of the case; with its day where that is another. */
function localTime(calendar: Calendar, instant: Millis, beside: Millis): string {
  const isSameDay = dayOf(calendar, instant) === dayOf(calendar, beside);
  const { timeZone } = calendar;
  const time = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format(instant);
  if (isSameDay) return time;
  return `${new Intl.DateTimeFormat('en-GB', { timeZone, day: 'numeric', month: 'short', year: 'numeric' }).format(instant)}, ${time}`;
}

/** `order/settle`: what another case was told, or the case itself. */
function sentText({ name: own, definition }: CompiledFlow, name: string): string {
  const [flow = '', event = ''] = name.split('/');
  return `Told ${inWords(flow).toLowerCase()}: ${(flow === own ? eventTitle(definition, event) : inWords(event)).toLowerCase()}`;
}
