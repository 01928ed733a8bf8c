import { Outlet } from '@tanstack/react-router';

export function CompanyShell() {
  return (
    <main>
      <Outlet />
    </main>
  );
}
