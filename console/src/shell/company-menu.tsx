import { Menu } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useApi } from '../data/api.ts';
import { useCompany } from '../data/company.tsx';
import styles from './company-menu.module.css';
import { words } from './words.ts';

/** The company's name; behind it the other one, and the doors. */
export function CompanyMenu() {
  const { title, database } = useCompany();
  const doors = useApi('GET /doors', {});
  return (
    <Menu position="bottom-end" width={280}>
      <Menu.Target>
        <button type="button" className={styles['name']}>
          {title}
          <svg className={styles['caret']} viewBox="0 0 8 5" width="8" height="5" aria-hidden="true">
            <path d="M0.5 0.5 4 4 7.5 0.5" fill="none" stroke="currentColor" />
          </svg>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{words.companies}</Menu.Label>
        {doors.data?.doors.map((door) => (
          <Menu.Item
            key={door.database}
            component={Link}
            to={door.status === 'ready' ? `/${door.database}` : '/'}
            aria-current={door.database === database}
          >
            {door.title}
            {door.simulated ? words.simulated : ''}
            {door.status === 'ready' ? '' : words.notBuiltYet}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item component={Link} to="/">
          {words.doors}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
