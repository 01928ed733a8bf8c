import { type CompanyOptions, withCompany } from '../company.ts';
import { companyOf, defineCompany } from '../options.ts';
import { printJson, printLines } from '../output/print.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface IncidentShowOptions extends CompanyOptions {
  readonly number: string;
  readonly summary: boolean;
  readonly json: boolean;
}

export const incidentShow = verb<IncidentShowOptions>({
  words: ['incident', 'show'],
  summary: 'the room of an incident: how it stands, what is due, what it touches, who is called',
  examples: ['incident show INC-7', 'incident show INC-7 --summary'],
  define(command) {
    command.argument('<number>', 'its number (`throughline incident list` names them)');
    command.option('--summary', 'what was learned of it, once it is reviewed, as Markdown');
    defineCompany(command);
  },
  options: (command) => ({
    ...companyOf(command),
    number: command.args[0] ?? '',
    summary: command.opts<{ summary?: boolean }>().summary === true,
  }),
  run({ json, number, summary, ...options }, session) {
    return withCompany(options, session, async ({ client, of }) => {
      const room = await client.request('GET /{database}/incidents/{number}/room', { params: { ...of, number } });
      if (json) printJson(session.stdout, room);
      else if (summary) printLines(session.stdout, [room.summary ?? 'It has not been reviewed yet.']);
      else
        printLines(session.stdout, [
          room.status,
          ...room.promises.map(
            ({ title, dueAt, standing, why }) =>
              `${title}: ${standing}${dueAt === null ? '' : `, ${dueAt.slice(0, 16)}`} (${why})`,
          ),
          ...room.affected.map(({ kind, name, owner, runbooks }) => {
            const books = runbooks.map((one) => one.number).join(', ');
            return `${kind} ${name}: ${owner?.title ?? 'nobody'}${books === '' ? '' : `; runbook ${books}`}`;
          }),
          ...room.causes.map(({ at, title, key }) => `before it: ${at.slice(0, 16)} ${key} ${title}`),
          ...room.escalation.map(({ system, role, at }) => `${system}: ${role.title} from ${at.slice(0, 16)}`),
        ]);
      return room.incident.state.final ? exitCodes.ok : exitCodes.findings;
    });
  },
});
