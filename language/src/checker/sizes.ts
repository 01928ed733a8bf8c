import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { type Finding, finding } from './finding.ts';

/** What is larger is no definition that people could read, and is not looked at further. */
const limits = { values: 50_000, characters: 2_000_000, transitions: 2000, rungs: 2000, expressions: 20_000 } as const;
/** How many there are at most, by the member that declares them. */
const membersMax = {
  states: 200,
  events: 500,
  exceptions: 500,
  parameters: 500,
  roles: 500,
  mails: 500,
  destinations: 100,
  links: 200,
  children: 100,
  ladders: 100,
  calendars: 50,
  computed: 200,
} as const;

/** Whether a document is larger than a definition can be: it is counted, and nothing else is done with it. */
export function tooLarge(document: Json): Finding | undefined {
  const waiting: Json[] = [document];
  let values = 0;
  let characters = 0;
  while (waiting.length > 0) {
    const value = waiting.pop() as Json;
    values++;
    if (typeof value === 'string') characters += value.length;
    else if (typeof value === 'object' && value !== null) {
      for (const [key, member] of Object.entries(value)) {
        characters += key.length;
        waiting.push(member as Json);
        if (waiting.length > limits.values) break;
      }
    }
    if (values + waiting.length > limits.values) return larger('', `${limits.values} values`);
    if (characters > limits.characters) return larger('', `${limits.characters} characters`);
  }
  return tooManyParts(document);
}

function tooManyParts(document: Json): Finding | undefined {
  if (!isJsonObject(document)) return undefined;
  for (const [member, most] of Object.entries(membersMax))
    if (sizeOf(document[member], false) > most) return larger(`/${member}`, `${most} ${member}`);
  const { states, start, ladders } = document;
  const lists = [start, ...membersOf(states).map((state) => (isJsonObject(state) ? state.on : undefined))];
  if (lists.reduce((sum: number, on) => sum + sizeOf(on, true), 0) > limits.transitions)
    return larger('/states', `${limits.transitions} transitions`);
  if (membersOf(ladders).reduce((sum: number, ladder) => sum + rungsOf(ladder), 0) > limits.rungs)
    return larger('/ladders', `${limits.rungs} rungs, those that come again counted each time`);
  return mailExpressions(document) > limits.expressions
    ? larger('/mails', `${limits.expressions} expressions, those of mails counted wherever these are sent`)
    : undefined;
}

function membersOf(value: Json | undefined): readonly Json[] {
  return isJsonObject(value) ? Object.values(value) : [];
}

function rungsOf(ladder: Json): number {
  const rungs = isJsonObject(ladder) && Array.isArray(ladder.rungs) ? ladder.rungs : [];
  return rungs.reduce(
    (sum: number, rung) => sum + (isJsonObject(rung) && typeof rung.atMost === 'number' ? Math.max(1, rung.atMost) : 1),
    0,
  );
}

/** How many expressions all mails have that are sent, by the number of `{{` in their templates. */
function mailExpressions(document: JsonObject): number {
  const mails = isJsonObject(document.mails) ? document.mails : {};
  const sizes = new Map(Object.entries(mails).map(([name, mail]) => [name, JSON.stringify(mail).split('{{').length - 1]));
  const waiting: Json[] = [document.start ?? null, document.states ?? null, document.ladders ?? null];
  let sum = 0;
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    if (isJsonObject(value) && typeof value.template === 'string') sum += sizes.get(value.template) ?? 0;
    for (const member of Object.values(value)) if (typeof member === 'object') waiting.push(member);
  }
  return sum;
}

/** How many members an object has; with `listed` the items of lists are counted instead. */
function sizeOf(value: Json | undefined, listed: boolean): number {
  return membersOf(value).reduce((sum: number, list) => sum + (listed && Array.isArray(list) ? list.length : 1), 0);
}

function larger(path: string, limit: string): Finding {
  return finding('too-large', path, {
    message: `expected at most ${limit}`,
    witness: [`counted until there were more than ${limit}`],
    mend: 'Cut it into several flows that send each other messages, or keep long lists in owned children.',
  });
}
