import { type CompanyOptions, withCompany } from '../company.ts';
import { companyOf, defineCompany } from '../options.ts';
import { printJson, printLines } from '../output/print.ts';
import { table } from '../output/table.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface ConnectionShowOptions extends CompanyOptions {
  readonly id: string;
  readonly json: boolean;
}

const heads = ['started', 'cause', 'status', 'records', 'facts', 'duplicates', 'dead letters', 'failure'];

export const connectionShow = verb<ConnectionShowOptions>({
  words: ['connection', 'show'],
  summary: 'a connection, its last runs, and what changed in its records',
  examples: ['connection show shop-orders'],
  define(command) {
    command.argument('<connection>', 'its id (`throughline connection list` names them)');
    defineCompany(command);
  },
  options: (command) => ({ ...companyOf(command), id: command.args[0] ?? '' }),
  run({ json, id, ...options }, session) {
    return withCompany(options, session, async ({ client, of }) => {
      const params = { ...of, connection: id };
      const shown = await client.request('GET /{database}/connections/{connection}', { params });
      const { items: runs } = await client.request('GET /{database}/connections/{connection}/runs', {
        params,
        query: { limit: 10 },
      });
      if (json) printJson(session.stdout, { ...shown, runs });
      else {
        const { title, kind, file, owner, status, paused, liveFrom, cursor, deliveries, openDeadLetters, faults, notices } =
          shown;
        const rows = runs.map(({ startedAt, cause, status: how, counts, failure }) => [
          ...[startedAt.slice(0, 19), cause, how, String(counts.records), String(counts.facts), String(counts.duplicates)],
          ...[String(counts.deadLetters), failure === null ? '' : `${failure.code}: ${failure.message}`],
        ]);
        printLines(session.stdout, [
          `${title} (${kind}, ${file}), of ${owner.title}: ${status}`,
          ...(paused === null ? [] : [`Paused by ${paused.by} at ${paused.at}: ${paused.reason ?? ''}`]),
          ...(deliveries === null ? [] : [`Deliveries are sent to ${deliveries}`]),
          `History ends at ${liveFrom ?? 'its first run'}; read up to ${cursor ?? 'nothing yet'}`,
          `Open dead letters: ${openDeadLetters}`,
          ...faults.map(({ place, message, action }) => `${place}: ${message}. ${action}`),
          ...notices.map(({ at, code, path, before, after }) => `${at.slice(0, 16)} ${code} ${path}: ${before}, now ${after}`),
          ...(rows.length === 0
            ? []
            : table(
                heads.map((head) => ({ title: head })),
                rows,
              )),
        ]);
      }
      return exitCodes.ok;
    });
  },
});
