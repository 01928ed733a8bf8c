import type { ExceptionOverview } from '@throughline/api';
import { useCompany } from '../../data/company.tsx';
import { formatCount, formatNumber } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { Swatch } from '../../parts/marks/rung-swatch.tsx';
import { Severity } from '../../parts/marks/status.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { Section } from '../../shell/section.tsx';
import { casesAddress } from '../addresses.ts';
import styles from './exceptions.module.css';
import { strainLegend, strainStep, words } from './words.ts';

type Standing = ExceptionOverview['buckets'][number]['stages'][number];

/** Kinds by stage: how many, how many late, and how long against their target. */
export function HeatMap({ overview: { buckets, stages } }: { readonly overview: ExceptionOverview }) {
  const { map } = words;
  return (
    <Section title={map.title} aside={map.aside} note={<Legend />}>
      <div className={styles['scroll']}>
        <table className={styles['map']}>
          <thead>
            <tr>
              <th scope="col">{map.kind}</th>
              {stages.map(({ title, stage }) => (
                <th key={stage} scope="col">
                  {title}
                </th>
              ))}
              <th scope="col">{map.total}</th>
            </tr>
          </thead>
          <tbody>
            {buckets.map((bucket) => (
              <tr key={bucket.kind}>
                <th scope="row">
                  {bucket.title} <Severity severity={bucket.severity} />
                </th>
                {stages.map(({ stage, where }, index) => (
                  <Cell key={stage} standing={bucket.stages[index]} where={[...bucket.where, ...where]} />
                ))}
                <Cell standing={bucket} where={bucket.where} />
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}

function Cell({ standing, where }: { readonly standing: Standing | undefined; readonly where: readonly string[] }) {
  const { database } = useCompany();
  const { locale } = useFormat();
  if (standing === undefined || standing.open === 0) {
    return (
      <td>
        <Absent>0</Absent>
        <span className={styles['late']} />
      </td>
    );
  }
  const { open, late, strain } = standing;
  const heat = strainStep(strain);
  const said = strain === null ? undefined : words.map.strain(formatNumber(Math.round(strain * 10) / 10, locale));
  return (
    <td title={said}>
      {heat === 0 ? null : <Swatch heat={heat} />}
      <Anchor className="link" href={casesAddress(database, 'exception', { open: 'true', where: [...where] })}>
        {formatCount(open, locale)}
      </Anchor>
      <span className={styles['late']}>{late === 0 ? '' : words.map.late(formatCount(late, locale))}</span>
    </td>
  );
}

function Legend() {
  return (
    <span className={styles['legend']}>
      {words.map.legend}:{' '}
      {strainLegend.map((text, step) => (
        <span key={text}>
          {step === 0 ? null : <Swatch heat={step as 1 | 2 | 3 | 4 | 5} />}
          {text}
        </span>
      ))}
    </span>
  );
}
