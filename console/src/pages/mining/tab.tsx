import { TextInput } from '@mantine/core';
import type { Mining } from '@throughline/api';
import { useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { formatCount } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { waitText } from '../../parts/flow/wait.ts';
import { Answer } from '../../shell/answer.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { plusDays } from '../diagnoses/periods.ts';
import type { FlowTabProps } from '../flow/page.tsx';
import { ChoiceBar } from '../tasks/choice-bar.tsx';
import { Behind } from './behind.tsx';
import styles from './mining.module.css';
import { behindOf, selectionOf } from './question.ts';
import { Conformance, Handovers, OtherFlows, Rework } from './tables.tsx';
import { Bottlenecks, Variants } from './variants.tsx';
import { Ways } from './ways.tsx';
import { words } from './words.ts';

export interface MiningProps extends FlowTabProps {
  readonly mining: Mining;
}

/** What really happens in a flow: what follows what, how often, after how long; and the cases behind each number. */
export function MiningTab(props: FlowTabProps) {
  const { flow, search } = props;
  const { database } = useCompany();
  const request = { params: { database, flow: flow.name }, query: selectionOf(search) };
  const mining = useApi('GET /{database}/flows/{flow}/mining', request, { keepPrevious: true });
  return (
    <>
      {behindOf(search) === undefined ? <Days {...props} /> : null}
      <Answer query={mining} what={words.what}>
        {(found) => {
          if (behindOf(search) !== undefined) return <Behind {...props} mining={found} />;
          if (found.cases === 0) return <StateNotice kind="empty">{words.noCase}</StateNotice>;
          return (
            <>
              <Standing mining={found} />
              <Ways {...props} mining={found} />
              <Variants {...props} mining={found} />
              <Bottlenecks {...props} mining={found} />
              <div className={styles['two']}>
                <Rework {...props} mining={found} />
                <Handovers {...props} mining={found} />
              </div>
              <Conformance {...props} mining={found} />
              <OtherFlows {...props} mining={found} />
            </>
          );
        }}
      </Answer>
    </>
  );
}

function Days({ search: { from, to }, show }: FlowTabProps) {
  return (
    <ChoiceBar>
      <TextInput
        type="date"
        label={words.from}
        value={from ?? ''}
        onChange={({ currentTarget: { value } }) => show({ from: value || undefined })}
      />
      <TextInput
        type="date"
        label={words.to}
        value={to === undefined ? '' : plusDays(to, -1)}
        onChange={({ currentTarget: { value } }) => show({ to: value === '' ? undefined : plusDays(value, 1) })}
      />
    </ChoiceBar>
  );
}

function Standing({ mining: { cases, events, asOf, throughput, unordered } }: Pick<MiningProps, 'mining'>) {
  const { locale } = useFormat();
  const count = (value: number) => formatCount(value, locale);
  const seal = asOf.seal === null ? words.end : words.seal(count(asOf.seal));
  return (
    <p className={styles['standing']}>
      {words.of(count(cases), count(events))}
      {words.asOf(seal, asOf.behind === 0 ? '' : words.behind(count(asOf.behind)))}
      {throughput === null
        ? ''
        : words.throughput(
            waitText(throughput.medianMs, locale),
            waitText(throughput.p90Ms, locale),
            waitText(throughput.maxMs, locale),
          )}
      {unordered === 0 ? '' : words.unordered(count(unordered))}
    </p>
  );
}
