import { Command, CommanderError } from 'commander';
import type { Sink } from './session.ts';
import type { AnyVerb, Reading } from './verb.ts';
import { accountInvite } from './verbs/account-invite.ts';
import { accountLink } from './verbs/account-link.ts';
import { accountList } from './verbs/account-list.ts';
import { backupVerb } from './verbs/backup.ts';
import { calendarShow } from './verbs/calendar-show.ts';
import { caseDo } from './verbs/case-do.ts';
import { caseList } from './verbs/case-list.ts';
import { caseQuarantine } from './verbs/case-quarantine.ts';
import { caseShow } from './verbs/case-show.ts';
import { changeContent } from './verbs/change-content.ts';
import { changeList } from './verbs/change-list.ts';
import { changeLog } from './verbs/change-log.ts';
import { changePropose } from './verbs/change-propose.ts';
import { changeShow } from './verbs/change-show.ts';
import { check } from './verbs/check.ts';
import { connectionLetters, connectionReplay } from './verbs/connection-letters.ts';
import { connectionList } from './verbs/connection-list.ts';
import { connectionPause, connectionResume } from './verbs/connection-pause.ts';
import { connectionRun } from './verbs/connection-run.ts';
import { connectionShow } from './verbs/connection-show.ts';
import { connectionCheck, connectionPreview } from './verbs/connection-try.ts';
import { dbDistribute } from './verbs/db-distribute.ts';
import { demo } from './verbs/demo.ts';
import { diagnose } from './verbs/diagnose.ts';
import { effectList } from './verbs/effect-list.ts';
import { effectRelease } from './verbs/effect-release.ts';
import { effectResend } from './verbs/effect-resend.ts';
import { exportWarehouse } from './verbs/export-warehouse.ts';
import { flowDiff } from './verbs/flow-diff.ts';
import { flowDraft } from './verbs/flow-draft.ts';
import { flowExport } from './verbs/flow-export.ts';
import { flowPage } from './verbs/flow-page.ts';
import { flowPicture } from './verbs/flow-picture.ts';
import { flowReplay } from './verbs/flow-replay.ts';
import { home } from './verbs/home.ts';
import { importVerb } from './verbs/import.ts';
import { importRetract } from './verbs/import-retract.ts';
import { incidentList, problemList } from './verbs/incident-list.ts';
import { incidentShow } from './verbs/incident-show.ts';
import { insightRebuild } from './verbs/insight-rebuild.ts';
import { insightStatus } from './verbs/insight-status.ts';
import { automationList, integrationList } from './verbs/integration-list.ts';
import { integrationRuns } from './verbs/integration-runs.ts';
import { integrationShow } from './verbs/integration-show.ts';
import { logExport } from './verbs/log-export.ts';
import { logVerify } from './verbs/log-verify.ts';
import { metricExport } from './verbs/metric-export.ts';
import { metricList } from './verbs/metric-list.ts';
import { metricSeries } from './verbs/metric-series.ts';
import { metricShow } from './verbs/metric-show.ts';
import { mine } from './verbs/mine.ts';
import { newFlow } from './verbs/new-flow.ts';
import { planDraft } from './verbs/plan-draft.ts';
import { planList, planMake, planShow } from './verbs/plan-show.ts';
import { privacyErase } from './verbs/privacy-erase.ts';
import { privacyFind } from './verbs/privacy-find.ts';
import { reconciliationBreaks, reconciliationList, reconciliationRun, reconciliationShow } from './verbs/reconciliation.ts';
import { automationRegister, documentRegister, integrationRegister, systemRegister } from './verbs/register.ts';
import { releaseShow } from './verbs/release-show.ts';
import { requestAnswer } from './verbs/request-answer.ts';
import { requestList } from './verbs/request-list.ts';
import { requestShow } from './verbs/request-show.ts';
import { requestSubmit } from './verbs/request-submit.ts';
import { restoreVerb } from './verbs/restore.ts';
import { retentionList } from './verbs/retention-list.ts';
import { retentionRun } from './verbs/retention-run.ts';
import { roadmapCases, roadmapShow } from './verbs/roadmap-show.ts';
import { serviceShow } from './verbs/service-show.ts';
import { start } from './verbs/start.ts';
import { startWith } from './verbs/start-with.ts';
import { systemDiagram } from './verbs/system-diagram.ts';
import { systemImpact } from './verbs/system-impact.ts';
import { documentList, systemList } from './verbs/system-list.ts';
import { systemShow } from './verbs/system-show.ts';
import { taskList } from './verbs/task-list.ts';
import { upgradeVerb } from './verbs/upgrade.ts';
import { watchList } from './verbs/watch-list.ts';
import { watchRun } from './verbs/watch-run.ts';

