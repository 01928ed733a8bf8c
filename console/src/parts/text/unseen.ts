import styles from './unseen.module.css';

/** The class of what is there for screen readers, and for nobody else. */
export const unseen = styles['unseen'];
