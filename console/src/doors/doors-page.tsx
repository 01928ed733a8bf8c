import { useEffect } from 'react';
import { useApi } from '../data/api.ts';
import { KeyBar } from '../keys/key-bar.tsx';
import { Brand } from '../shell/brand.tsx';
import { StateNotice } from '../shell/state-notice.tsx';
import { DemoDoor } from './demo-door.tsx';
import styles from './doors-page.module.css';
import { OwnDoor } from './own-door.tsx';
import { words } from './words.ts';

const pollMs = 1000;

/** The first page: a simulated company to look at, or one's own data. */
export function DoorsPage() {
  const doors = useApi('GET /doors', {});
  const demo = doors.data?.doors.find(({ simulated }) => simulated);
  const own = doors.data?.doors.find(({ simulated }) => !simulated);
  const building = demo?.status === 'building';
  const { refetch } = doors;
  useEffect(() => {
    document.title = words.throughline;
  }, []);
  useEffect(() => {
    if (!building) return;
    const polling = setInterval(() => void refetch(), pollMs);
    return () => clearInterval(polling);
  }, [building, refetch]);
  return (
    <div className={styles['page']}>
      <header className={styles['head']}>
        <Brand />
      </header>
      <main id="main" tabIndex={-1} className={styles['main']}>
        <div className={styles['claim']}>
          <h1 className="text-headline" tabIndex={-1}>
            {words.headline}
          </h1>
          <p>{words.how}</p>
        </div>
        {doors.data === undefined && doors.error !== null ? (
          <div className={styles['failed']}>
            <StateNotice kind="error" what={words.theDoors} error={doors.error} onRetry={() => void refetch()} />
          </div>
        ) : null}
        <div className={styles['doors']}>
          <DemoDoor door={demo} facts={doors.data?.demo} />
          <OwnDoor door={own} />
        </div>
      </main>
      <KeyBar>{words.twoDatabases}</KeyBar>
    </div>
  );
}
