import { useCompany } from '../../data/company.tsx';
import { formatCount, formatPercent } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { waitText } from '../../parts/flow/wait.ts';
import { PlainTable } from '../../parts/table/plain-table.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Absent, Amounts } from '../../parts/text/money.tsx';
import { Section } from '../../shell/section.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { flowAddress } from '../addresses.ts';
import type { MiningProps } from './tab.tsx';
import { TableCsv } from './table-csv.tsx';
import { words } from './words.ts';

/** What came again in a case. */
export function Rework(props: MiningProps) {
  const { database } = useCompany();
  const { locale } = useFormat();
  const { flow, search, mining } = props;
  const rows = mining.activities.filter(({ repeats }) => repeats > 0).toSorted((a, b) => b.repeats - a.repeats);
  return (
    <Section title={words.rework} aside={words.reworkNote} note={<TableCsv {...props} table="activities" />}>
      <PlainTable
        caption={words.rework}
        rows={rows}
        idOf={({ name }) => name}
        empty={<StateNotice kind="empty">{words.noRework}</StateNotice>}
        columns={[
          { key: 'activity', title: words.activity, kind: 'key', render: ({ title }) => title },
          { key: 'again', title: words.repeats, kind: 'figure', render: ({ repeats }) => formatCount(repeats, locale) },
          { key: 'loops', title: words.selfLoops, kind: 'figure', render: ({ selfLoops }) => formatCount(selfLoops, locale) },
          {
            key: 'cases',
            title: words.inCases,
            kind: 'figure',
            render: ({ name, repeatCases }) => (
              <Anchor className="link" href={flowAddress(database, flow.name, { ...search, activity: name, again: 'true' })}>
                {formatCount(repeatCases, locale)}
              </Anchor>
            ),
          },
          {
            key: 'share',
            title: words.ofCases,
            kind: 'figure',
            render: ({ repeatCases, cases }) => (cases === 0 ? <Absent /> : formatPercent(repeatCases / cases, locale)),
          },
        ]}
      />
    </Section>
  );
}

/** From one role to the next, and between those who did it. */
export function Handovers(props: MiningProps) {
  const { locale } = useFormat();
  const { by, items, roles } = props.mining.handovers;
  return (
    <>
      <Section title={words.handovers} aside={words.handoversNote} note={<TableCsv {...props} table="roles" />}>
        <PlainTable
          caption={words.handovers}
          rows={roles.slice(0, 10)}
          idOf={({ from, to }) => `${from.name} ${to.name}`}
          empty={<StateNotice kind="empty">{words.noHandover}</StateNotice>}
          columns={[
            { key: 'from', title: words.fromRole, kind: 'key', render: ({ from }) => from.title },
            { key: 'to', title: words.toRole, render: ({ to }) => to.title },
            { key: 'count', title: words.count, kind: 'figure', render: ({ count }) => formatCount(count, locale) },
          ]}
        />
      </Section>
      <Section
        title={words.handovers}
        aside={by === 'actor' ? words.peopleNote : words.kindNote}
        note={<TableCsv {...props} table="handovers" />}
      >
        <PlainTable
          caption={words.handovers}
          rows={items.slice(0, 10)}
          idOf={({ from, to }) => `${from.id} ${to.id}`}
          empty={<StateNotice kind="empty">{words.noHandover}</StateNotice>}
          columns={[
            { key: 'from', title: words.fromRole, kind: 'key', render: ({ from }) => from.name },
            { key: 'to', title: words.toRole, render: ({ to }) => to.name },
            { key: 'count', title: words.count, kind: 'figure', render: ({ count }) => formatCount(count, locale) },
            medianColumn(locale),
          ]}
        />
      </Section>
    </>
  );
}

/** Facts for which the flow had no place, and what they cost. */
export function Conformance(props: MiningProps) {
  const { database } = useCompany();
  const { locale } = useFormat();
  const { flow, search, mining } = props;
  const { deviations, cases, conformingCases, types } = mining.conformance;
  const count = (value: number) => formatCount(value, locale);
  const wait = (ms: number | null) => (ms === null ? <Absent /> : waitText(Math.max(0, ms), locale));
  return (
    <Section
      title={words.conformance}
      aside={
        words.conforms(count(conformingCases), count(mining.cases)) +
        (deviations === 0 ? words.conformsAll : words.deviates(count(deviations), count(cases)))
      }
      note={<TableCsv {...props} table="deviations" />}
    >
      <PlainTable
        caption={words.conformance}
        rows={types}
        idOf={({ state, event }) => `${state} ${event}`}
        empty={<StateNotice kind="empty">{words.noDeviation}</StateNotice>}
        columns={[
          { key: 'event', title: words.deviation, kind: 'key', render: ({ eventTitle }) => eventTitle },
          { key: 'state', title: words.inState, render: ({ stateTitle }) => stateTitle },
          { key: 'count', title: words.count, kind: 'figure', render: (one) => count(one.count) },
          {
            key: 'cases',
            title: words.cases,
            kind: 'figure',
            render: (one) => (
              <Anchor className="link" href={flowAddress(database, flow.name, { ...search, deviation: one.event })}>
                {count(one.cases)}
              </Anchor>
            ),
          },
          { key: 'took', title: words.took, kind: 'figure', render: ({ medianMs }) => wait(medianMs) },
          { key: 'added', title: words.added, kind: 'figure', wideOnly: true, render: ({ addedMs }) => wait(addedMs) },
          {
            key: 'money',
            title: words.money,
            kind: 'figure',
            wideOnly: true,
            render: ({ money }) => <Amounts amounts={money} />,
          },
        ]}
      />
    </Section>
  );
}

/** What followed in one flow from what happened in another. */
export function OtherFlows(props: MiningProps) {
  const { locale } = useFormat();
  const { flows } = useCompany();
  const flowTitle = (name: string) => flows.find((flow) => flow.name === name)?.title ?? name;
  return (
    <Section title={words.otherFlows} aside={words.otherFlowsNote} note={<TableCsv {...props} table="between" />}>
      <PlainTable
        caption={words.otherFlows}
        rows={props.mining.between.slice(0, 20)}
        idOf={({ fromFlow, from, toFlow, to }) => `${fromFlow} ${from} ${toFlow} ${to}`}
        empty={<StateNotice kind="empty">{words.noOther}</StateNotice>}
        columns={[
          {
            key: 'from',
            title: words.here,
            kind: 'key',
            render: ({ fromFlow, fromTitle }) => `${flowTitle(fromFlow)}: ${fromTitle}`,
          },
          { key: 'to', title: words.there, render: ({ toFlow, toTitle }) => `${flowTitle(toFlow)}: ${toTitle}` },
          { key: 'count', title: words.count, kind: 'figure', render: ({ count }) => formatCount(count, locale) },
          medianColumn(locale),
        ]}
      />
    </Section>
  );
}

/** How long it usually took from the one to the other. */
function medianColumn(locale: string) {
  return {
    key: 'median',
    title: words.median,
    kind: 'figure',
    render: ({ medianMs }: { readonly medianMs: number | null }) =>
      medianMs === null ? <Absent /> : waitText(Math.max(0, medianMs), locale),
  } as const;
}
