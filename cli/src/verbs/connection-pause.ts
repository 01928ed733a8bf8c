import { type CompanyOptions, withCompany } from '../company.ts';
import { companyOf, defineCompany } from '../options.ts';
import { printLines } from '../output/print.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface ConnectionPauseOptions extends CompanyOptions {
  readonly id: string;
  readonly reason: string;
}

export const connectionPause = verb<ConnectionPauseOptions>({
  words: ['connection', 'pause'],
  summary: 'stop the schedule and the deliveries of a connection until it is resumed',
  examples: ['connection pause shop-orders --reason moving'],
  define(command) {
    command.argument('<connection>', 'its id').requiredOption('--reason <text>', 'why');
    defineCompany(command);
  },
  options: (command) => ({ ...companyOf(command), id: command.args[0] ?? '', reason: command.opts<{ reason: string }>().reason }),
  run({ id, reason, ...options }, session) {
    return withCompany(options, session, async ({ client, of }) => {
      await client.request('POST /{database}/connections/{connection}/pause', {
        params: { ...of, connection: id },
        body: { reason },
      });
      printLines(session.stdout, [`${id} is paused.`]);
      return exitCodes.ok;
    });
  },
});

export const connectionResume = verb<Omit<ConnectionPauseOptions, 'reason'>>({
  words: ['connection', 'resume'],
  summary: 'let a connection go on',
  examples: ['connection resume shop-orders'],
  define(command) {
    command.argument('<connection>', 'its id');
    defineCompany(command);
  },
  options: (command) => ({ ...companyOf(command), id: command.args[0] ?? '' }),
  run({ id, ...options }, session) {
    return withCompany(options, session, async ({ client, of }) => {
      await client.request('POST /{database}/connections/{connection}/resume', { params: { ...of, connection: id } });
      printLines(session.stdout, [`${id} goes on.`]);
      return exitCodes.ok;
    });
  },
});