export const verbs: readonly AnyVerb[] = [
  start,
  demo,
  accountInvite,
  accountList,
  accountLink,
  newFlow,
  flowDraft,
  check,
  flowReplay,
  flowDiff,
  flowExport,
  changePropose,
  changeContent,
  changeList,
  changeShow,
  changeLog,
  calendarShow,
  releaseShow,
  flowPicture,
  flowPage,
  importVerb,
  connectionList,
  connectionShow,
  connectionCheck,
  connectionPreview,
  connectionRun,
  connectionPause,
  connectionResume,
  connectionLetters,
  connectionReplay,
  integrationList,
  integrationShow,
  integrationRuns,
  integrationRegister,
  automationList,
  automationRegister,
  systemList,
  systemShow,
  systemImpact,
  systemDiagram,
  systemRegister,
  documentList,
  documentRegister,
  incidentList,
  incidentShow,
  problemList,
  serviceShow,
  requestList,
  requestShow,
  requestSubmit,
  requestAnswer,
  planDraft,
  planList,
  planShow,
  planMake,
  roadmapShow,
  roadmapCases,
  reconciliationList,
  reconciliationShow,
  reconciliationRun,
  reconciliationBreaks,
  importRetract,
  startWith,
  home,
  caseList,
  caseShow,
  caseDo,
  caseQuarantine,
  taskList,
  metricList,
  metricShow,
  metricSeries,
  metricExport,
  diagnose,
  watchList,
  watchRun,
  mine,
  insightStatus,
  insightRebuild,
  effectList,
  effectRelease,
  effectResend,
  logVerify,
  logExport,
  exportWarehouse,
  backupVerb,
  restoreVerb,
  privacyFind,
  privacyErase,
  retentionRun,
  retentionList,
  upgradeVerb,
  dbDistribute,
];

const nouns: Readonly<Record<string, string>> = {
  new: 'a beginning of your own',
  account: 'who can sign in',
  connection: 'the connections to other systems',
  change: 'what is altered, how risky it is, and who agrees',
  calendar: 'when what goes live, and when nothing does',
  release: 'what goes live together, as a document',
  integration: 'the register of integrations and their runs',
  automation: 'the register of automations',
  system: 'the register of systems, and what hangs on what',
  document: 'what people work by: runbooks, diagrams, procedures',
  incident: 'what fails: who leads, what is due, what was learned',
  problem: 'what is behind incidents',
  service: 'what is promised to others, and kept',
  request: 'work that somebody asks for',
  plan: 'what is done in a quarter, within the people there are',
  roadmap: 'what is done in a year',
  reconciliation: 'two systems held against each other',
  flow: 'the flows that you declare',
  case: 'the cases of your flows',
  task: 'the work that waits for people',
  metric: 'the numbers over the log',
  watch: 'what is asked of the log on a cadence',
  insight: 'what numbers are read from',
  effect: 'mails and messages that go out',
  log: 'the log itself',
  privacy: 'the persons that cases know',
  retention: 'what is removed when its time is over',
  db: 'the database itself',
};

const exitCodesHelp = `
Exit codes: 0 all is well; 1 findings, rejected records or a refusal; 2 the words were wrong; 3 something to mend or try again.`;

/** What the words ask for: a verb with its options, or nothing more (help or the version was shown). */
export type Parsed =
  | { readonly kind: 'verb'; readonly reading: Reading }
  | { readonly kind: 'shown' }
  | { readonly kind: 'wrong'; readonly message: string; readonly understood: readonly string[] };

/** Reads the words after `throughline`. Runs nothing. */
export function parse(words: readonly string[], out: Sink): Parsed {
  let reading: Reading | undefined;
  const program = build(out, (found) => {
    reading = found;
  });
  try {
    program.parse([...words], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { kind: 'shown' };
    // Without a verb commander shows the help and gives no message of its own.
    const message = error.code === 'commander.help' ? 'Say what to do' : error.message.replace(/^error: /, '');
    return { kind: 'wrong', message, understood: understoodOf(words) };
  }
  return reading === undefined ? { kind: 'shown' } : { kind: 'verb', reading };
}

/** As much of a verb as the words begin with. */
function understoodOf(words: readonly string[]): readonly string[] {
  const [first = '', second = ''] = words.filter((word) => !word.startsWith('-'));
  if (verbs.some((one) => one.words.join(' ') === `${first} ${second}`)) return [first, second];
  return verbs.some((one) => one.words[0] === first) ? [first] : [];
}

function build(out: Sink, found: (reading: Reading) => void): Command {
  const program = quiet(new Command('throughline'), out)
    .description('Runs a business the way good teams run production: declared flows, durable cases, measured and explained.')
    .version('0.1.0')
    .addHelpText('after', exitCodesHelp);
  const groups = new Map<string, Command>();
  for (const one of verbs) {
    const [first, second] = one.words;
    let parent = program;
    if (second !== undefined) {
      parent = groups.get(first) ?? quiet(program.command(first).description(nouns[first] ?? first), out);
      groups.set(first, parent);
    }
    const command = quiet(parent.command(second ?? first).description(one.summary), out);
    one.define(command);
    command.addHelpText(
      'after',
      ['', one.examples.length === 1 ? 'Example:' : 'Examples:', ...one.examples.map((line) => `  $ throughline ${line}`)].join(
        '\n',
      ),
    );
    command.action(() => found(one.read(command)));
  }
  return program;
}

/** Errors are told by the caller, in its own form. */
function quiet(command: Command, out: Sink): Command {
  return command
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: (text) => void out.write(text),
      writeErr: () => undefined,
      getOutHelpWidth: () => Math.min(out.columns ?? 100, 120),
    });
}
