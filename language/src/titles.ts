import { mergedState, retractedState } from './built-in.ts';
import type { FlowDefinition } from './definition/flow.ts';

/** What people read for an event: its title, else its name in words. Built-in events have their names alone. */
export function eventTitle(flow: FlowDefinition, event: string): string {
  return builtInTitles[event] ?? titleIn(flow.events, event);
}

/** Events of the kernel whose names alone would not tell what they do. */
const builtInTitles: Readonly<Record<string, string>> = {
  'skip-rung': 'Skip a rung',
  replay: 'Derive anew from the log',
  merge: 'Merge into another case',
  rekey: 'Give another key',
  retract: 'Take back',
  alias: 'Another name of a case',
  migrate: 'Go over to another version',
  erase: 'Erase what is personal',
  'legal-hold': 'Legal hold',
  'lift-legal-hold': 'Lift the legal hold',
  resend: 'Send again',
  'settle-effect': 'Say how it ended',
};

/** What people read for a state: its title, else its name in words. */
export function stateTitle(flow: FlowDefinition, state: string): string {
  if (state === mergedState) return 'Merged into another';
  return state === retractedState ? 'Taken back' : titleIn(flow.states, state);
}

/** What people read for a kind of exception: its title, else its name in words. */
export function exceptionTitle(flow: FlowDefinition, kind: string): string {
  return titleIn(flow.exceptions, kind);
}

/** A ladder's title, else its name in words. */
export function ladderTitle(flow: FlowDefinition, ladder: string): string {
  return titleIn(flow.ladders, ladder);
}

/**
 * What people read for a rung of a ladder: its title, else its name in words; also for one that only older versions of the flow
 * have. One that comes again says which time it is: `Reminder (2nd time)`.
 */
export function rungTitle(flow: FlowDefinition, ladder: string, rung: string): string {
  const ladders = flow.ladders ?? {};
  const rungs = Object.hasOwn(ladders, ladder) ? ladders[ladder]?.rungs : undefined;
  const found = rungs?.find(({ name }) => name === rung);
  const [, first, time] = found === undefined ? (/^(.+)#(\d+)$/.exec(rung) ?? []) : [];
  if (first !== undefined && time !== undefined) return `${rungTitle(flow, ladder, first)} (${ordinal(Number(time))} time)`;
  return found?.title ?? inWords(rung);
}

/** `2nd`, `3rd`, `11th`. */
function ordinal(n: number): string {
  const isTeen = n % 100 >= 11 && n % 100 <= 13;
  return `${n}${(isTeen ? undefined : ['th', 'st', 'nd', 'rd'][n % 10]) ?? 'th'}`;
}

/** Roles without a title stay as they are: their names are what people are given. */
export function roleTitle(flow: FlowDefinition, role: string): string {
  return entry(flow.roles, role)?.title ?? role;
}

/** What people read for a field of the data or a computed one: its title, that of its column, else its name in words. */
export function fieldTitle(flow: FlowDefinition, field: string): string {
  const { properties } = flow.data as { properties?: Titled };
  return entry(properties, field)?.title ?? titleIn(flow.columns, field);
}

/** A condition for people: fields that must be there by their titles, anything else as it is written. */
export function conditionText(flow: FlowDefinition, source: string): string {
  const fields = source.split('&&').map((part) => /^\s*has\(data\.(\w+)\)\s*$/.exec(part)?.[1]);
  if (!fields.every((field) => field !== undefined)) return source;
  return fields.map((field) => fieldTitle(flow, field)).join(' and ');
}

type Titled = Readonly<Record<string, { readonly title?: string }>>;

function titleIn(declared: Titled | undefined, name: string): string {
  return entry(declared, name)?.title ?? inWords(name);
}

function entry(declared: Titled | undefined, name: string): Titled[string] | undefined {
  return declared !== undefined && Object.hasOwn(declared, name) ? declared[name] : undefined;
}

/** `partially_paid`, `breakPromise` and `child-closed` are `Partially paid`, `Break promise` and `Child closed`. */
export function inWords(name: string): string {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[_\-\s]+/g, ' ')
    .trim()
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
