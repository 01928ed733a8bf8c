import { formatCount } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Absent } from '../../parts/text/money.tsx';

/** A count that opens what it counts. */
export function Counted({ count, href }: { readonly count: number; readonly href: string }) {
  const { locale } = useFormat();
  return count === 0 ? (
    <Absent>0</Absent>
  ) : (
    <Anchor className="link" href={href}>
      {formatCount(count, locale)}
    </Anchor>
  );
}
