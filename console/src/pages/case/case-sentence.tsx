import type { CaseDetail } from '@throughline/api';
import { formatCount } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';

/** Whose the case is and how it stands, in a line. */
export function CaseSentence({ detail, withState = false }: { readonly detail: CaseDetail; readonly withState?: boolean }) {
  const { locale } = useFormat();
  const { case: row, flow } = detail;
  const { entity, version, owner, assignee, daysLate, pausedBy, open, stateTitle, awaiting } = row;
  const whose = [
    entity,
    `${flow.title.toLowerCase()} flow v${version}`,
    ...(owner === null ? [] : [`owner ${owner.title}`]),
    ...(assignee === null ? [] : [`assigned to ${assignee.name}`]),
  ].join(', ');
  const late =
    daysLate !== null && daysLate > 0 ? [`${formatCount(daysLate, locale)} ${daysLate === 1 ? 'day' : 'days'} late`] : [];
  const paused = pausedBy === null ? [] : [`ladder paused while ${pausedBy}`];
  const approvals = awaiting.map(
    ({ title, approvals: so }) =>
      `waits for approval of ${title.charAt(0).toLowerCase()}${title.slice(1)}${so === undefined ? '' : `, ${so.given} of ${so.needed} approvals`}`,
  );
  const standing = [...(withState ? [stateTitle] : []), ...(open ? [] : ['ended']), ...late, ...paused, ...approvals].join(', ');
  return (
    <p>
      {whose}.{standing === '' ? '' : ` ${standing.slice(0, 1).toUpperCase()}${standing.slice(1)}.`}
    </p>
  );
}
