import type { CoverageRow, DocumentRow } from '@throughline/api';
import type { Millis } from '@throughline/language';
import { titleOfRole } from '../http/roles.ts';
import { namesOf } from '../sign-in/names-of-people.ts';
import type { Throughline } from '../throughline.ts';
import { type Coverage, coverageOf, standingOfDocument } from './coverage.ts';
import { type CatalogueRecords, type DocumentRecord, isEssential } from './records.ts';
import { roleHolders } from './role-holders.ts';

/** A role as people read it. */
export const roleOf = (name: string) => ({ name, title: titleOfRole(name) });

/** What is written of each live system and integration, and who can keep it: what is worst off first within its tier. */
export async function showCoverage(
  throughline: Throughline,
  records: Pick<CatalogueRecords, 'systems' | 'integrations' | 'documents'>,
  now: Millis,
): Promise<CoverageRow[]> {
  const all = coverageOf(records, await roleHolders(throughline, now));
  const alone = all.flatMap(({ people }) => (people?.length === 1 ? people : []));
  const names = alone.length === 0 ? new Map<string, string>() : await namesOf(throughline, alone);
  return all
    .map((one) => rowOf(one, names))
    .sort((a, b) => (a.tier === b.tier ? rank(a) - rank(b) || (a.title < b.title ? -1 : 1) : a.tier < b.tier ? -1 : 1));
}

const ranks: readonly CoverageRow['standing'][] = ['no-owner', 'exposed', 'undocumented', 'one-person', 'covered'];
const rank = ({ standing }: CoverageRow) => ranks.indexOf(standing);

function rowOf(one: Coverage, names: ReadonlyMap<string, string>): CoverageRow {
  const { kind, name, title, tier, owner, documents, gaps, people } = one;
  const [only, ...others] = people ?? [];
  return {
    ...{ kind, name, title, tier, owner: roleOf(owner), isAsked: isEssential({ tier }), gaps: [...gaps] },
    documents: documents.map(({ kind: of, standing, document }) => ({
      ...{ kind: of, standing, number: document?.name ?? null, caseId: document?.caseId ?? null },
      ...{ reviewedOn: document?.reviewedOn ?? null, testedOn: document?.lastTestedOn ?? null },
    })),
    people: people?.length ?? null,
    onlyPerson: only === undefined || others.length > 0 ? null : (names.get(only) ?? only),
    standing: standingOf(one),
  };
}

/** The worst that is so of it. */
export function standingOf({ gaps, isOnePerson, hasNoOwner }: Coverage): CoverageRow['standing'] {
  if (hasNoOwner) return 'no-owner';
  if (gaps.length > 0) return isOnePerson ? 'exposed' : 'undocumented';
  return isOnePerson ? 'one-person' : 'covered';
}

/** A document as lists show it. */
export function documentRow(one: DocumentRecord): DocumentRow {
  const { caseId, name: number, title, kind, ofKind, of, owner, state, reviewedOn, lastTestedOn, lastUsedOn, url } = one;
  return {
    ...{ caseId, number, title, kind, ofKind, of, owner: roleOf(owner), state, standing: standingOfDocument(state) },
    ...{ reviewedOn, testedOn: lastTestedOn, usedOn: lastUsedOn, url },
  };
}
