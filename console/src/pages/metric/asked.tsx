import { NativeSelect, TextInput } from '@mantine/core';
import { dayOf, formatDay } from '../../format/day.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { Choice, ChoiceBar } from '../tasks/choice-bar.tsx';
import type { MetricProps } from './page.tsx';
import { dimensionTitle, words } from './words.ts';

const dayMs = 86_400_000;
const lengths = [
  ['28', words.last4Weeks],
  ['90', words.last90Days],
  ['365', words.last12Months],
] as const;

/** Of which days and of which part the value is. */
export function Asked({ search, ask }: MetricProps) {
  const settings = useFormat();
  const today = dayOf(settings.now, settings.timeZone);
  const { from, to, where = [] } = search;
  const chosen =
    from === undefined && to === undefined
      ? 'all'
      : (lengths.find(([days]) => from === plus(today, -Number(days)) && to === today)?.[0] ?? 'own');
  const choose = (value: string) => {
    if (value === 'all') ask({ from: undefined, to: undefined });
    else if (value !== 'own') ask({ from: plus(today, -Number(value)), to: today });
  };
  const own = {
    value: 'own',
    label: words.span(
      from === undefined ? undefined : formatDay(from, settings),
      to === undefined ? undefined : formatDay(plus(to, -1), settings),
    ),
  };
  return (
    <ChoiceBar>
      <NativeSelect
        aria-label={words.period}
        value={chosen}
        data={[
          { value: 'all', label: words.allTime },
          ...lengths.map(([value, label]) => ({ value, label })),
          ...(chosen === 'own' ? [own] : []),
        ]}
        onChange={({ currentTarget: { value } }) => choose(value)}
      />
      <TextInput
        type="date"
        aria-label={words.from}
        value={from?.slice(0, 10) ?? ''}
        onChange={({ currentTarget: { value } }) => ask({ from: value === '' ? undefined : value })}
      />
      <TextInput
        type="date"
        aria-label={words.toThisDayIncluded}
        value={to === undefined ? '' : plus(to, -1)}
        onChange={({ currentTarget: { value } }) => ask({ to: value === '' ? undefined : plus(value, 1) })}
      />
      {where.map((condition) => (
        <Choice key={condition} checked onChange={() => ask({ where: where.filter((other) => other !== condition) })}>
          {conditionWords(condition)}
        </Choice>
      ))}
    </ChoiceBar>
  );
}

/** `Only: carrier Rheintal Logistik` */
function conditionWords(condition: string): string {
  const at = condition.indexOf('=');
  return `Only: ${dimensionTitle(condition.slice(0, at)).toLowerCase()} ${condition.slice(at + 1)}`;
}

function plus(day: string, days: number): string {
  return new Date(Date.parse(day.slice(0, 10)) + days * dayMs).toISOString().slice(0, 10);
}
