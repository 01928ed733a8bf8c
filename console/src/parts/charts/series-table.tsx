import { formatDay } from '../../format/day.ts';
import { measureText } from '../../format/metric.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { type PlainColumn, PlainTable } from '../table/plain-table.tsx';
import { Anchor } from '../text/anchor.tsx';
import { Absent } from '../text/money.tsx';
import { lettered, type Series, type SeriesPoint, timeOf } from './series.ts';
import { words } from './words.ts';

/** The numbers of a chart, the latest first; each opens what is behind it. */
export function SeriesTable({ series }: { readonly series: Series }) {
  const settings = useFormat();
  const { points, markers } = series;
  const text = (value: number) => measureText(value, series, settings.locale);
  const changes = lettered(markers);
  const has = (test: (point: SeriesPoint) => boolean) => points.some(test);
  const columns: readonly (PlainColumn<SeriesPoint> | false)[] = [
    { key: 'from', title: words.from, kind: 'key', render: ({ from }) => formatDay(from, settings) },
    { key: 'to', title: words.to, render: ({ to }) => formatDay(to, settings) },
    {
      key: 'value',
      title: series.title,
      kind: 'figure',
      render: ({ value, href }) => {
        if (value === null) return <Absent>{words.noData}</Absent>;
        return href === undefined ? (
          text(value)
        ) : (
          <Anchor className="link" href={href}>
            {text(value)}
          </Anchor>
        );
      },
    },
    has(({ frozen }) => frozen === true) && {
      key: 'frozen',
      title: words.frozen,
      render: ({ frozen }) => (frozen === true ? words.frozenWord : <Absent>{words.openWord}</Absent>),
    },
    has(({ restated }) => typeof restated === 'number') && {
      key: 'restated',
      title: words.restated,
      kind: 'figure',
      render: ({ restated }) => (typeof restated === 'number' ? text(restated) : <Absent />),
    },
    has(({ expected }) => expected != null) && {
      key: 'expected',
      title: words.expected,
      kind: 'figure',
      wideOnly: true,
      render: ({ expected }) => (expected == null ? <Absent /> : words.between(text(expected.lower), text(expected.upper))),
    },
    changes.length > 0 && {
      key: 'changes',
      title: words.atMarker,
      kind: 'words',
      render: ({ from, to }) =>
        changes
          .filter(({ at }) => timeOf(at) >= timeOf(from) && timeOf(at) < timeOf(to))
          .map(({ title, letter }) => (letter === undefined ? title : `${letter} ${title}`))
          .join('; ') || <Absent />,
    },
  ];
  return (
    <PlainTable
      caption={series.title}
      columns={columns.filter((column) => column !== false)}
      rows={points.toReversed()}
      idOf={({ from }) => from}
      empty={<Absent>{words.noData}</Absent>}
    />
  );
}
