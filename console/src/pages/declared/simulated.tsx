import type { ReactNode } from 'react';
import { Anchor } from '../../parts/text/anchor.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { words } from './words.ts';

interface SimulatedProps {
  /** The same page of one's own company. */
  readonly href: string;
  readonly children?: ReactNode;
}

/** In place of what reaches real systems, in a company where everything is made up. */
export function Simulated({ href, children }: SimulatedProps) {
  return (
    <StateNotice
      kind="empty"
      action={
        <>
          {children}
          <Anchor href={href} className="link">
            {words.toOwn}
          </Anchor>
        </>
      }
    >
      {words.simulated}
    </StateNotice>
  );
}
