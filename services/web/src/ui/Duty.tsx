/** How much waits somewhere, as a tile that leads there. */
import { Statistic } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Card } from './Card.tsx';

interface TileProps {
  title: string;
  to: string;
  icon?: ReactNode;
  /** The figure; nothing while it is on its way. */
  value: string | number | undefined;
  /** Whether somebody should look. */
  isWaiting: boolean;
}

export function Tile({ title, to, icon, value, isWaiting }: TileProps) {
  return (
    <Link to={to} className="duty" data-waiting={isWaiting}>
      <Card size="small">
        <Statistic title={title} value={value ?? '…'} prefix={icon} />
      </Card>
    </Link>
  );
}

interface DutyProps extends Pick<TileProps, 'title' | 'to' | 'icon'> {
  /** What waits, so far as it is known. */
  page: { readonly items: readonly unknown[]; readonly next_cursor: string | null } | undefined;
}

export function Duty({ page, ...tile }: DutyProps) {
  const count = page?.items.length ?? 0;
  return <Tile {...tile} value={page && (page.next_cursor ? `${count}+` : count)} isWaiting={count > 0} />;
}
