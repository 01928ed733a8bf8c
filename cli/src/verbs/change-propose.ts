import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { ContentDraft, ContentSubject, ContentView } from '@throughline/api';
import { Option } from 'commander';
import { type CompanyOptions, withCompany } from '../company.ts';
import { CommandError } from '../failure.ts';
import { companyOf, defineCompany } from '../options.ts';
import { contentLines } from '../output/content-lines.ts';
import { printJson, printLines } from '../output/print.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface ChangeProposeOptions extends CompanyOptions {
  readonly file: string;
  readonly subject: ContentSubject;
  readonly title: string;
  readonly summary: string;
  readonly emergency: boolean;
  /** Judges it, and proposes nothing. */
  readonly dryRun: boolean;
  readonly json: boolean;
}

const subjects: readonly ContentSubject[] = ['flow', 'parameters', 'calendar', 'mapping', 'migration', 'pilot'];

export const changePropose = verb<ChangeProposeOptions>({
  words: ['change', 'propose'],
  summary: 'propose a change of flows, parameters, calendars, mappings, migrations or pilots; nothing is in force by it',
  examples: [
    'change propose invoice.yaml --title "Remind after five days" --summary "Most forget"',
    'change propose tuned.yaml --subject parameters --dry-run',
  ],
  define(command) {
    command.argument('<file>', 'JSON or YAML with what is to be in force; flows in TypeScript, too (it is run to be read)');
    command
      .addOption(new Option('--subject <what>', 'what the file is of').choices(subjects).default('flow'))
      .option('--title <text>', 'what it is called')
      .option('--summary <text>', 'what is changed, and why')
      .option('--emergency', 'carried out first, and approved afterwards')
      .option('--dry-run', 'say what it changes and what is wrong with it, and propose nothing');
    defineCompany(command);
  },
  options(command) {
    const given = command.opts<Partial<ChangeProposeOptions>>();
    const [file = ''] = command.args;
    return {
      ...companyOf(command),
      ...{ file, subject: given.subject ?? 'flow', title: given.title ?? '', summary: given.summary ?? '' },
      ...{ emergency: given.emergency === true, dryRun: given.dryRun === true },
    };
  },
  run({ file, subject, title, summary, emergency, dryRun, json, ...options }, session) {
    return withCompany(options, session, async ({ client, of: params }) => {
      const { stdout } = session;
      const draft = await draftOf(file, subject);
      const judged = await client.request('POST /{database}/changes/judgements', { params, body: draft });
      if (dryRun || hasErrors(judged)) {
        if (json) printJson(stdout, judged);
        else printLines(stdout, contentLines(judged));
        return hasErrors(judged) ? exitCodes.findings : exitCodes.ok;
      }
      if (title === '' || summary === '')
        throw new CommandError('option-missing', 'A proposal has a title and a summary', {
          ...{ kind: 'usage', place: title === '' ? '--title' : '--summary' },
          action: 'Say what it is called, what is changed, and why.',
        });
      const body = { ...draft, title, summary, ...(emergency ? { type: 'emergency' as const } : {}) };
      const proposed = await client.request('POST /{database}/changes/proposals', { params, body });
      if (json) printJson(stdout, proposed);
      else printLines(stdout, [...contentLines(judged), '', `Proposed as ${proposed.number}. Nothing is in force by it yet.`]);
      return exitCodes.ok;
    });
  },
});

const hasErrors = ({ findings }: ContentView) => findings.some(({ severity }) => severity === 'error');

async function draftOf(file: string, subject: ContentSubject): Promise<ContentDraft> {
  if (subject === 'flow' && ['.ts', '.mts', '.js', '.mjs'].includes(extname(file))) {
    const { allFlows, loadDefinitions } = await import('@throughline/server');
    return { subject, content: JSON.parse(JSON.stringify({ flows: allFlows(await loadDefinitions(file)) })) };
  }
  const content = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new CommandError('file-unreadable', 'There is no such file, or it cannot be read', {
      ...{ kind: 'usage', place: file, cause },
      action: 'Check the path and the permissions.',
    });
  });
  return { subject, content };
}
