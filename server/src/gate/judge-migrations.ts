import type { ContentFinding, ContentMoves } from '@throughline/api';
import { checkMigration, compileFlow, stateTitle } from '@throughline/language';
import { versionOf } from '../flows/behaviour.ts';
import { readVersionHistory } from '../sql/read-version-history.ts';
import { can, cannot, findingView, type Judge, written } from './judgement.ts';

/** How cases of one version come to another: kept, and nothing moves by it. */
export const judgeMapping: Judge<'mapping'> = async (throughline, { migration }) => {
  const versions = await readVersionHistory(throughline.pool, migration.flow);
  const of = (hash: string) => versions.find(({ definition, version }) => compileFlow(definition, version).hash === hash);
  const [before, after] = [of(migration.before), of(migration.after)];
  const document = { name: migration.flow, before: null, after: written(migration) };
  const wayBack = cannot('A mapping moves no case by itself: another one takes its place');
  if (before === undefined || after === undefined) {
    const missing: ContentFinding = {
      ...{ code: 'version-unknown', severity: 'error', flow: migration.flow, path: before === undefined ? '/before' : '/after' },
      message: 'the mapping is of a version that is not deployed',
      witness: [`deployed: ${versions.map(({ version }) => version).join(', ') || 'none'}`],
      mend: 'Deploy both versions first; the new one need not be released.',
    };
    return { findings: [missing], wayBack, documents: [document] };
  }
  const findings = checkMigration(before.definition, after.definition, migration);
  return { findings: findings.map((found) => findingView(found, migration.flow)), wayBack, documents: [document] };
};

/** Running cases that go to another version, by the mapping on record. */
export const judgeMigration: Judge<'migration'> = async (throughline, content, { visible }) => {
  const { flow, from, to, back = false } = content;
  const source = await versionOf(throughline, flow, back ? to : from);
  await versionOf(throughline, flow, back ? from : to);
  const { subject: _, ...order } = content;
  const document = { name: flow, before: null, after: written(order) };
  const mapping = await throughline.engine.mapping({ flow, from, to });
  if (mapping === undefined) {
    const missing: ContentFinding = {
      ...{ code: 'migration-unknown', severity: 'error', flow, path: '' },
      message: `nothing says how cases go from version ${from} to ${to}`,
      witness: ['no mapping between the two is on record'],
      mend: 'Propose the mapping first.',
    };
    return { findings: [missing], wayBack: cannot('There is no mapping'), documents: [document] };
  }
  // It is asked of every case, one by one: whoever does not see them all is not told.
  const preview = visible.cases(flow) === 'all' ? await throughline.engine.previewMigration({ flow, from, to, back }) : undefined;
  const moves: ContentMoves | null =
    preview === undefined
      ? null
      : {
          states: preview.states.slice(0, 200).map(({ state, migrate, refused, ended }) => ({
            ...{ state, title: stateTitle(source.definition, state), migrate, refused, ended },
          })),
          refusals: preview.refusals.slice(0, 200).map(({ code, cases, examples }) => ({
            ...{ code, cases, example: examples[0]?.message ?? null },
          })),
        };
  const lossy = mapping.definition.lossy.map(({ what }) => what).join(', ');
  const wayBack = lossy === '' ? can('The cases come back by the same mapping') : can(`The cases come back, but for: ${lossy}`);
  return { findings: [], moves, wayBack, documents: [document] };
};
