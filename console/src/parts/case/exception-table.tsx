import type { Child } from '@throughline/api';
import { formatDuration } from '../../format/day.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { Severity, Status } from '../marks/status.tsx';
import { CaseLink } from '../text/case-link.tsx';
import { Absent } from '../text/money.tsx';
import { When } from '../text/when.tsx';
import styles from './small-tables.module.css';

export interface ExceptionTableProps {
  readonly exceptions: readonly Child[];
  readonly hrefOf: (child: Child) => string;
}

/** Departures from the plan: whose they are, how old, and by when they are to be resolved. */
export function ExceptionTable({ exceptions, hrefOf }: ExceptionTableProps) {
  const { now } = useFormat();
  return (
    <div className={styles['frame']}>
      <table className={styles['table']}>
        <thead>
          <tr>
            <th scope="col">Kind</th>
            <th scope="col" data-less="">
              Severity
            </th>
            <th scope="col">Owner</th>
            <th scope="col" className="num">
              Age
            </th>
            <th scope="col">Target</th>
          </tr>
        </thead>
        <tbody>
          {exceptions.map((child) => (
            <tr key={child.id} data-closed={child.open ? undefined : ''}>
              <td>
                <CaseLink href={hrefOf(child)}>{child.title}</CaseLink>
                {child.blocks && child.open ? <span className={styles['quiet']}> blocks the case</span> : null}
              </td>
              <td data-less="">{child.severity === null ? <Absent /> : <Severity severity={child.severity} />}</td>
              <td>{child.assignee?.name ?? child.owner.title}</td>
              <td className="num">
                {formatDuration(
                  (child.closedAt === null ? now : Date.parse(child.closedAt)) - Date.parse(child.openedAt),
                  'short',
                )}
              </td>
              <td>
                <Target child={child} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Target({ child }: { readonly child: Child }) {
  if (!child.open) return <Status tone="ok">{child.resolution ?? child.stateTitle}</Status>;
  return child.dueAt === null ? <Absent /> : <When at={child.dueAt} late={child.late} />;
}
