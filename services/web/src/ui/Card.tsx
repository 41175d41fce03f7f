/** A part of a page under a heading of its own. */
import type { CSSProperties, ReactNode } from 'react';

interface Props {
  title?: ReactNode;
  /** What stands at the other end of the heading. */
  extra?: ReactNode;
  size?: 'middle' | 'small';
  style?: CSSProperties;
  className?: string;
  /** Whether the content reaches the border, as a table does. */
  isTight?: boolean;
  children: ReactNode;
}

export function Card({ title, extra, size = 'middle', style, className = '', isTight = false, children }: Props) {
  return (
    <section className={`card ${className}`} data-size={size} data-tight={isTight} style={style}>
      {(title || extra) && (
        <header>
          {title && <h2>{title}</h2>}
          {extra && <div>{extra}</div>}
        </header>
      )}
      <div>{children}</div>
    </section>
  );
}
