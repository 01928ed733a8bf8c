import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import type {
  ColumnChoice,
  FileTotals,
  FirstNumbers,
  FlowChoices,
  Import,
  Placement,
  Recognition,
  TotalsCheck,
} from '@throughline/api';
import type { TableAnswers } from '@throughline/connect';
import { ThroughlineError } from '../errors.ts';
import { deployPacks } from '../flows.ts';
import { commandLine } from '../gate/put-in-force.ts';
import { migrateServer } from '../migrations/migrate.ts';
import type { Throughline } from '../throughline.ts';
import { seesAll } from '../visible/visible.ts';
import { firstNumbers } from './first-numbers.ts';
import { importEnded, type StartOptions, showImport, startImport } from './import-runs.ts';
import { placeImport } from './placement.ts';
import { showTotals } from './show-totals.ts';
import { chooseFlow, importDraft, recognise, requireLiveFrom, totalsOfFile } from './start-with.ts';
import { removeUpload, takeUpload, uploadFolder } from './uploads.ts';

export interface StartWithRequest {
  readonly file: string;
  readonly answers: TableAnswers;
  /** A flow of ours, or `draft`. Default: what is suggested. */
  readonly flow?: string;
  /** What the drafted flow is called. */
  readonly name?: string;
  /** Nothing is written. */
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: { readonly share: number; readonly text: string }) => void;
}

/** What was found out, as far as it went. */
export interface StartedWith {
  readonly recognition: Recognition;
  readonly file?: FileTotals;
  readonly choices?: FlowChoices;
  /** In a dry run: where the open cases would be put. */
  readonly placement?: Placement;
  readonly run?: Import;
  readonly totals?: TotalsCheck;
  readonly numbers?: FirstNumbers;
}

const lookMs = 250;

/** What a server does when it starts: its tables, and the flows of ours. */
async function makeReady(throughline: Throughline): Promise<void> {
  await migrateServer(throughline.pool);
  await deployPacks(throughline);
}

/**
 * From a file to true numbers without a browser. Where something can be read in two ways it ends with the questions, and nothing is written. Of a draft
 * all suggestions are accepted.
 *
 * @throws ThroughlineError file-unreadable, upload-unreadable, flow-unknown, flow-has-errors, import-running
 */
export async function startWithFile(throughline: Throughline, request: StartWithRequest): Promise<StartedWith> {
  const { file, answers, signal } = request;
  await makeReady(throughline);
  const folder = uploadFolder(throughline);
  const upload = await takeUpload(folder, basename(file), createReadStream(file)).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' && (error as NodeJS.ErrnoException).code !== 'EACCES') throw error;
    throw new ThroughlineError('file-unreadable', 'There is no such file, or it cannot be read', { place: file, cause: error });
  });
  try {
    const asked = { upload: upload.id, answers };
    const recognition = await recognise(throughline, asked, signal);
    if (recognition.questions.length > 0) return { recognition };
    const totals = await totalsOfFile(throughline, asked, signal);
    const drafting = { ...asked, ...(request.name === undefined ? {} : { name: request.name }) };
    const first = await chooseFlow(throughline, drafting, signal);
    const accepted = first.draft?.suggestions.map(({ path }) => path) ?? [];
    const choices = first.draft === null ? first : await chooseFlow(throughline, { ...drafting, accepted }, signal);
    if (request.dryRun)
      return {
        recognition,
        file: totals,
        choices,
        placement: await placement(throughline, { ...request, upload: upload.id, accepted }, choices),
      };
    const run = await begin(throughline, { ...request, upload: upload.id, accepted }, choices);
    const done = { recognition, file: totals, choices, run };
    if (run.status !== 'done') return done;
    return {
      ...done,
      totals: await showTotals(throughline, run.id),
      numbers: await firstNumbers(throughline, run.id, { visible: seesAll, signal }),
    };
  } finally {
    await removeUpload(folder, upload.id);
  }
}

function placement(throughline: Throughline, request: Begin, choices: FlowChoices): Promise<Placement> {
  const { upload, answers, accepted, name, signal } = request;
  const flow = request.flow ?? choices.suggested;
  const ours = choices.flows.find((one) => one.flow === flow);
  const chosen = ours === undefined ? { accepted, name } : { flow: ours.flow, choice: choiceOf(ours.choice, answers) };
  return placeImport(throughline, { upload, answers, ...chosen }, signal);
}

/** With where history ends, as it was answered. */
function choiceOf(choice: ColumnChoice, { liveFrom }: Readonly<Record<string, string>>): ColumnChoice {
  return liveFrom === undefined ? choice : { ...choice, liveFrom: requireLiveFrom(liveFrom) };
}

interface Begin extends StartWithRequest {
  readonly upload: string;
  readonly accepted: readonly string[];
}

async function begin(throughline: Throughline, request: Begin, choices: FlowChoices): Promise<Import> {
  const { upload, answers, accepted, signal, onProgress } = request;
  const flow = request.flow ?? choices.suggested;
  const options: StartOptions = { signal, onChange: () => undefined };
  const ours = choices.flows.find((one) => one.flow === flow);
  if (flow !== 'draft' && ours === undefined) {
    const expected = ['draft', ...choices.flows.map((one) => one.flow)].join(', ');
    throw new ThroughlineError('flow-unknown', `The file feeds no flow ${flow}`, { place: 'flow', expected });
  }
  const begun =
    ours === undefined
      ? await importDraft(throughline, { upload, answers, accepted, name: request.name }, { ...options, actor: commandLine })
      : await startImport(throughline, { upload, flow, choice: choiceOf(ours.choice, answers) }, options);
  const timer = setInterval(() => {
    showImport(throughline, begun.id).then(
      ({ share, events }) => onProgress?.({ share, text: `${events} events` }),
      () => undefined,
    );
  }, lookMs);
  try {
    return await importEnded(throughline, begun.id);
  } finally {
    clearInterval(timer);
  }
}
