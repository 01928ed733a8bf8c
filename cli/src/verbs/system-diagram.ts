import { Option } from 'commander';
import { type CompanyOptions, withCompany } from '../company.ts';
import { companyOf, defineCompany, present } from '../options.ts';
import { printDocument } from '../output/document.ts';
import { printJson, printLines } from '../output/print.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface SystemDiagramOptions extends CompanyOptions {
  readonly show: 'current' | 'target';
  readonly gaps: boolean;
  readonly out?: string;
  readonly json: boolean;
}

export const systemDiagram = verb<SystemDiagramOptions>({
  words: ['system', 'diagram'],
  summary: 'draw systems and what moves between them, as they are or as they are to be; or list what lies between',
  examples: ['system diagram --out systems.svg', 'system diagram --show target --out target.svg', 'system diagram --gaps'],
  define(command) {
    command.addOption(
      new Option('--show <state>', 'as they are, or as they are to be').choices(['current', 'target']).default('current'),
    );
    command.option('--gaps', 'list the gaps between the two instead');
    command.option('--out <file>', 'write it there, over what is there (default: to standard output)');
    defineCompany(command);
  },
  options(command) {
    const { show, gaps, out } = command.opts<{ show: 'current' | 'target'; gaps?: boolean; out?: string }>();
    return { ...companyOf(command), show, gaps: gaps === true, ...present({ out }) };
  },
  run({ json, show, gaps, out, ...options }, session) {
    return withCompany(options, session, async ({ client, of }) => {
      const drawn = await client.request('GET /{database}/system-diagram', { params: of, query: { show } });
      if (!gaps) {
        await printDocument(drawn.svg, { diagram: show, format: 'svg' }, { json, ...present({ out }) }, session.stdout);
        return exitCodes.ok;
      }
      if (json) for (const gap of drawn.gaps) printJson(session.stdout, gap);
      else
        printLines(
          session.stdout,
          drawn.gaps.length === 0 ? ['There is no gap.'] : drawn.gaps.map(({ kind, what }) => `${kind}: ${what}`),
        );
      return exitCodes.ok;
    });
  },
});
