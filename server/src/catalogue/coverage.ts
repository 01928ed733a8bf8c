import { type CatalogueRecords, type DocumentRecord, isEssential } from './records.ts';

/** What is asked of everything that the business stops without. */
export const coveredKinds = [
  'runbook',
  'diagram',
  'configuration-baseline',
  'integration-spec',
  'data-dictionary',
  'sop',
] as const;
export type CoveredKind = (typeof coveredKinds)[number];
/** Without these it counts as not documented. */
export const essentialKinds: ReadonlySet<string> = new Set(['runbook', 'diagram']);

export type DocumentStanding = 'current' | 'due' | 'stale' | 'draft' | 'missing';
const standings: Readonly<Record<string, DocumentStanding>> = {
  current: 'current',
  due: 'due',
  stale: 'stale',
  reviewed: 'draft',
  draft: 'draft',
};
/** Of a state of the flow `document`. */
export const standingOfDocument = (state: string): DocumentStanding => standings[state] ?? 'missing';
const best: readonly DocumentStanding[] = ['current', 'due', 'stale', 'draft', 'missing'];

export interface CoveredDocument {
  readonly kind: CoveredKind;
  readonly standing: DocumentStanding;
  /** The best that there is; `null`: it is missing. */
  readonly document: DocumentRecord | null;
}

/** A live system or integration, what is written of it, and who can keep it. */
export interface Coverage {
  readonly kind: 'system' | 'integration';
  readonly name: string;
  readonly title: string;
  readonly entity: string;
  readonly owner: string;
  readonly tier: '1' | '2' | '3';
  readonly documents: readonly CoveredDocument[];
  /** Who holds the role that owns it; `null`: nobody has an account here. */
  readonly people: readonly string[] | null;
  /** `runbook missing`, `diagram stale`: of what counts. Empty where it is of a lower tier. */
  readonly gaps: readonly string[];
  /** Of the first tier, and kept by one person alone. */
  readonly isOnePerson: boolean;
  /** Nobody holds the role that owns it. */
  readonly hasNoOwner: boolean;
}

const tiers = { critical: '1', important: '2', minor: '3' } as const;

/**
 * What is written of each live system and integration, and who can keep it. A document whose review is due still counts; a stale one, and one that is only drafted, do not.
 *
 * @param holders by role, who holds it; `undefined`: nobody has an account
 */
export function coverageOf(
  { systems, integrations, documents }: Pick<CatalogueRecords, 'systems' | 'integrations' | 'documents'>,
  holders: ReadonlyMap<string, readonly string[]> | undefined,
): readonly Coverage[] {
  const live = [
    ...systems
      .filter(({ state }) => state === 'live' || state === 'retiring')
      .map((one) => ({ ...one, kind: 'system' as const })),
    ...integrations
      .filter(({ state }) => state === 'live')
      .map((one) => ({ ...one, kind: 'integration' as const, tier: tiers[one.tier] })),
  ];
  const written = Map.groupBy(documents, ({ ofKind, of }) => `${ofKind}:${of.toLowerCase()}`);
  return live.map(({ kind, name, title, entity, owner, tier }) => {
    const own = written.get(`${kind}:${name.toLowerCase()}`) ?? [];
    const covered = coveredKinds.map((one) => bestOf(one, own));
    const people = holders === undefined ? null : (holders.get(owner) ?? []);
    const asked = isEssential({ tier });
    return {
      ...{ kind, name, title, entity, owner, tier, people, documents: covered },
      gaps: asked ? covered.flatMap(gapOf) : [],
      isOnePerson: asked && people?.length === 1,
      hasNoOwner: people?.length === 0,
    };
  });
}

function bestOf(kind: CoveredKind, own: readonly DocumentRecord[]): CoveredDocument {
  const alike = own
    .filter((document) => document.kind === kind)
    .map((document) => ({ kind, document, standing: standingOfDocument(document.state) }))
    .filter(({ standing }) => standing !== 'missing')
    .sort((a, b) => best.indexOf(a.standing) - best.indexOf(b.standing));
  return alike[0] ?? { kind, standing: 'missing', document: null };
}

function gapOf({ kind, standing }: CoveredDocument): readonly string[] {
  if (!essentialKinds.has(kind) || standing === 'current' || standing === 'due') return [];
  return [`${kind} ${standing === 'draft' ? 'only drafted' : standing}`];
}
