import type { Command } from 'commander';
import { commonOf, defineJson } from '../options.ts';
import { localeOf } from '../output/locale.ts';
import { printJson, printLines } from '../output/print.ts';
import { upgradeLines } from '../output/upgrade-lines.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface UpgradeOptions {
  readonly json: boolean;
  readonly dryRun: boolean;
  readonly rehearse: boolean;
}

export const upgradeVerb = verb<UpgradeOptions>({
  words: ['upgrade'],
  summary: 'bring the database to this release; any command that opens it does, this one says what it does',
  examples: ['upgrade --dry-run', 'upgrade --dry-run --no-rehearsal --json', 'upgrade'],
  define(command) {
    command
      .option('--dry-run', 'say what would be done, try it in a transaction that is rolled back, and change nothing')
      .option('--no-rehearsal', 'do not try it: nobody has to wait for a table meanwhile');
    defineJson(command);
  },
  options(command: Command) {
    const { dryRun = false, rehearsal } = command.opts<{ dryRun?: boolean; rehearsal: boolean }>();
    return { json: commonOf(command).json, dryRun, rehearse: rehearsal };
  },
  async run({ json, dryRun, rehearse }, { env, stdout, signal }) {
    const { upgradeCompany } = await import('@throughline/server');
    const upgraded = await upgradeCompany(env, { dryRun, rehearse, signal });
    if (json) printJson(stdout, upgraded);
    else printLines(stdout, upgradeLines(upgraded, localeOf(env)));
    const { rehearsal, unreadable } = upgraded.plan;
    return rehearsal?.outcome === 'failed' || unreadable.length > 0 ? exitCodes.findings : exitCodes.ok;
  },
});
