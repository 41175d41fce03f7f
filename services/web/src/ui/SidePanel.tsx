/** One row, opened beside its list; on a phone it takes the whole width. */
import { Drawer } from 'antd';
import type { ReactNode } from 'react';
import { useIsPhone } from './screen.ts';

const WIDTH = 520;

interface Props {
  isOpen: boolean;
  title: ReactNode;
  onClose: () => void;
  children: ReactNode;
}

export function SidePanel({ isOpen, title, onClose, children }: Props) {
  const isPhone = useIsPhone();
  return (
    <Drawer open={isOpen} title={title} size={isPhone ? '100%' : WIDTH} onClose={onClose} destroyOnHidden>
      {children}
    </Drawer>
  );
}
