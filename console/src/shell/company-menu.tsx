import { Menu } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useApi } from '../data/api.ts';
import { useCompany } from '../data/company.tsx';
import styles from './company-menu.module.css';

/** The company's name; behind it the other one, and the doors. */
export function CompanyMenu() {
  const { title, database } = useCompany();
  const doors = useApi('GET /doors', {});
  return (
    <Menu position="bottom-end" width={280}>
      <Menu.Target>
        <button type="button" className={styles['name']}>
          {title}
          <span aria-hidden className={styles['caret']}>
            ▾
          </span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Companies</Menu.Label>
        {doors.data?.doors.map((door) => (
          <Menu.Item
            key={door.database}
            component={Link}
            to={door.status === 'ready' ? `/${door.database}` : '/'}
            aria-current={door.database === database}
          >
            {door.title}
            {door.simulated ? ' (simulated)' : ''}
            {door.status === 'ready' ? '' : ', not built yet'}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item component={Link} to="/">
          Doors
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
