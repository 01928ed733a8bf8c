import type { EventView } from '@throughline/engine';
import { type CompiledFlow, eventTitle, inWords, isJsonObject, ladderTitle, rungTitle } from '@throughline/language';
import type { Throughline } from '../throughline.ts';
import { isBirth } from './birth.ts';
import { ladderRungTitle } from './case-row.ts';
import { actorName } from './names.ts';

type Titled = Pick<EventView, 'type' | 'from' | 'to' | 'input' | 'outcome'>;
type House = Pick<Throughline, 'database'>;

/** What happened, for people: the flow's own title, or words for what the kernel does. */
export function titleOfEvent(house: House, flow: CompiledFlow, event: Titled): string {
  if (isBirth(event)) return 'Created';
  return builtInTitles[event.type]?.(house, flow, event) ?? eventTitle(flow.definition, event.type);
}

const builtInTitles: Readonly<Record<string, (house: House, flow: CompiledFlow, event: Titled) => string>> = {
  rung: (_, flow, { input, outcome }) => {
    const name = outcome.fired ?? outcome.awaiting ?? `${input?.['ladder']}/${input?.['rung']}`;
    return outcome.awaiting === undefined ? ladderRungTitle(flow, name) : `${ladderRungTitle(flow, name)}, to be approved`;
  },
  expected: (_, flow, { input }) => `${eventTitle(flow.definition, String(input?.['type']))}, waits for its case`,
  overdue: () => 'Target time passed',
  approve: (_, flow, { input }) => `Approved: ${aboutApproval(flow, input?.['of'])}`,
  decline: (_, flow, { input }) => `Declined: ${aboutApproval(flow, input?.['of'])}`,
  revise: () => 'Revised',
  assign: (house, _, { input }) => `Assigned to ${actorName(house, String(input?.['to'])).name}`,
  comment: () => 'Comment',
  link: () => 'Linked',
  repair: () => 'Repaired',
  'skip-rung': (_, flow, { input }) => `Passed over: ${ladderRungTitle(flow, `${input?.['ladder']}/${input?.['rung']}`)}`,
  replay: () => 'Derived anew',
  merge: () => 'Merged into another',
  retract: () => 'Taken back',
  rekey: (_, __, { input }) => `Renamed to ${String(input?.['key'] ?? 'another key')}`,
  alias: () => 'A name of another case',
  migrate: (_, __, { input }) => `Taken ${input?.['back'] === true ? 'back ' : ''}to version ${String(input?.['to'])}`,
  erase: () => 'Personal data erased',
  'legal-hold': () => 'Legal hold',
  'lift-legal-hold': () => 'Legal hold lifted',
  resend: () => 'Effect to be tried again',
  'settle-effect': (_, __, { input }) => `Effect settled: ${String(input?.['outcome'])}`,
  'child-closed': (_, flow, { input }) => titleOfClosedChild(flow, String(input?.['child'])),
  'effect-failed': () => 'An effect failed',
};

/** What an approval of some name is about: an event of the flow, or a rung. */
export function aboutApproval(flow: CompiledFlow, of: unknown): string {
  const name = String(of);
  return name.includes('/') ? ladderRungTitle(flow, name) : eventTitle(flow.definition, name);
}

/** `exception/partialPayment#1`, `task/dunning/finance#2`. */
function titleOfClosedChild(flow: CompiledFlow, child: string): string {
  const cut = child.indexOf('/');
  const name = child.slice(cut + 1).replace(/#\d+$/, '');
  if (child.slice(0, cut) === 'exception') return `Exception resolved: ${flow.exceptions.get(name)?.title ?? inWords(name)}`;
  if (child.slice(0, cut) !== 'task') return `Ended: ${child.replace('/', ' ')}`;
  const [ladder = '', rung] = name.split('/');
  const about =
    rung === undefined
      ? eventTitle(flow.definition, name)
      : `${ladderTitle(flow.definition, ladder)}, ${rungTitle(flow.definition, ladder, rung)}`;
  return `Task done: ${about}`;
}

/** What somebody wrote as a comment. */
export function commentOf({ type, input }: Pick<EventView, 'type' | 'input'>): string | undefined {
  const text = type === 'comment' && isJsonObject(input ?? undefined) ? input?.['text'] : undefined;
  return typeof text === 'string' ? text : undefined;
}
