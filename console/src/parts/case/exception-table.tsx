import type { Child } from '@throughline/api';
import { Fragment, type ReactNode } from 'react';
import { formatDuration } from '../../format/day.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { Severity, Status } from '../marks/status.tsx';
import { CaseLink } from '../text/case-link.tsx';
import { Absent } from '../text/money.tsx';
import { unseen } from '../text/unseen.ts';
import { When } from '../text/when.tsx';
import styles from './small-tables.module.css';
import { words } from './words.ts';

export interface ExceptionTableProps {
  readonly exceptions: readonly Child[];
  readonly hrefOf: (child: Child) => string;
  /** What they are: `Kind` of exceptions, `Task`. */
  readonly title?: string;
  /** Tasks have no severity. */
  readonly withSeverity?: boolean;
  /** What can be done with one, at the end of its row. */
  readonly toolOf?: (child: Child) => ReactNode;
  /** The edge of its row. */
  readonly markOf?: (child: Child) => 'sent' | 'unknown' | 'refused' | undefined;
  /** Below its row: the form of what is being done. */
  readonly belowOf?: (child: Child) => ReactNode;
}

/** Departures from the plan: whose they are, how old, and by when they are to be resolved. */
export function ExceptionTable(props: ExceptionTableProps) {
  const { exceptions, title = words.kind, withSeverity = true, toolOf } = props;
  return (
    <div className={styles['frame']}>
      <table className={styles['table']}>
        <thead>
          <tr>
            <th scope="col">{title}</th>
            {withSeverity ? (
              <th scope="col" data-less="">
                {words.severity}
              </th>
            ) : null}
            <th scope="col">{words.owner}</th>
            <th scope="col" className="num">
              {words.age}
            </th>
            <th scope="col">{words.target}</th>
            {toolOf === undefined ? null : (
              <th scope="col">
                <span className={unseen}>{words.whatToDo}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {exceptions.map((child) => (
            <ChildRow key={child.id} child={child} {...props} withSeverity={withSeverity} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

type ChildRowProps = ExceptionTableProps & { readonly child: Child };

function ChildRow({ child, hrefOf, withSeverity, toolOf, markOf, belowOf }: ChildRowProps) {
  const { now } = useFormat();
  const end = child.closedAt === null ? now : Date.parse(child.closedAt);
  const below = belowOf?.(child);
  return (
    <Fragment>
      <tr data-closed={child.open ? undefined : ''} data-mark={markOf?.(child)}>
        <td>
          <CaseLink href={hrefOf(child)}>{child.title}</CaseLink>
          {child.blocks && child.open ? <span className={styles['quiet']}>{words.blocksCase}</span> : null}
          {child.runbook === null || !child.open ? null : (
            <details className={styles['runbook']}>
              <summary>{words.whatToDo}</summary>
              <p>{child.runbook}</p>
            </details>
          )}
        </td>
        {withSeverity === true ? (
          <td data-less="">{child.severity === null ? <Absent /> : <Severity severity={child.severity} />}</td>
        ) : null}
        <td>{child.assignee?.name ?? child.owner.title}</td>
        <td className="num">{formatDuration(end - Date.parse(child.openedAt), 'short')}</td>
        <td>
          <Target child={child} />
        </td>
        {toolOf === undefined ? null : <td className={styles['tool']}>{toolOf(child)}</td>}
      </tr>
      {below == null ? null : (
        <tr>
          <td colSpan={4 + (withSeverity === true ? 1 : 0) + (toolOf === undefined ? 0 : 1)}>{below}</td>
        </tr>
      )}
    </Fragment>
  );
}

function Target({ child }: { readonly child: Child }) {
  if (!child.open) return <Status tone="ok">{child.resolution ?? child.stateTitle}</Status>;
  return child.dueAt === null ? <Absent /> : <When at={child.dueAt} late={child.late} />;
}
