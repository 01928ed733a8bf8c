import { type CompiledFlow, type Input, kernelFlows, openChildren } from '@throughline/language';
import { caseId, childId, isCaseId } from '../case-id.ts';
import { canonicalObject, digestOf } from '../chain.ts';
import type { FlowRegistry } from '../flow-registry.ts';
import type { Moment, SettingsRegistry } from '../settings/settings.ts';
import type { EffectState } from '../sql/change-effects.ts';
import { type HotRow, inLockOrder, type StoredCase, storedCase } from '../sql/lock-cases.ts';
import type { Receipt, ReceiptKey } from '../sql/receipts.ts';
import { inTurn, watched } from '../store/in-line.ts';
import type { Transaction } from '../store/transaction.ts';
import { readEffectsAsked } from './effects-asked.ts';
import { readKin } from './kin.ts';
import { mergeTarget, SentToMerged, sentToMerged } from './merged-cases.ts';
import { type Mappings, readMappingsAsked } from './migrations-asked.ts';
import type { CaseAddress, DispatchResult, FailureCode, Submission } from './submission.ts';
import { failureCodes, nameLengthMax } from './submission.ts';

/** A submission made ready: its case's id worked out, its receipt named as the database names it. */
export interface Prepared {
  readonly submission: Submission;
  readonly caseId: string;
  readonly receipt?: ReceiptKey & { readonly digest: string };
  /** The canonical text of the input's data, where it was written for the digest. */
  readonly dataText?: string;
  /** It was sent to a case that was merged into this one; its receipt is there. */
  readonly isRedirected?: boolean;
  /** It cannot be decided at all. */
  readonly failure?: DispatchResult;
}

/** All that deciding a batch may look at: nothing is read while it is decided. */
export interface World {
  readonly moment: Moment;
  readonly cases: ReadonlyMap<string, StoredCase>;
  readonly receipts: ReadonlyMap<string, Receipt>;
  /** Owned cases that were looked for beside those that are open; those of them that are not in `cases` do not exist. */
  readonly lookedFor: ReadonlySet<string>;
  /** Cases that newborn ones come of, where a pilot must know; they are not locked. */
  readonly kin: ReadonlyMap<string, StoredCase>;
  readonly mappings: Mappings;
  /** Effects that commands are about, by name; locked. */
  readonly effects: ReadonlyMap<string, EffectState>;
  /** A version that is loaded; `undefined`: there is none. */
  flowOf(flow: string, version: number | undefined): CompiledFlow | undefined;
}

/** Deciding met owned cases that were not read: read them and decide again. */
export class CaseNotRead extends Error {
  readonly caseIds: readonly string[];

  constructor(caseIds: readonly string[]) {
    super(`Cases were not read: ${caseIds.join(', ')}`);
    this.caseIds = caseIds;
  }
}

export function receiptName({ caseId, source, key }: ReceiptKey): string {
  return `${caseId}/${source}/${key}`;
}

export function failed(caseId: string, code: FailureCode, message: string = failureCodes[code], place?: string): DispatchResult {
  return { outcome: 'failed', caseId, refusal: { code, message, ...(place === undefined ? {} : { place }) } };
}

/** Makes submissions ready. Those of one case often stand together, so the id of the last one is kept. */
export function prepareAll(submissions: readonly Submission[], sourceIds: ReadonlyMap<string, number>): readonly Prepared[] {
  let last: Exclude<CaseAddress, { readonly id: string }> | undefined;
  let lastId = '';
  return submissions.map((submission) => {
    const address = submission.case;
    if (address.id !== undefined) {
      const { id } = address;
      return isCaseId(id)
        ? signed(submission, id, sourceIds)
        : { submission, caseId: id, failure: failed(id, 'address-invalid') };
    }
    if (last === undefined || address.key !== last.key || address.flow !== last.flow || address.entity !== last.entity) {
      const { flow, entity, key } = address;
      if (!isName(flow) || !isName(entity) || !isName(key))
        return { submission, caseId: '', failure: failed('', 'address-invalid') };
      last = address;
      lastId = caseId(address);
    }
    return signed(submission, lastId, sourceIds);
  });
}

