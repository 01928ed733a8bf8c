import { useApi } from '../../data/api.ts';
import styles from '../../parts/access/access.module.css';
import { Answer } from '../../shell/answer.tsx';
import { words } from './words.ts';

/** Whether there is a single sign-on, and where it is set up. */
export function SingleSignOn() {
  const session = useApi('GET /session', {});
  return (
    <Answer query={session} what={words.sso.what}>
      {({ signIn, ways }) =>
        signIn === 'off' ? (
          <p className={styles['lead']}>{words.sso.off}</p>
        ) : (
          <>
            <p className={styles['lead']}>
              {ways.singleSignOn === null ? words.sso.none : words.sso.there(ways.singleSignOn)}{' '}
              {ways.password ? words.sso.password : words.sso.noPassword}
            </p>
            <p className={styles['lead']}>{words.sso.guide}</p>
          </>
        )
      }
    </Answer>
  );
}
