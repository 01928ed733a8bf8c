import type { CatalogueRoute, CoverageRow, DocumentRow, SystemRow } from '@throughline/api';
import { systemDiagram } from '../../catalogue/diagram.ts';
import { readGraph, requireImpact } from '../../catalogue/impact.ts';
import { readCatalogue } from '../../catalogue/read-catalogue.ts';
import { documentRow, showCoverage } from '../../catalogue/show-coverage.ts';
import { impactView } from '../../catalogue/show-impact.ts';
import { listSystems, showSystem } from '../../catalogue/show-systems.ts';
import type { CompanyContext, CsvHandlers, Handlers } from '../handler.ts';

export const catalogueHandlers: Handlers<CatalogueRoute> = {
  'GET /{database}/systems': async ({ query }, context) => ({ body: { items: await systems(context, query) } }),
  'GET /{database}/systems/{system}': async ({ params }, { throughline, visible, now }) => ({
    body: await showSystem(throughline, params.system, { visible, now }),
  }),
  'GET /{database}/system-diagram': async ({ query: { show = 'current', theme = 'auto' } }, { throughline, visible }) => ({
    body: await systemDiagram(await readCatalogue(throughline, { visible }), { show, theme }),
  }),
  'GET /{database}/coverage': async ({ query }, context) => ({ body: { items: await coverage(context, query) } }),
  'GET /{database}/documents': async ({ query }, context) => ({ body: { items: await documents(context, query) } }),
  'GET /{database}/impact': async ({ query }, context) => ({ body: await impact(context, query.of) }),
};

async function impact({ throughline, visible }: CompanyContext, of: readonly string[]) {
  const graph = await readGraph(throughline, { visible });
  return impactView(graph, requireImpact(graph, of));
}

async function systems(
  { throughline, visible, now }: CompanyContext,
  asked: { readonly tier?: string; readonly owner?: string; readonly state?: string; readonly disposition?: string },
): Promise<SystemRow[]> {
  const all = await listSystems(throughline, { visible, now });
  return all.filter(
    ({ tier, owner, state, disposition }) =>
      (asked.tier ?? tier) === tier &&
      (asked.owner ?? owner.name) === owner.name &&
      (asked.state ?? state) === state &&
      (asked.disposition ?? disposition) === disposition,
  );
}

async function coverage(
  { throughline, visible, now }: CompanyContext,
  asked: { readonly tier?: string },
): Promise<CoverageRow[]> {
  const all = await showCoverage(throughline, await readCatalogue(throughline, { visible }), now);
  return all.filter(({ tier }) => (asked.tier ?? tier) === tier);
}

async function documents(
  { throughline, visible }: CompanyContext,
  asked: { readonly kind?: string; readonly standing?: string; readonly of?: string },
): Promise<DocumentRow[]> {
  const { documents: all } = await readCatalogue(throughline, { visible });
  return all
    .map(documentRow)
    .filter(
      ({ kind, standing, of }) =>
        (asked.kind ?? kind) === kind && (asked.standing ?? standing) === standing && (asked.of ?? of) === of,
    );
}

export const catalogueCsv: CsvHandlers<CatalogueRoute> = {
  async *'GET /{database}/systems'({ query }, context) {
    yield [
      ...['name', 'title', 'state', 'tier', 'owner', 'business_owner', 'disposition', 'vendor', 'renews_on', 'purpose'],
      ...['coverage', 'open_incidents', 'open_exceptions', 'integrations', 'integration_success', 'changes'],
    ];
    for (const one of await systems(context, query)) {
      const { name, title, state, tier, owner, businessOwner, disposition, vendor, renewsOn, purpose, health } = one;
      yield [
        ...[name, title, state, tier, owner.name, businessOwner?.name ?? '', disposition, vendor, renewsOn, purpose],
        ...[one.coverage, health.openIncidents, health.openExceptions, health.integrations, health.integrationSuccess],
        health.changes,
      ];
    }
  },
  async *'GET /{database}/coverage'({ query }, context) {
    const all = await coverage(context, query);
    const kinds = all[0]?.documents.map(({ kind }) => kind) ?? [];
    yield ['kind', 'name', 'title', 'tier', 'owner', 'standing', 'people', ...kinds.map((kind) => kind.replaceAll('-', '_'))];
    for (const { kind, name, title, tier, owner, standing, people, documents: of } of all) {
      yield [kind, name, title, tier, owner.name, standing, people, ...of.map((each) => each.standing)];
    }
  },
  async *'GET /{database}/documents'({ query }, context) {
    yield ['number', 'title', 'kind', 'of_kind', 'of', 'owner', 'state', 'reviewed_on', 'tested_on', 'used_on', 'url'];
    for (const one of await documents(context, query)) {
      const { number, title, kind, ofKind, of, owner, state, reviewedOn, testedOn, usedOn, url } = one;
      yield [number, title, kind, ofKind, of, owner.name, state, reviewedOn, testedOn, usedOn, url];
    }
  },
  async *'GET /{database}/impact'({ query }, context) {
    yield ['kind', 'name', 'title', 'owner', 'tier', 'steps', 'why'];
    for (const { kind, name, title, owner, tier, steps, path } of (await impact(context, query.of)).touched) {
      yield [
        kind,
        name,
        title,
        owner?.name ?? '',
        tier,
        steps,
        path.map(({ from, says, to }) => `${from} ${says} ${to}`).join('; '),
      ];
    }
  },
};