function signed(submission: Submission, id: string, sourceIds: ReadonlyMap<string, number>): Prepared {
  const { receipt, input, cause } = submission;
  if (cause !== undefined && !(isCaseId(cause.case) && Number.isInteger(cause.seq) && cause.seq > 0 && cause.seq <= seqMax))
    return {
      submission,
      caseId: id,
      failure: failed(id, 'address-invalid', 'The cause is not named by the id of a case and a number'),
    };
  if (receipt === undefined) return { submission, caseId: id };
  const source = sourceIds.get(receipt.source);
  if (source === undefined || !isName(receipt.key)) return { submission, caseId: id, failure: failed(id, 'receipt-invalid') };
  const dataText = input.kind === 'deadline' ? '{}' : canonicalObject(input.data);
  return {
    submission,
    caseId: id,
    dataText,
    receipt: { caseId: id, source, key: receipt.key, digest: digestOf(digestText(input, dataText)) },
  };
}

/** As many events has a case at most: PostgreSQL's int4. */
const seqMax = 2_147_483_647;

/** What must be the same for two submissions to be the same. */
function digestText(input: Input, dataText: string): string {
  if (input.kind === 'deadline') return 'deadline';
  const said = input.kind === 'command' ? [input.actor.id, input.reason ?? null] : [input.occurredAt];
  return JSON.stringify([input.kind, input.type, ...said]) + dataText;
}

export function isName(text: string): boolean {
  return text.length > 0 && text.length <= nameLengthMax && text.isWellFormed() && !text.includes('\0');
}

/** A batch whose root cases are being locked. */
export interface Locking {
  readonly flows: FlowRegistry;
  /** Who owns whom among what is addressed by id. */
  readonly parents: ReadonlyMap<string, string>;
  readonly locked: Promise<{ readonly moment: Moment; readonly roots: ReadonlyMap<string, HotRow> }>;
}

/**
 * Locks the root cases of a batch, in one order for all transactions. Owned children are not locked: whoever touches one holds its
 * owner's lock.
 */
export async function lockRoots(
  tx: Transaction,
  prepared: readonly Prepared[],
  { flows, settings }: { readonly flows: FlowRegistry; readonly settings: SettingsRegistry },
): Promise<Locking> {
  const moment = watched(settings.moment(tx));
  const byId = prepared.filter(({ submission, failure }) => failure === undefined && submission.case.id !== undefined);
  const parents = await readAncestors(tx, [...new Set(byId.map((item) => item.caseId))]);
  const ids = prepared.flatMap((item) =>
    item.failure === undefined ? [rootOf(item.caseId, parents), mergeTarget(item) ?? []].flat() : [],
  );
  const rows = tx.lockCases(inLockOrder(ids));
  const locked = inTurn([moment, rows]).then(([known, hot]) => ({
    moment: known,
    roots: new Map(hot.map((row) => [row.id, row])),
  }));
  return { flows, parents, locked: watched(locked) };
}

/** Reads what deciding some submissions of a batch needs. What follows from their names alone is asked for while locks are waited for. */
export async function readWorld(
  tx: Transaction,
  prepared: readonly Prepared[],
  { flows, parents, locked, also }: Locking & { readonly also: ReadonlySet<string> },
): Promise<World> {
  const meant = prepared.filter(({ failure }) => failure === undefined);
  const roots = new Set<string>();
  const children = new Set<string>(also);
  for (const item of meant) {
    const id = item.caseId;
    const root = rootOf(id, parents);
    for (const each of [root, mergeTarget(item) ?? []].flat()) roots.add(each);
    for (let child = id; child !== root; child = parents.get(child) ?? root) children.add(child);
  }
  const keys = meant.flatMap(({ receipt }) => (receipt === undefined ? [] : [receipt]));
  const [{ moment, roots: hot }, data, known] = await inTurn([locked, tx.readCaseData([...roots]), tx.readReceipts(keys)]);
  const cases = new Map<string, StoredCase>();
  for (const id of roots) {
    const [row, rest] = [hot.get(id), data.get(id)];
    // A case that another transaction bore after the locks were taken: for this batch it is not there yet.
    if (row === undefined) continue;
    if (rest === undefined) throw new Error(`Case ${id} has no row in case_data`);
    cases.set(id, storedCase(row, rest));
    for (const { flow, key } of openChildren(rest.clocks)) children.add(childId(id, flow, key));
  }
  const elsewhere = sentToMerged(meant, cases);
  if (elsewhere !== undefined) throw new SentToMerged(elsewhere);
  const takenBack = meant.flatMap((item) => (isRetraction(item) && cases.has(item.caseId) ? [item.caseId] : []));
  if (takenBack.length > 0) for (const owned of await tx.readOwned(inLockOrder(takenBack))) children.add(owned);
  for (const child of await tx.readCases(inLockOrder(children))) cases.set(child.record.id, child);
  const below = new Set([...children].flatMap((id) => openBelow(cases.get(id))));
  for (const child of await tx.readCases(inLockOrder(below))) cases.set(child.record.id, child);
  const sentTo = new Set(meant.flatMap(({ receipt, isRedirected }) => (isRedirected && receipt ? [receipt.caseId] : [])));
  const isKnown = (id: string) => cases.has(id) || sentTo.has(id);
  const receipts = new Map(known.flatMap((receipt) => (isKnown(receipt.caseId) ? [[receiptName(receipt), receipt]] : [])));
  const kin = await readKin(tx, prepared, cases, moment);
  const mappings = await readMappingsAsked(tx, prepared, cases);
  const effects = await readEffectsAsked(tx, prepared);
  await loadFlows(tx, flows, versionsNeeded(prepared, { cases, mappings }, moment), moment);
  return {
    moment,
    cases,
    receipts,
    lookedFor: also,
    kin,
    mappings,
    effects,
    flowOf: (flow, version) => (version === undefined ? undefined : flows.get(flow, version)),
  };
}

