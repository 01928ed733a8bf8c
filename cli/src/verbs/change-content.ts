import { Option } from 'commander';
import { type CompanyOptions, withCompany } from '../company.ts';
import { CommandError } from '../failure.ts';
import { companyOf, defineCompany, present } from '../options.ts';
import { contentLines } from '../output/content-lines.ts';
import { printDocument } from '../output/document.ts';
import { printJson, printLines } from '../output/print.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface ChangeContentOptions extends CompanyOptions {
  readonly number: string;
  readonly picture?: string;
  readonly part: 'changes' | 'whole';
  readonly out?: string;
  readonly json: boolean;
}

export const changeContent = verb<ChangeContentOptions>({
  words: ['change', 'content'],
  summary: 'what a change of our own definitions puts in force: in words, with findings and what becomes of running cases',
  examples: [
    'change content CHG-0007',
    'change content CHG-0007 --json',
    'change content CHG-0007 --picture invoice --out invoice.svg',
  ],
  define(command) {
    command.argument('<number>', 'the number of the change');
    command.option('--picture <flow>', 'draw this flow instead, against the version before it, as SVG');
    command.addOption(
      new Option('--part <part>', 'of the picture: what changes with the states beside it, or all of the flow')
        .choices(['changes', 'whole'])
        .default('changes'),
    );
    command.option('--out <file>', 'write the picture there, over what is there (default: to standard output)');
    defineCompany(command);
  },
  options(command) {
    const { picture, part, out } = command.opts<Pick<ChangeContentOptions, 'picture' | 'part' | 'out'>>();
    return { ...companyOf(command), number: command.args[0] ?? '', part, ...present({ picture, out }) };
  },
  run({ number, picture, part, out, json, ...options }, session) {
    return withCompany(options, session, async ({ client, of }) => {
      const { stdout } = session;
      if (picture !== undefined) {
        const asked = { params: { ...of, number }, query: { part } };
        const { items } = await client.request('GET /{database}/changes/{number}/pictures', asked);
        const drawn = items.find(({ flow }) => flow === picture);
        if (drawn === undefined || drawn.svg === null)
          throw new CommandError('flow-unknown', drawn?.whyNot ?? `${number} puts no flow ${picture} in force`, {
            place: '--picture',
            expected: items.map(({ flow }) => flow).join(', ') || 'a change that puts a flow in force',
            action: 'Read what changes in words: leave --picture out.',
          });
        await printDocument(drawn.svg, { change: number, flow: picture, format: 'svg' }, { json, ...present({ out }) }, stdout);
        return exitCodes.ok;
      }
      const shown = await client.request('GET /{database}/changes/{number}/content', { params: { ...of, number } });
      if (json) printJson(stdout, shown);
      else {
        const against = shown.proposedAgainst ?? 'nothing';
        printLines(stdout, [
          `${number}, proposed against ${against}${shown.isCarriedOut ? ', carried out' : ''}`,
          ...contentLines(shown.content),
        ]);
      }
      return exitCodes.ok;
    });
  },
});
