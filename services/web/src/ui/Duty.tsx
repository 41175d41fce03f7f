/** How much waits somewhere, as a tile that leads there. */
import { Statistic } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Card } from './Card.tsx';

interface Props {
  title: string;
  to: string;
  icon?: ReactNode;
  /** What waits, so far as it is known. */
  page: { readonly items: readonly unknown[]; readonly next_cursor: string | null } | undefined;
}

export function Duty({ title, to, icon, page }: Props) {
  const count = page?.items.length ?? 0;
  return (
    <Link to={to} className="duty" data-waiting={count > 0}>
      <Card size="small">
        <Statistic title={title} value={page ? (page.next_cursor ? `${count}+` : count) : '…'} prefix={icon} />
      </Card>
    </Link>
  );
}
