import type { Diagnosis } from '@throughline/api';
import { useCompany } from '../../data/company.tsx';
import { formatDay, formatMoment } from '../../format/day.ts';
import { formatCount } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { KeyButton } from '../../keys/key-hint.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Figure } from '../../parts/text/sentence.tsx';
import { When } from '../../parts/text/when.tsx';
import { PageHead } from '../../shell/page-head.tsx';
import { caseAddress, flowAddress, metricAddress } from '../addresses.ts';
import { plusDays } from '../diagnoses/periods.ts';
import { diagnosesAddress } from '../diagnoses/search.ts';
import styles from './diagnosis.module.css';
import { words } from './words.ts';

interface HeadProps {
  readonly diagnosis: Diagnosis;
  readonly hrefOf: (of: string) => string;
  readonly onBrief: () => void;
}

/** The sentence is the title; each of its numbers opens its cases, each change that it names opens itself. */
export function Head({ diagnosis, hrefOf, onBrief }: HeadProps) {
  const { database } = useCompany();
  const { case: found, sentence, says, metric, open, dueAt, owner, openedAt, openedBy } = diagnosis;
  const settings = useFormat();
  return (
    <PageHead
      sentence
      windowTitle={`${found.key}, ${metric.title}`}
      crumb={
        <>
          <Anchor href={diagnosesAddress(database)}>{words.diagnoses}</Anchor> /{' '}
          <Anchor className="link" href={caseAddress(database, found.id)}>
            {found.key}
          </Anchor>
          , {words.opened(formatMoment(openedAt, settings), openedBy.name)}. {words.owner(owner.title, owner.person)}
          {open && dueAt !== null ? (
            <>
              , {words.due('')}
              <When at={dueAt} />
            </>
          ) : null}
        </>
      }
      title={sentence.length === 0 ? says || metric.title : <Said diagnosis={diagnosis} hrefOf={hrefOf} />}
      actions={
        <KeyButton keys="b" label={words.briefKey} onClick={onBrief}>
          {words.brief}
        </KeyButton>
      }
    >
      <Facts diagnosis={diagnosis} />
    </PageHead>
  );
}

function Said({ diagnosis: { sentence }, hrefOf }: Pick<HeadProps, 'diagnosis' | 'hrefOf'>) {
  const { database } = useCompany();
  return sentence.map(({ text, of, to }, index) => {
    const href = of === undefined ? changeHref(to, database) : hrefOf(of);
    // The same number may come twice; its place is what it is.
    const key = `${index} ${text}`;
    return href === undefined ? (
      <span key={key}>{text}</span>
    ) : (
      <Figure key={key} href={href}>
        {text}
      </Figure>
    );
  });
}

/** A change opens its case; a version, its flow. */
export function changeHref(
  to: Diagnosis['sentence'][number]['to'],
  database: ReturnType<typeof useCompany>['database'],
): string | undefined {
  if (to === undefined) return undefined;
  if (to.case !== null) return caseAddress(database, to.case.id);
  const [flow, version] = to.key.split(/[@/ ]v?/);
  if (to.kind !== 'flow-version' || flow === undefined || flow === '') return undefined;
  return flowAddress(database, flow, { tab: 'system', ...(/^\d+$/.test(version ?? '') ? { version: version ?? '' } : {}) });
}

function Facts({
  diagnosis: { metric, question, asOf, forYouAlone, visibleEntities, verdict },
}: {
  readonly diagnosis: Diagnosis;
}) {
  const { database } = useCompany();
  const settings = useFormat();
  const { from, to, against, where = [] } = question;
  const day = (text: string) => formatDay(text, settings);
  const seal = asOf.seal === null ? words.noSeal : words.seal(formatCount(asOf.seal, settings.locale));
  return (
    <p className={styles['facts']}>
      <Anchor href={metricAddress(database, metric.id, { from, to, ...(where.length === 0 ? {} : { where }) })}>
        {metric.title}
      </Anchor>
      , {words.ofMetric(day(from), day(plusDays(to, -1)), day(against.from), day(plusDays(against.to, -1)))}
      {where.length === 0 ? '' : ` (${where.map((condition) => condition.replace('=', ' ')).join(', ')})`}.{' '}
      {verdict === null || verdict === 'pattern' ? '' : `${words.verdicts[verdict]} `}
      {words.asOf(seal, asOf.behind === 0 ? '' : words.behind(formatCount(asOf.behind, settings.locale)))}
      {forYouAlone ? ` ${words.forYou}` : visibleEntities !== undefined ? ` ${words.partial}` : ''}
    </p>
  );
}
