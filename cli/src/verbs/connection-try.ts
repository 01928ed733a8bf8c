import type { Command } from 'commander';
import { type CompanyOptions, withCompany } from '../company.ts';
import { companyOf, defineCompany } from '../options.ts';
import { printJson, printLines } from '../output/print.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface ConnectionTryOptions extends CompanyOptions {
  readonly id: string;
  readonly json: boolean;
}

function define(command: Command): void {
  command.argument('<connection>', 'its id');
  defineCompany(command);
}

const options = (command: Command): ConnectionTryOptions => ({ ...companyOf(command), id: command.args[0] ?? '' });

export const connectionCheck = verb<ConnectionTryOptions>({
  words: ['connection', 'check'],
  summary: 'reach the other side and sign in; nothing is read',
  examples: ['connection check shop-orders'],
  define,
  options,
  run({ json, id, ...company }, session) {
    return withCompany(company, session, async ({ client, of }) => {
      const found = await client.request('POST /{database}/connections/{connection}/check', {
        params: { ...of, connection: id },
      });
      if (json) printJson(session.stdout, found);
      else printLines(session.stdout, [found.message, ...(found.failure === null ? [] : [found.failure.action])]);
      return found.ok ? exitCodes.ok : exitCodes.findings;
    });
  },
});

export const connectionPreview = verb<ConnectionTryOptions>({
  words: ['connection', 'preview'],
  summary: 'what the next records would become; nothing is written',
  examples: ['connection preview shop-orders'],
  define,
  options,
  run({ json, id, ...company }, session) {
    return withCompany(company, session, async ({ client, of }) => {
      const found = await client.request('POST /{database}/connections/{connection}/preview', {
        params: { ...of, connection: id },
      });
      if (json) printJson(session.stdout, found);
      else {
        for (const { record, facts, errors } of found.rows) {
          printLines(session.stdout, [
            record.slice(0, 200),
            ...facts.map(({ entity, key, event, at, data, outcome }) => `  ${entity} ${key} ${event} ${at}: ${outcome} ${data}`),
            ...errors.map(({ code, field, message, expected }) => `  ${code} ${field}: ${message} (expected: ${expected})`),
          ]);
        }
        const { failure } = found;
        printLines(
          session.stdout,
          failure === null ? [`${found.rows.length} records.`] : [`${failure.message}. ${failure.action}`],
        );
      }
      return found.failure === null && found.rows.every(({ errors }) => errors.length === 0) ? exitCodes.ok : exitCodes.findings;
    });
  },
});
