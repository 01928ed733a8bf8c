import type { CaseDetail } from '@throughline/api';
import { formatCount } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { words } from './words.ts';

/** Whose the case is and how it stands, in a line. */
export function CaseSentence({ detail, withState = false }: { readonly detail: CaseDetail; readonly withState?: boolean }) {
  const { locale } = useFormat();
  const { case: row, flow } = detail;
  const { entity, version, owner, assignee, daysLate, pausedBy, open, stateTitle, awaiting } = row;
  const whose = [
    entity,
    words.flowVersion(flow.title.toLowerCase(), version),
    ...(owner === null ? [] : [words.owner(owner.title)]),
    ...(assignee === null ? [] : [words.assignedTo(assignee.name)]),
  ].join(', ');
  const late = daysLate !== null && daysLate > 0 ? [words.daysLate(formatCount(daysLate, locale), daysLate)] : [];
  const paused = pausedBy === null ? [] : [words.ladderPausedWhile(pausedBy)];
  const approvals = awaiting.map(({ title, approvals: so }) =>
    words.waitsForApprovalOf(`${title.charAt(0).toLowerCase()}${title.slice(1)}`, so),
  );
  const standing = [...(withState ? [stateTitle] : []), ...(open ? [] : ['ended']), ...late, ...paused, ...approvals].join(', ');
  return (
    <p>
      {whose}.{standing === '' ? '' : ` ${standing.slice(0, 1).toUpperCase()}${standing.slice(1)}.`}
    </p>
  );
}
