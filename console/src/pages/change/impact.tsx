import type { ChangeView } from '@throughline/api';
import { useCompany } from '../../data/company.tsx';
import { formatCount } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { flowAddress, integrationAddress, metricAddress, systemAddress } from '../addresses.ts';
import { words } from '../changes/words.ts';
import { type Fact, FactList } from '../declared/fact-list.tsx';
import { useTitles } from '../use-titles.ts';

const kinds = ['systems', 'flows', 'integrations', 'metrics', 'documents', 'roleNames', 'owners'] as const;

/** What it touches, by kind, as it was found when it was assessed. */
export function Impact({ view: { impact } }: { readonly view: ChangeView }) {
  const { database } = useCompany();
  const { locale } = useFormat();
  const titles = useTitles();
  const titleOf: Partial<Record<(typeof kinds)[number], (name: string) => string>> = {
    ...{ flows: titles.flow, integrations: titles.integration, metrics: titles.metric },
    ...{ roleNames: titles.role, owners: titles.role },
  };
  const hrefOf: Partial<Record<(typeof kinds)[number], (name: string) => string>> = {
    systems: (name) => systemAddress(database, name),
    flows: (name) => flowAddress(database, name),
    integrations: (name) => integrationAddress(database, name),
    metrics: (name) => metricAddress(database, name),
  };
  const facts: readonly Fact[] = [
    ...kinds.map((kind): Fact => {
      const names = impact[kind];
      const href = hrefOf[kind];
      const title = titleOf[kind] ?? ((name: string) => name);
      if (names.length === 0) return [words.impactOf[kind], <Absent key={kind} />];
      return [
        words.impactOf[kind],
        <span key={kind}>
          {names.map((name, index) => (
            <span key={name}>
              {index === 0 ? null : ', '}
              {href === undefined ? (
                title(name)
              ) : (
                <Anchor className="link" href={href(name)}>
                  {title(name)}
                </Anchor>
              )}
            </span>
          ))}
        </span>,
      ];
    }),
    [words.fanOut, formatCount(impact.fanOut, locale)],
  ];
  return <FactList title={words.impact} facts={facts} />;
}
