import { Link } from '@tanstack/react-router';
import type { Door } from '@throughline/api';
import { PageHead } from './page-head.tsx';
import { words as said } from './words.ts';

const words: Readonly<Record<Door['status'], readonly [string, string]>> = {
  absent: [said.hasNotBeenBuiltYet, said.buildFromDoors],
  building: [said.beingBuilt, said.seeHowFar],
  failed: [said.buildingFailed, said.seeWhyAndTryAgain],
  ready: [said.thereNow, said.goToDoors],
};

/** In place of a page of a company that is not there. */
export function NotReady({ door }: { readonly door: Door }) {
  const [state, wayOut] = words[door.status];
  return (
    <PageHead title={said.notThereYet(door.title)}>
      {state}{' '}
      <Link to="/" className="link">
        {wayOut}
      </Link>
    </PageHead>
  );
}
