import { type CompanyOptions, withCompany } from '../company.ts';
import { companyOf, defineCompany, present } from '../options.ts';
import { printJson, printLines } from '../output/print.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface ConnectionLettersOptions extends CompanyOptions {
  readonly id: string;
  readonly json: boolean;
}

export const connectionLetters = verb<ConnectionLettersOptions>({
  words: ['connection', 'letters'],
  summary: 'the records of a connection that became no facts, and why',
  examples: ['connection letters shop-orders'],
  define(command) {
    command.argument('<connection>', 'its id');
    defineCompany(command);
  },
  options: (command) => ({ ...companyOf(command), id: command.args[0] ?? '' }),
  run({ json, id, ...options }, session) {
    return withCompany(options, session, async ({ client, of }) => {
      const params = { ...of, connection: id };
      let after: string | undefined;
      let count = 0;
      do {
        const page = await client.request('GET /{database}/connections/{connection}/dead-letters', {
          params,
          query: present({ after }),
        });
        for (const letter of page.items) {
          if (json) printJson(session.stdout, letter);
          else
            printLines(session.stdout, [
              `${letter.id} since ${letter.firstAt.slice(0, 16)}, ${letter.times} times, of ${letter.owner.title}`,
              ...letter.errors.map(({ code, field, message, action }) => `  ${code} ${field}: ${message}. ${action}`),
              `  ${letter.record?.slice(0, 300) ?? ''}`,
            ]);
        }
        count += page.items.length;
        after = page.next;
      } while (after !== undefined);
      if (!json && count === 0) printLines(session.stdout, ['No dead letters.']);
      return count === 0 ? exitCodes.ok : exitCodes.findings;
    });
  },
});

export interface LetterSettleOptions extends CompanyOptions {
  readonly letter: string;
  readonly reason?: string;
  readonly json: boolean;
}

export const connectionReplay = verb<LetterSettleOptions>({
  words: ['connection', 'replay'],
  summary: 'take a dead letter again, by the mapping as it is now; or discard it, for a reason',
  examples: [
    'connection replay 1c1e406b-9a7f-4705-8719-7fd383e4c210',
    'connection replay 1c1e406b-9a7f-4705-8719-7fd383e4c210 --discard duplicate',
  ],
  define(command) {
    command.argument('<letter>', 'its id').option('--discard <reason>', 'it is to become no fact');
    defineCompany(command);
  },
  options(command) {
    const { discard } = command.opts<{ discard?: string }>();
    return { ...companyOf(command), letter: command.args[0] ?? '', ...present({ reason: discard }) };
  },
  run({ json, letter, reason, ...options }, session) {
    return withCompany(options, session, async ({ client, of }) => {
      const params = { ...of, letter };
      const settled =
        reason === undefined
          ? await client.request('POST /{database}/dead-letters/{letter}/replay', { params })
          : await client.request('POST /{database}/dead-letters/{letter}/discard', { params, body: { reason } });
      if (json) printJson(session.stdout, settled);
      else if (settled.status === 'open')
        printLines(session.stdout, [
          'It became no fact:',
          ...settled.errors.map(({ field, message }) => `  ${field}: ${message}`),
        ]);
      else printLines(session.stdout, [`It is ${settled.status}.`]);
      return settled.status === 'open' ? exitCodes.findings : exitCodes.ok;
    });
  },
});
