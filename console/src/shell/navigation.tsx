import { formatCount } from '../format/number.ts';
import { useFormat } from '../format/settings-context.tsx';
import { Anchor } from '../parts/text/anchor.tsx';
import { CompanyMenu } from './company-menu.tsx';
import styles from './navigation.module.css';
import { PersonBox } from './person-box.tsx';
import { type Place, usePlaces } from './places.ts';
import { words } from './words.ts';

/** So many fit below one place. */
const belowMax = 5;

const groups: readonly { readonly group: Place['group']; readonly title?: string }[] = [
  { group: 'work' },
  { group: 'understand', title: words.understand },
  { group: 'govern', title: words.govern },
  { group: 'define', title: words.define },
];

/** Where one can go, and as whom one acts. */
export function Navigation({ onNavigate }: { readonly onNavigate: () => void }) {
  const places = usePlaces();
  return (
    <nav className={styles['nav']} aria-label={words.pages} data-screen-only>
      <div className={styles['company']}>
        <CompanyMenu />
      </div>
      {groups.map(({ group, title }) => {
        const members = places.filter((place) => place.group === group);
        if (members.length === 0) return null;
        return (
          <div key={group} className={styles['group']}>
            {title === undefined ? null : <h2 className={styles['title']}>{title}</h2>}
            <ul>
              {members.map((place) => (
                <NavigationItem key={place.title} place={place} onNavigate={onNavigate} />
              ))}
            </ul>
          </div>
        );
      })}
      <PersonBox />
    </nav>
  );
}

function NavigationItem({ place, onNavigate }: { readonly place: Place; readonly onNavigate: () => void }) {
  const { title, path, href = path, current, count, below } = place;
  // More than there is room for are found on the page itself, and by the palette.
  const within = !current ? [] : below.length > belowMax ? below.filter((one) => one.current) : below;
  return (
    <li>
      <NavigationLink
        title={title}
        href={href}
        count={count}
        current={current}
        exact={!within.some((one) => one.current)}
        onNavigate={onNavigate}
      />
      {within.length < 2 ? null : (
        <ul className={styles['below']}>
          {within.map((one) => (
            <li key={one.path}>
              <NavigationLink {...one} href={one.href ?? one.path} exact={one.current} onNavigate={onNavigate} />
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

interface NavigationLinkProps {
  readonly title: string;
  readonly href: string;
  readonly count?: number | undefined;
  readonly current: boolean;
  /** This is the page, not only the group in which it lies. */
  readonly exact: boolean;
  readonly onNavigate: () => void;
}

function NavigationLink({ title, href, count, current, exact, onNavigate }: NavigationLinkProps) {
  const format = useFormat();
  return (
    <Anchor
      href={href}
      className={styles['link']}
      data-current={current || undefined}
      {...(current && exact ? { 'aria-current': 'page' as const } : {})}
      onClick={onNavigate}
    >
      <span className={styles['name']}>{title}</span>
      {count === undefined ? null : <span className={styles['count']}>{formatCount(count, format.locale)}</span>}
    </Anchor>
  );
}
