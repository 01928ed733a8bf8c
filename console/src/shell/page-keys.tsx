import { useNavigate } from '@tanstack/react-router';
import { useKeys } from '../keys/use-keys.ts';
import { usePlaces } from './places.ts';
import { useTravel } from './travel.ts';
import { words } from './words.ts';

/** Keys that work on every page of a company: `G` and a letter, and `T`. */
export function PageKeys() {
  const places = usePlaces();
  const navigate = useNavigate();
  const travel = useTravel();
  useKeys(
    [
      {
        keys: 't',
        label: words.travelKey,
        when: travel.possible && travel.share === undefined,
        run: () => travel.go({ days: 7 }),
      },
      ...places.map(({ title, letter, path, href = path }) => ({
        keys: `g ${letter}`,
        label: title.toLowerCase(),
        // One is enough to show how it goes.
        bar: letter === 'c',
        run: () => void navigate({ href }),
      })),
    ],
    'everywhere',
  );
  return null;
}
