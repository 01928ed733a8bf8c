import type { CaseRow } from '@throughline/api';
import type { Command } from 'commander';
import type { Company } from './company.ts';
import { CommandError } from './failure.ts';
import { present } from './options.ts';

/** Which case is meant, in the words of whoever asks. */
export interface CaseWords {
  /** Its id, or its business key. */
  readonly case: string;
  readonly flow?: string;
  readonly entity?: string;
}

export function defineCase(command: Command): void {
  command
    .argument('<case>', 'its business key, or its id')
    .option('--flow <name>', 'where cases of several flows have the key')
    .option('--entity <name>', 'where cases of several legal units have the key');
}

/** Reads what `defineCase` adds. */
export function caseWordsOf(command: Command): CaseWords {
  const { flow, entity } = command.opts<{ flow?: string; entity?: string }>();
  return { case: command.args[0] ?? '', ...present({ flow, entity }) };
}

/** The id of the case that is meant. @throws CommandError case-unknown, case-ambiguous */
export async function findCase({ client, of }: Company, words: CaseWords): Promise<string> {
  if (/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(words.case)) return words.case.toLowerCase();
  const flows = words.flow === undefined ? (await client.request('GET /{database}/flows', { params: of })).items : undefined;
  const names = flows?.filter(({ cases }) => cases > 0).map(({ name }) => name) ?? [words.flow ?? ''];
  const where = [`$key=${words.case.replaceAll(/[\\,]/g, '\\$&')}`];
  const pages = await Promise.all(
    names.map((flow) => client.request('GET /{database}/cases', { params: of, query: { flow, where, limit: 200 } })),
  );
  const found = pages.flatMap(({ items }) => items).filter(({ entity }) => words.entity === undefined || entity === words.entity);
  const [only, ...others] = found;
  if (only === undefined) throw unknown(words);
  if (others.length > 0) throw ambiguous(words, found);
  return only.id;
}

function unknown({ case: key, flow, entity }: CaseWords): CommandError {
  const where = [flow === undefined ? '' : ` in ${flow}`, entity === undefined ? '' : ` of ${entity}`].join('');
  return new CommandError('case-unknown', `There is no case ${key}${where}`, {
    place: 'case',
    action: 'List what there is with `throughline case list --flow <flow>`.',
  });
}

function ambiguous({ case: key }: CaseWords, found: readonly CaseRow[]): CommandError {
  return new CommandError('case-ambiguous', `${found.length} cases are called ${key}`, {
    place: 'case',
    expected: found
      .map(({ flow, entity }) => `${flow} of ${entity}`)
      .sort()
      .join(', '),
    action: 'Say which with --flow (and --entity).',
  });
}