/** With a case that is taken back goes all that it owns, finished or not. */
function isRetraction({ submission: { input } }: Prepared): boolean {
  return input.kind === 'command' && input.type === 'retract';
}

/** The open exceptions and tasks of an owned case that has such of its own. */
function openBelow(owned: StoredCase | undefined): readonly string[] {
  if (owned === undefined) return [];
  return openChildren(owned.record.clocks).map(({ flow, key }) => childId(owned.record.id, flow, key));
}

/** With the newest versions of the flows of owned children, which may be born, and of theirs. */
async function loadFlows(
  tx: Transaction,
  flows: FlowRegistry,
  needed: readonly (readonly [string, number])[],
  { latest }: Moment,
): Promise<void> {
  await flows.load(tx, needed);
  const seen = new Set<string>();
  for (let level = needed; level.length > 0; ) {
    level = level.flatMap(([flow, version]) =>
      [...(flows.get(flow, version)?.children.values() ?? [])].flatMap((child) => {
        const newest = latest[child.flow];
        if (newest === undefined || seen.has(child.flow)) return [];
        seen.add(child.flow);
        return [[child.flow, newest] as const];
      }),
    );
    await flows.load(tx, level);
  }
}

/** Owners, owners of owners, and so on: at most four levels. */
async function readAncestors(tx: Transaction, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const parents = new Map<string, string>();
  let level = ids;
  for (let depth = 0; depth < 4 && level.length > 0; depth += 1) {
    const found = await tx.readParents(level);
    for (const [id, parent] of found) if (parent !== null) parents.set(id, parent);
    level = [...new Set([...found.values()].filter((parent) => parent !== null && !parents.has(parent)))] as string[];
  }
  return parents;
}

function rootOf(id: string, parents: ReadonlyMap<string, string>): string {
  let root = id;
  for (let parent = parents.get(root); parent !== undefined; parent = parents.get(root)) root = parent;
  return root;
}

function versionsNeeded(
  prepared: readonly Prepared[],
  { cases, mappings }: { readonly cases: ReadonlyMap<string, StoredCase>; readonly mappings: Mappings },
  { latest, settings: { pilots } }: Moment,
): readonly (readonly [string, number])[] {
  const needed = new Map<string, readonly [string, number]>();
  const need = (flow: string, version: number | undefined) => {
    if (version !== undefined) needed.set(`${flow}/${version}`, [flow, version]);
  };
  for (const { record } of cases.values()) need(record.flow, record.version);
  for (const { submission } of prepared)
    if (submission.case.id === undefined) need(submission.case.flow, latest[submission.case.flow]);
  for (const flow of kernelFlows.keys()) need(flow, latest[flow]);
  for (const { flows } of pilots) for (const [flow, version] of Object.entries(flows)) need(flow, version);
  for (const { flow, from, to } of mappings.values()) {
    need(flow, from);
    need(flow, to);
  }
  return [...needed.values()];
}
