import { Button } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import type { ResultOf } from '@throughline/api';
import { useEffect, useState } from 'react';
import { useApi } from '../../data/api.ts';
import { Brand } from '../../shell/brand.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { enter } from './enter.ts';
import { PasswordForm } from './password-form.tsx';
import { SecondFactorForm } from './second-factor-form.tsx';
import { SetupForm } from './setup-form.tsx';
import styles from './sign-in.module.css';
import { words } from './words.ts';

const route = getRouteApi('/sign-in');

/** Signing in: by password, second factor, single sign-on or a one-time link. Afterwards one is where one wanted to go. */
export function SignInPage() {
  const { setup, back = '/', error } = route.useSearch();
  const session = useApi('GET /session', {});
  useEffect(() => {
    document.title = `${words.title} · Throughline`;
  }, []);
  return (
    <div className={styles['page']}>
      <header className={styles['head']}>
        <Brand />
      </header>
      <main id="main" tabIndex={-1} className={styles['main']}>
        {session.error === null ? null : (
          <StateNotice kind="error" what={words.session} error={session.error} onRetry={() => void session.refetch()} />
        )}
        {error === undefined ? null : (
          <p role="alert" className={styles['problem']}>
            {words.ssoFailed}
          </p>
        )}
        {session.data === undefined ? null : <Ways session={session.data} {...{ setup, back }} />}
      </main>
    </div>
  );
}

interface WaysProps {
  readonly session: ResultOf<'GET /session'>;
  readonly setup: string | undefined;
  readonly back: string;
}

function Ways({ session, setup, back }: WaysProps) {
  // The answer to the password says so; who loads the page again begins again.
  const [awaitsCode, setAwaitsCode] = useState(session.awaits === 'second-factor');
  if (session.signIn === 'off') return <Done text={words.off} back={back} />;
  if (setup !== undefined) return <SetupForm token={setup} back={back} />;
  if (awaitsCode) return <SecondFactorForm back={back} onAgain={() => setAwaitsCode(false)} />;
  if (session.person !== null) return <Done text={words.signedIn(session.person.name)} back={back} />;
  return (
    <>
      {session.unclaimed ? <p className={styles['lead']}>{words.unclaimed}</p> : null}
      <PasswordForm ways={session.ways} back={back} onCode={() => setAwaitsCode(true)} />
    </>
  );
}

function Done({ text, back }: { readonly text: string; readonly back: string }) {
  return (
    <>
      <h1 className="text-title" tabIndex={-1}>
        {words.title}
      </h1>
      <p className={styles['lead']}>{text}</p>
      <Button variant="filled" onClick={() => enter(back)}>
        {words.open}
      </Button>
    </>
  );
}
