import type { Action, Person } from '@throughline/api';
import { words } from './words.ts';

/** Says of what needs a role who holds it. */
export function withHolders(actions: readonly Action[], people: readonly Person[]): readonly Action[] {
  return actions.map((action) => {
    const { why } = action;
    if (action.allowed || why?.code !== 'role-required' || people.length === 0) return action;
    return { ...action, why: { ...why, message: `${sentence(why.message)} ${heldBy(why.message, people)}` } };
  });
}

const namesMax = 3;

function heldBy(message: string, people: readonly Person[]): string {
  const needed = message
    .replace(/^.*needs the role /, '')
    .toLowerCase()
    .split(/, | or /);
  const holders = people.filter(({ roles }) =>
    roles.some(({ name, title }) => needed.includes(name.toLowerCase()) || needed.includes(title.toLowerCase())),
  );
  if (holders.length === 0) return words.nobodyHereHolds;
  const named = holders.slice(0, namesMax).map(({ name }) => name);
  const more = holders.length - named.length;
  const all = more > 0 ? [...named, words.more(more)] : named;
  const names = all.length === 1 ? all.join('') : words.and(all.slice(0, -1).join(', '), all.at(-1));
  return words.heldBy(names);
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
