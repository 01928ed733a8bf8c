import type { ColumnChoice, Placement } from '@throughline/api';
import {
  type CaseRecord,
  type CompiledFlow,
  compileFlow,
  deadlines,
  inWords,
  ladderTitle,
  type Millis,
  nextDueAt,
  rungTitle,
  stateTitle,
} from '@throughline/language';
import { importFile } from '../import-file.ts';
import { readLiveFrom } from '../sql/read-live-from.ts';
import type { Throughline } from '../throughline.ts';
import { planTarget } from './plan-target.ts';
import { type Drafting, readyDraft, requireLiveFrom } from './start-with.ts';
import type { ImportTarget } from './target.ts';
import { importTarget, lived, requireChoice } from './targets.ts';
import { findUpload, tableOf, uploadFolder, uploadPath } from './uploads.ts';

/*
 * The review before a company goes live with its own cases: the whole file is decided in memory, as a preview is, and what stands open at its end is put where it
 * would stand. Nothing is written.
 */

const casesMax = 100_000;
const rowsMax = 500_000;
const nextShown = 50;
const dayMs = 86_400_000;

export interface PlacementRequest extends Drafting {
  /** Of ours, with its choice; without, the drafted one. */
  readonly flow?: string | undefined;
  readonly choice?: ColumnChoice | undefined;
}

interface Placed {
  readonly key: string;
  readonly record: CaseRecord;
  readonly dueAt: Millis | null;
}

/** @throws ThroughlineError upload-unknown, upload-unreadable, flow-unknown, mapping-unfit */
export async function placeImport(throughline: Throughline, request: PlacementRequest, signal: AbortSignal): Promise<Placement> {
  const folder = uploadFolder(throughline);
  const upload = await findUpload(folder, request.upload);
  const { target, choice } = await targetFor(throughline, request, signal);
  if (choice.draft === undefined) requireChoice(target, choice, upload);
  const { now } = await throughline.engine.clock();
  const mapping = target.mappingOf(choice);
  const standing = await readLiveFrom(throughline.pool, mapping.source);
  const records = new Map<string, CaseRecord>();
  let [lastAt, isWhole] = [Number.NEGATIVE_INFINITY, true];
  const report = await importFile(throughline, {
    ...{ file: uploadPath(folder, upload.id), table: tableOf(upload, choice.table), mapping, flow: target.flow },
    ...{ dryRun: true, latest: now + dayMs, signal },
    stopwatch: () => performance.now(),
    enough: (read) => read >= rowsMax,
    onChecked: (batch) => {
      for (const { fact } of batch) lastAt = Math.max(lastAt, fact.occurredAt);
    },
    onPlaced: (record) => {
      if (records.size < casesMax || records.has(record.id)) records.set(record.id, record);
      else isWhole = false;
    },
  });
  const placed = [...records.values()].filter((record) => target.flow.states.get(record.state)?.final !== true);
  const open = placed.map((record): Placed => ({ key: record.key, record, dueAt: nextDueAt(target.flow, record, { now }) }));
  return {
    liveFrom: new Date(standing ?? (mapping.liveFrom === undefined ? now : Date.parse(mapping.liveFrom))).toISOString(),
    settled: standing !== undefined && standing !== null,
    lastAt: lastAt === Number.NEGATIVE_INFINITY ? null : new Date(lastAt).toISOString(),
    ...{ cases: records.size, open: open.length, dueAtOnce: open.filter(({ dueAt }) => isDue(dueAt, now)).length },
    states: statesOf(target.flow, open, now),
    next: nextOf(target.flow, open, now),
    complete: report.complete && isWhole,
  };
}

async function targetFor(
  throughline: Throughline,
  { flow, choice, ...drafting }: PlacementRequest,
  signal: AbortSignal,
): Promise<{ readonly target: ImportTarget; readonly choice: ColumnChoice }> {
  if (flow !== undefined && choice !== undefined) {
    if (choice.liveFrom !== undefined) requireLiveFrom(choice.liveFrom);
    return { target: await importTarget(throughline, flow, choice), choice };
  }
  const { definition, choice: drafted } = await readyDraft(throughline, drafting, signal);
  return { target: lived(planTarget(compileFlow(definition))), choice: drafted };
}

function isDue(dueAt: Millis | null, now: Millis): boolean {
  return dueAt !== null && dueAt <= now;
}

function statesOf({ definition }: CompiledFlow, open: readonly Placed[], now: Millis): Placement['states'] {
  return [...Map.groupBy(open, ({ record }) => record.state)]
    .map(([state, of]) => ({
      ...{ state, title: stateTitle(definition, state), cases: of.length },
      dueAtOnce: of.filter(({ dueAt }) => isDue(dueAt, now)).length,
    }))
    .toSorted((a, b) => b.cases - a.cases);
}

function nextOf(flow: CompiledFlow, open: readonly Placed[], now: Millis): Placement['next'] {
  const soonest = open.filter(({ dueAt }) => dueAt !== null).toSorted((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0));
  return soonest.slice(0, nextShown).flatMap(({ key, record, dueAt }) => {
    const first = deadlines(flow, record, { now })
      .filter((one) => one.standing === 'pending' && one.dueAt !== null)
      .toSorted((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0))[0];
    const due = new Date(first?.dueAt ?? dueAt ?? now).toISOString();
    const what = first === undefined ? '' : titleOf(flow, first);
    return [{ key, state: stateTitle(flow.definition, record.state), what, due, why: first?.why ?? '' }];
  });
}

function titleOf(
  { definition }: CompiledFlow,
  { kind, name }: { readonly kind: 'rung' | 'state'; readonly name: string },
): string {
  if (kind === 'state') return `Target time of ${stateTitle(definition, name)}`;
  const [ladder = '', rung = ''] = name.split('/');
  return `${ladderTitle(definition, ladder)}: ${rungTitle(definition, ladder, rung) || inWords(rung)}`;
}
