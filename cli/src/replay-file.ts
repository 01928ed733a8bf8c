import { type Input, isJsonObject, type Json, type JsonObject, type Replay, readDefinition } from '@throughline/language';
import { CommandError } from './failure.ts';

const stepsMax = 10_000;
const kinds: Readonly<Record<Input['kind'], readonly string[]>> = {
  command: ['type', 'data', 'actor'],
  fact: ['type', 'data', 'actor', 'source', 'occurredAt'],
  message: ['type', 'data', 'actor', 'occurredAt'],
  deadline: [],
};

/**
 * Reads a history from JSON. What `decide` may rely on is looked at; what it judges by itself is left to it.
 *
 * @throws CommandError replay-invalid, with the place
 */
export function readReplay(text: string, file: string): Replay {
  const read = readDefinition(text, { format: 'json' });
  if (read.kind === 'broken') {
    const { line, column } = read.place;
    throw new CommandError('replay-invalid', read.message, { place: `${file}:${line}:${column}`, action: read.mend });
  }
  const fail = (path: string, expected: string): CommandError => {
    const { line, column } = read.place(path);
    const message = `The history is not as expected${path === '' ? '' : ` at ${path}`}`;
    return new CommandError('replay-invalid', message, {
      ...{ place: `${file}:${line}:${column}`, expected, action: 'Correct it; `throughline check --json` shows how one looks.' },
    });
  };
  const { key, steps } = isJsonObject(read.value) ? read.value : {};
  if (typeof key !== 'string') throw fail('/key', 'a text: the key of the case');
  if (!Array.isArray(steps) || steps.length > stepsMax) throw fail('/steps', `a list of at most ${stepsMax} steps`);
  for (const [index, step] of (steps as readonly Json[]).entries())
    checkStep(step, (path, expected) => fail(`/steps/${index}${path}`, expected));
  return read.value as unknown as Replay;
}

function checkStep(step: Json, fail: (path: string, expected: string) => Error): void {
  const { at, input } = isJsonObject(step) ? step : {};
  if (!isInstant(at)) throw fail('/at', 'when it is decided, in milliseconds since 1970');
  if (!isJsonObject(input)) throw fail('/input', 'what is asked: an object with "kind"');
  const needed = kinds[input['kind'] as Input['kind']];
  if (!Object.hasOwn(kinds, String(input['kind'])) || needed === undefined)
    throw fail('/input/kind', Object.keys(kinds).join(', '));
  for (const member of needed) {
    const [isRight, expected] = members[member]?.(input[member]) ?? [true, ''];
    if (!isRight) throw fail(`/input/${member}`, expected);
  }
}

const isInstant = (value: Json | undefined) => Number.isSafeInteger(value) && Math.abs(Number(value)) <= 8.64e15;
const isActor = ({ id, kind, principal, roles }: JsonObject) =>
  [id, kind, principal].every((part) => typeof part === 'string') &&
  Array.isArray(roles) &&
  roles.every((role) => typeof role === 'string');

const members: Readonly<Record<string, (value: Json | undefined) => readonly [isRight: boolean, expected: string]>> = {
  type: (value) => [typeof value === 'string', 'the name of an event'],
  data: (value) => [isJsonObject(value), 'an object: what the event carries'],
  actor: (value) => [isJsonObject(value) && isActor(value), '{"id", "kind", "principal", "roles": [...]}'],
  source: (value) => [
    isJsonObject(value) && typeof value['name'] === 'string' && isInstant(value['liveFrom']),
    '{"name", "liveFrom"}',
  ],
  occurredAt: (value) => [isInstant(value), 'when it happened, in milliseconds since 1970'],
};
