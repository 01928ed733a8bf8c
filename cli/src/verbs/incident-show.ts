import { type CompanyOptions, withCompany } from '../company.ts';
import { companyOf, defineCompany, present } from '../options.ts';
import { printJson, printLines } from '../output/print.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface IncidentShowOptions extends CompanyOptions {
  readonly number: string;
  readonly summary: boolean;
  /** The audience of which the text is printed. */
  readonly for?: string;
  readonly json: boolean;
}

export const incidentShow = verb<IncidentShowOptions>({
  words: ['incident', 'show'],
  summary: 'the room of an incident: how it stands, what is due, what it touches, who is called',
  examples: ['incident show INC-7', 'incident show INC-7 --summary', 'incident show INC-7 --for users'],
  define(command) {
    command.argument('<number>', 'its number (`throughline incident list` names them)');
    command.option('--summary', 'what was learned of it, once it is reviewed, as Markdown');
    command.option('--for <audience>', 'what may be said to it-leadership, business-leadership, users, customers or vendor');
    defineCompany(command);
  },
  options: (command) => ({
    ...companyOf(command),
    number: command.args[0] ?? '',
    summary: command.opts<{ summary?: boolean }>().summary === true,
    ...present({ for: command.opts<{ for?: string }>().for }),
  }),
  run({ json, number, summary, for: audience, ...options }, session) {
    return withCompany(options, session, async ({ client, of }) => {
      const room = await client.request('GET /{database}/incidents/{number}/room', { params: { ...of, number } });
      if (json) printJson(session.stdout, room);
      else if (audience !== undefined) {
        const message = room.messages.find((one) => one.audience === audience);
        const others = room.messages.map((one) => one.audience).join(', ');
        printLines(session.stdout, [message?.text ?? `Nothing is prepared for ${audience}: there is ${others}.`]);
        return message === undefined ? exitCodes.findings : exitCodes.ok;
      } else if (summary) printLines(session.stdout, [room.summary ?? 'It has not been reviewed yet.']);
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
