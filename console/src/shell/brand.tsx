import { Link } from '@tanstack/react-router';
import styles from './brand.module.css';
import { words } from './words.ts';

/** Sign and name; leads to the doors. */
export function Brand() {
  return (
    <Link to="/" className={styles['brand']}>
      <svg
        viewBox="0 0 16 16"
        width="16"
        height="16"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.7"
        strokeLinecap="round"
        aria-hidden
      >
        <path d="M1 4.5h3.2c2.6 0 2.2 7 4.8 7H15M1 8.2h2.6M8.6 4.5c2.6 0 2.9 3.6 5.4 3.6" />
      </svg>
      {words.throughline}
    </Link>
  );
}
