import { Button } from '@mantine/core';
import type { PlanDetail } from '@throughline/api';
import { useCommand } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { formatCounted } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { say } from '../../shell/messages.ts';
import { Refused } from '../import/refused.tsx';
import { words } from './words.ts';

/** Makes the plan of what is accepted now. */
export function MakePlan({ plan: { number, items } }: { readonly plan: PlanDetail }) {
  const { database } = useCompany();
  const { locale } = useFormat();
  const make = useCommand('POST /{database}/plans/{plan}/make', {
    onSuccess: (made) => say({ text: words.made(formatCounted(made.items.length, words.requests, locale)) }),
  });
  return (
    <>
      <Button
        variant="filled"
        loading={make.pending}
        onClick={() => make.run({ params: { database, plan: number } })}
        data-screen-only
      >
        {items.length === 0 ? words.make : words.makeAgain}
      </Button>
      {make.error === null ? null : <Refused error={make.error}>{words.notMade}</Refused>}
    </>
  );
}
